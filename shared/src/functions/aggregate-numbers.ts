// count, sum, avg and the bit aggregates. Integers and numeric are exact; sums of floats are exact and rounded once.

import { DecimalSum } from '../values/decimal-sum.ts'
import { addIntervals, divideInterval, makeInterval, negateInterval } from '../values/interval.ts'
import type { Interval } from '../values/sql-value.ts'
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

interface IntervalSum {
  count: number
  sum: Interval
}

const intervals = {
  create: (): IntervalSum => ({ count: 0, sum: makeInterval(0, 0, 0) }),
  add: (state: IntervalSum, [value]: [Interval]): IntervalSum => {
    state.count++
    state.sum = addIntervals(state.sum, value)
    return state
  },
  remove: (state: IntervalSum, [value]: [Interval]): IntervalSum => {
    state.count--
    state.sum = addIntervals(state.sum, negateInterval(value))
    return state
  },
}

const bitOperations = {
  bit_and: { small: (a: number, b: number) => a & b, big: (a: bigint, b: bigint) => a & b },
  bit_or: { small: (a: number, b: number) => a | b, big: (a: bigint, b: bigint) => a | b },
  bit_xor: { small: (a: number, b: number) => a ^ b, big: (a: bigint, b: bigint) => a ^ b },
}

interface Held {
  value: Int8 | null
}

const bitEntries = (['bit_and', 'bit_or', 'bit_xor'] as const).flatMap(name => {
  const { small, big } = bitOperations[name]
  const folding = (combine: (a: Int8, b: Int8) => Int8) => ({
    create: (): Held => ({ value: null }),
    add: (state: Held, [value]: [Int8]): Held => {
      state.value = state.value === null ? value : combine(state.value, value)
      return state
    },
    finish: (state: Held) => state.value,
  })
  const smallFold = folding((a, b) => small(Number(a), Number(b)))
  return [
    aggregate(`${name}(int2) int2`, smallFold),
    aggregate(`${name}(int4) int4`, smallFold),
    aggregate(`${name}(int8) int8`, folding((a, b) => toInt8(big(BigInt(a), BigInt(b))))), // prettier-ignore
  ]
})

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
  aggregate('sum(interval) interval', { ...intervals, finish: state => (state.count === 0 ? null : state.sum) }),
  aggregate('avg(interval) interval', {
    ...intervals,
    finish: state => (state.count === 0 ? null : divideInterval(state.sum, state.count)),
  }),
  ...bitEntries,
]
