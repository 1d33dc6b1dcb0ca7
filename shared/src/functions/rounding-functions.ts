// Rounding and random numbers: what applications compute with every day. The rest is in math-functions.ts.

import { ceilDecimal, floorDecimal, roundDecimal, truncDecimal } from '../values/decimal.ts'
import { type FunctionEntry, contextual, strict } from './define-function.ts'

/** Half to even, as rint() does. */
export function roundFloat(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded
}

export const roundingFunctions: readonly FunctionEntry[] = [
  strict('ceil ceiling(float8) float8', Math.ceil),
  strict('ceil ceiling(numeric) numeric', ceilDecimal),
  strict('floor(float8) float8', Math.floor),
  strict('floor(numeric) numeric', floorDecimal),
  strict('round(float8) float8', roundFloat),
  strict('round(numeric) numeric', value => roundDecimal(value, 0)),
  strict('round(numeric, int4) numeric', roundDecimal),
  strict('trunc(float8) float8', Math.trunc),
  strict('trunc(numeric) numeric', value => truncDecimal(value, 0)),
  strict('trunc(numeric, int4) numeric', truncDecimal),
  contextual('random() float8', (_, context) => context.random.float(), 'volatile'),
]
