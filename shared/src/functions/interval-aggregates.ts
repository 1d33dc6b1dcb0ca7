// sum and avg of intervals.

import { addIntervals, divideInterval, negateInterval } from '../values/interval-arithmetic.ts'
import { makeInterval } from '../values/make-interval.ts'
import type { Interval } from '../values/sql-value.ts'
import { aggregate, type FunctionEntry } from './define-function.ts'

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

export const intervalAggregates: readonly FunctionEntry[] = [
  aggregate('sum(interval) interval', { ...intervals, finish: state => (state.count === 0 ? null : state.sum) }),
  aggregate('avg(interval) interval', {
    ...intervals,
    finish: state => (state.count === 0 ? null : divideInterval(state.sum, state.count)),
  }),
]
