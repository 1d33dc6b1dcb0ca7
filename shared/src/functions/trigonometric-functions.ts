// Sines and their kin in radians and in degrees. The degree versions are exact where the mathematics is: sind(30) = 0.5.

import { SqlError } from '../base/errors.ts'
import { strict, type FunctionEntry } from './define-function.ts'
import { checkFloat } from './float-arithmetic.ts'

const outOfDomain = (): SqlError => new SqlError('22003', 'input is out of range')

const finite =
  (f: (x: number) => number) =>
  (x: number): number => {
    if (x === Infinity || x === -Infinity) throw outOfDomain()
    return f(x)
  }

const within =
  (low: number, high: number, f: (x: number) => number) =>
  (x: number): number => {
    if (x < low || x > high) throw outOfDomain()
    return f(x)
  }

const radiansPerDegree = Math.PI / 180
const sin30 = Math.sin(30 * radiansPerDegree)
const oneMinusCos60 = 1 - Math.cos(60 * radiansPerDegree)
const asinHalf = Math.asin(0.5)
const acosHalf = Math.acos(0.5)

const sin0to30 = (x: number): number => Math.sin(x * radiansPerDegree) / sin30 / 2
const cos0to60 = (x: number): number => 1 - (1 - Math.cos(x * radiansPerDegree)) / oneMinusCos60 / 2
const sinQuarter = (x: number): number => (x <= 30 ? sin0to30(x) : cos0to60(90 - x))
const cosQuarter = (x: number): number => (x <= 60 ? cos0to60(x) : sin0to30(90 - x))
const tanQuarter = (x: number): number => sinQuarter(x) / cosQuarter(x) / (sinQuarter(45) / cosQuarter(45))
const cotQuarter = (x: number): number => cosQuarter(x) / sinQuarter(x) / (cosQuarter(45) / sinQuarter(45))

/** Folds any angle into 0..90 degrees and remembers what that did to the sign. */
function fold(angle: number): { quarter: number; isNegative: boolean; isMirrored: boolean; isBelow: boolean } {
  let rest = angle % 360
  const isNegative = rest < 0
  rest = Math.abs(rest)
  const isBelow = rest > 180
  if (isBelow) rest = 360 - rest
  const isMirrored = rest > 90
  return { quarter: isMirrored ? 180 - rest : rest, isNegative, isMirrored, isBelow }
}

function sind(x: number): number {
  const { quarter, isNegative, isBelow } = fold(x)
  return isNegative !== isBelow ? -sinQuarter(quarter) : sinQuarter(quarter)
}

function cosd(x: number): number {
  const { quarter, isMirrored } = fold(x)
  return isMirrored ? -cosQuarter(quarter) : cosQuarter(quarter)
}

function tand(x: number, tangent = tanQuarter): number {
  const { quarter, isNegative, isBelow, isMirrored } = fold(x)
  const value = tangent(quarter)
  // Adding zero turns -0 into 0.
  return ((isNegative !== isBelow) !== isMirrored ? -value : value) + 0
}

const asinQuarter = (x: number): number => (x <= 0.5 ? (Math.asin(x) / asinHalf) * 30 : 90 - (Math.acos(x) / acosHalf) * 60)
const acosQuarter = (x: number): number => (x <= 0.5 ? 90 - (Math.asin(x) / asinHalf) * 30 : (Math.acos(x) / acosHalf) * 60)

export const trigonometricFunctions: readonly FunctionEntry[] = [
  strict('sin(float8) float8', finite(Math.sin)),
  strict('cos(float8) float8', finite(Math.cos)),
  strict('tan(float8) float8', finite(Math.tan)),
  strict(
    'cot(float8) float8',
    finite(x => 1 / Math.tan(x)),
  ),
  strict('asin(float8) float8', within(-1, 1, Math.asin)),
  strict('acos(float8) float8', within(-1, 1, Math.acos)),
  strict('atan(float8) float8', Math.atan),
  strict('atan2(float8, float8) float8', Math.atan2),
  strict('sind(float8) float8', finite(sind)),
  strict('cosd(float8) float8', finite(cosd)),
  strict(
    'tand(float8) float8',
    finite(x => tand(x)),
  ),
  strict(
    'cotd(float8) float8',
    finite(x => tand(x, cotQuarter)),
  ),
  strict(
    'asind(float8) float8',
    within(-1, 1, x => (x < 0 ? -asinQuarter(-x) : asinQuarter(x))),
  ),
  strict(
    'acosd(float8) float8',
    within(-1, 1, x => (x < 0 ? 90 + asinQuarter(-x) : acosQuarter(x))),
  ),
  strict('atand(float8) float8', x => (Math.atan(x) / Math.atan(1)) * 45),
  strict('atan2d(float8, float8) float8', (y, x) => (Math.atan2(y, x) / Math.atan(1)) * 45),
  strict('sinh(float8) float8', Math.sinh),
  strict('cosh(float8) float8', Math.cosh),
  strict('tanh(float8) float8', Math.tanh),
  strict('asinh(float8) float8', Math.asinh),
  strict('acosh(float8) float8', within(1, Infinity, Math.acosh)),
  strict('atanh(float8) float8', within(-1, 1, Math.atanh)),
  strict('degrees(float8) float8', x => checkFloat(x / radiansPerDegree, x)),
  strict('radians(float8) float8', x => x * radiansPerDegree),
  strict('pi() float8', () => Math.PI),
]
