// count, sum and avg. Integers and numeric are exact; sums of floats are exact and rounded once.

import { DecimalSum } from '../values/decimal-sum.ts'
import { aggregate, type FunctionEntry } from './define-function.ts'
import { FloatSum } from './float-sum.ts'
import { overflow } from './value-errors.ts'
import { addInt8, toInt8, type Int8 } from './integer-arithmetic.ts'

interface Count {
  rows: number
}

const counting = {
  create: (): Count => ({ rows: 0 }),
  add: (state: Count): Count => {
    state.rows++
    return state
  },
  remove: (state: Count): Count => {
    state.rows--
    return state
  },
  finish: (state: Count): number => state.rows,
  kernel: 'count' as const,
}

const countEntries: readonly FunctionEntry[] = [aggregate('count() int8', counting), aggregate('count(any) int8', counting)]

/** sum(int2 | int4): an int8 that is a number until it is unsafe. */
interface SmallSum {
  count: number
  sum: Int8
}

const smallSums = (['int2', 'int4'] as const).map(type =>
  aggregate(`sum(${type}) int8`, {
    create: (): SmallSum => ({ count: 0, sum: 0 }),
    add: (state, [value]) => {
      state.count++
      state.sum = addInt8(state.sum, value)
      return state
    },
    remove: (state, [value]) => {
      state.count--
      state.sum = addInt8(state.sum, -value)
      return state
    },
    finish: state => (state.count === 0 ? null : toInt8(BigInt(state.sum))),
    kernel: 'sum',
  }),
)

const integerEntries = (['int2', 'int4', 'int8'] as const).flatMap(type => {
  const exact = {
    create: () => new DecimalSum(),
    add: (state: DecimalSum, [value]: [Int8]) => {
      state.addInteger(value)
      return state
    },
    remove: (state: DecimalSum, [value]: [Int8]) => {
      state.removeInteger(value)
      return state
    },
  }
  const average = aggregate(`avg(${type}) numeric`, { ...exact, finish: (state: DecimalSum) => state.avg(), kernel: 'avg' })
  if (type !== 'int8') return [average]
  return [average, aggregate('sum(int8) numeric', { ...exact, finish: (state: DecimalSum) => state.sum(), kernel: 'sum' })]
})

const decimals = {
  create: () => new DecimalSum(),
  add: (state: DecimalSum, [value]: [Parameters<DecimalSum['addDecimal']>[0]]) => {
    state.addDecimal(value)
    return state
  },
  remove: (state: DecimalSum, [value]: [Parameters<DecimalSum['addDecimal']>[0]]) => {
    state.removeDecimal(value)
    return state
  },
}

const floats = {
  create: () => new FloatSum(),
  add: (state: FloatSum, [value]: [number]) => {
    state.add(value)
    return state
  },
  remove: (state: FloatSum, [value]: [number]) => {
    state.remove(value)
    return state
  },
}

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
