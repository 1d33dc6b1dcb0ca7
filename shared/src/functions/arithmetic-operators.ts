// + - * / % on numbers. Overflow is 22003, a zero divisor 22012, as in PostgreSQL.

import {
  addDecimals, divideDecimals, modDecimals, multiplyDecimals, subtractDecimals,
} from '../values/decimal-arithmetic.ts' // prettier-ignore
import { absDecimal, negateDecimal } from '../values/decimal.ts'
import { strict, type FunctionEntry } from './define-function.ts'
import {
  absInt8, addInt8, divideInt8, divideInteger, modInt8, modInteger, multiplyInt8, subtractInt8, toInt2, toInt4,
} from './integer-arithmetic.ts' // prettier-ignore
import { divisionByZero, overflow, underflow } from './value-errors.ts'

const smallPairs = [
  ['int2', 'int2', 'int2'], ['int2', 'int4', 'int4'], ['int4', 'int2', 'int4'], ['int4', 'int4', 'int4'],
] as const // prettier-ignore
const bigPairs = [
  ['int8', 'int8'], ['int8', 'int4'], ['int4', 'int8'], ['int8', 'int2'], ['int2', 'int8'],
] as const // prettier-ignore
const floatPairs = [
  ['float4', 'float4', 'float4'], ['float4', 'float8', 'float8'], ['float8', 'float4', 'float8'], ['float8', 'float8', 'float8'],
] as const // prettier-ignore

const smallChecks = { int2: toInt2, int4: toInt4 }

function integerEntries(): FunctionEntry[] {
  const small = smallPairs.flatMap(([a, b, result]) => {
    const check = smallChecks[result]
    return [
      strict(`+(${a}, ${b}) ${result}`, (x, y) => check(x + y)),
      strict(`-(${a}, ${b}) ${result}`, (x, y) => check(x - y)),
      strict(`*(${a}, ${b}) ${result}`, (x, y) => check(x * y)),
      strict(`/(${a}, ${b}) ${result}`, (x, y) => check(divideInteger(x, y))),
    ]
  })
  const big = bigPairs.flatMap(([a, b]) => [
    strict(`+(${a}, ${b}) int8`, addInt8),
    strict(`-(${a}, ${b}) int8`, subtractInt8),
    strict(`*(${a}, ${b}) int8`, multiplyInt8),
    strict(`/(${a}, ${b}) int8`, divideInt8),
  ])
  const signs = (['int2', 'int4'] as const).flatMap(type => [
    strict(`%(${type}, ${type}) ${type}`, modInteger),
    strict(`mod(${type}, ${type}) ${type}`, modInteger),
    strict(`-(${type}) ${type}`, x => smallChecks[type](0 - x)),
    strict(`+(${type}) ${type}`, x => x),
    strict(`@ abs(${type}) ${type}`, x => smallChecks[type](Math.abs(x))),
  ])
  return [
    ...small,
    ...big,
    ...signs,
    strict('% mod(int8, int8) int8', modInt8),
    strict('-(int8) int8', x => subtractInt8(0, x)),
    strict('+(int8) int8', x => x),
    strict('@ abs(int8) int8', absInt8),
  ]
}

/** The result of `op(x, y)` in float4 or float8; an infinity or zero that the operands do not explain is 22003. */
function checkedFloat(value: number, isInfinityFine: boolean, isZeroFine: boolean): number {
  if (!isInfinityFine && (value === Infinity || value === -Infinity)) throw overflow()
  if (!isZeroFine && value === 0) throw underflow()
  return value
}

const isInfinite = (x: number): boolean => x === Infinity || x === -Infinity

function floatEntries(): FunctionEntry[] {
  const pairs = floatPairs.flatMap(([a, b, result]) => {
    const round = result === 'float4' ? Math.fround : (x: number): number => x
    const anyInfinite = (x: number, y: number): boolean => isInfinite(x) || isInfinite(y)
    return [
      strict(`+(${a}, ${b}) ${result}`, (x, y) => checkedFloat(round(x + y), anyInfinite(x, y), true)),
      strict(`-(${a}, ${b}) ${result}`, (x, y) => checkedFloat(round(x - y), anyInfinite(x, y), true)),
      strict(`*(${a}, ${b}) ${result}`, (x, y) => checkedFloat(round(x * y), anyInfinite(x, y), x === 0 || y === 0)),
      strict(`/(${a}, ${b}) ${result}`, (x, y) => {
        if (y === 0 && !Number.isNaN(x)) throw divisionByZero()
        return checkedFloat(round(x / y), isInfinite(x), x === 0 || isInfinite(y))
      }),
    ]
  })
  const signs = (['float4', 'float8'] as const).flatMap(type => [
    strict(`-(${type}) ${type}`, x => -x),
    strict(`+(${type}) ${type}`, x => x),
    strict(`@ abs(${type}) ${type}`, Math.abs),
  ])
  return [...pairs, ...signs]
}

const numericEntries: readonly FunctionEntry[] = [
  strict('+(numeric, numeric) numeric', addDecimals),
  strict('-(numeric, numeric) numeric', subtractDecimals),
  strict('*(numeric, numeric) numeric', multiplyDecimals),
  strict('/(numeric, numeric) numeric', divideDecimals),
  strict('% mod(numeric, numeric) numeric', modDecimals),
  strict('-(numeric) numeric', negateDecimal),
  strict('+(numeric) numeric', x => x),
  strict('@ abs(numeric) numeric', absDecimal),
]

/** Made when the first function is looked up, not when the engine is loaded: they are many. */
export function arithmeticOperators(): readonly FunctionEntry[] {
  return [...integerEntries(), ...floatEntries(), ...numericEntries]
}
