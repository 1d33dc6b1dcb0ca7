// count, sum and avg. Integers and numeric are exact; sums of floats are exact and rounded once.

import { DecimalSum } from '../values/decimal-sum.ts'
import type { Decimal } from '../values/sql-value.ts'
import { type FunctionEntry, aggregate } from './define-function.ts'
import { FloatSum } from './float-sum.ts'
import { type Int8, addInt8, toInt8 } from './integer-arithmetic.ts'
import { overflow } from './value-errors.ts'

interface Count {
  rows: number
}

/** An aggregate's state that `change` brings forward, and with weight -1 back. */
function changing<State, Value>(create: () => State, change: (state: State, value: Value, weight: 1 | -1) => void) {
  return {
    create,
    add: (state: State, [value]: [Value]): State => {
      change(state, value, 1)
      return state
    },
    remove: (state: State, [value]: [Value]): State => {
      change(state, value, -1)
      return state
    },
  }
}

const counting = {
  ...changing(
    (): Count => ({ rows: 0 }),
    (state, _, weight) => (state.rows += weight),
  ),
  finish: (state: Count): number => state.rows,
  kernel: 'count' as const,
}

const countEntries: readonly FunctionEntry[] = [
  // Neither looks at its arguments.
  aggregate('count() int8', { ...counting, add: state => counting.add(state, [null]), remove: state => counting.remove(state, [null]) }),
  aggregate('count(any) int8', counting),
]

/** sum(int2 | int4): an int8 that is a number until it is unsafe. */
interface SmallSum {
  count: number
  sum: Int8
}

const smallSums = (['int2', 'int4'] as const).map(type =>
  aggregate(`sum(${type}) int8`, {
    ...changing(
      (): SmallSum => ({ count: 0, sum: 0 }),
      (state, value: number, weight) => {
        state.count += weight
        state.sum = addInt8(state.sum, weight * value)
      },
    ),
    finish: state => (state.count === 0 ? null : toInt8(BigInt(state.sum))),
    kernel: 'sum',
  }),
)

const integers = changing(
  () => new DecimalSum(),
  (state, value: Int8, weight) => (weight === 1 ? state.addInteger(value) : state.removeInteger(value)),
)

const decimals = changing(
  () => new DecimalSum(),
  (state, value: Decimal, weight) => (weight === 1 ? state.addDecimal(value) : state.removeDecimal(value)),
)

const floats = changing(
  () => new FloatSum(),
  (state, value: number, weight) => (weight === 1 ? state.add(value) : state.remove(value)),
)

const integerEntries: readonly FunctionEntry[] = [
  ...(['int2', 'int4', 'int8'] as const).map(type =>
    aggregate(`avg(${type}) numeric`, { ...integers, finish: state => state.avg(), kernel: 'avg' }),
  ),
  aggregate('sum(int8) numeric', { ...integers, finish: state => state.sum(), kernel: 'sum' }),
]

function float4Sum(state: FloatSum): number | null {
  if (state.count === 0) return null
  const sum = Math.fround(state.sum())
  if (!Number.isFinite(sum) && state.special() === null) throw overflow()
  return sum
}

export const numberAggregates: readonly FunctionEntry[] = [
  ...countEntries,
  ...smallSums,
  ...integerEntries,
  aggregate('sum(numeric) numeric', { ...decimals, finish: state => state.sum(), kernel: 'sum' }),
  aggregate('avg(numeric) numeric', { ...decimals, finish: state => state.avg(), kernel: 'avg' }),
  aggregate('sum(float4) float4', { ...floats, finish: float4Sum, kernel: 'sum' }),
  aggregate('sum(float8) float8', { ...floats, finish: state => (state.count === 0 ? null : state.sum()), kernel: 'sum' }),
  aggregate('avg(float4) float8', { ...floats, finish: state => (state.count === 0 ? null : state.average()), kernel: 'avg' }),
  aggregate('avg(float8) float8', { ...floats, finish: state => (state.count === 0 ? null : state.average()), kernel: 'avg' }),
]
