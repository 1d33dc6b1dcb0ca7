// Aggregates WITHIN GROUP: mode, percentiles.

import { SqlError } from '../base/errors.ts'
import { compareValues } from '../values/compare-values.ts'
import { addIntervals, multiplyInterval, subtractIntervals } from '../values/interval-arithmetic.ts'
import { arrayOf, type SqlType } from '../values/sql-type.ts'
import type { Interval, SqlArray, SqlValue } from '../values/sql-value.ts'
import { aggregate, type FunctionEntry } from './define-function.ts'

/** The values of WITHIN GROUP in order, and the direct argument, which is the same on every row. */
interface Ordered<Direct> {
  direct: Direct | null
  readonly values: SqlValue[]
}

const collecting = <Direct>() => ({
  create: (): Ordered<Direct> => ({ direct: null, values: [] }),
  add: (state: Ordered<Direct>, [direct, value]: readonly [Direct, SqlValue]): Ordered<Direct> => {
    state.direct = direct
    state.values.push(value)
    return state
  },
  directArguments: 1,
})

function checkFraction(fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1)) throw new SqlError('22003', `percentile value ${fraction} is not between 0 and 1`)
  return fraction
}

function discretePercentile(values: readonly SqlValue[], fraction: number): SqlValue {
  return values[Math.max(Math.ceil(checkFraction(fraction) * values.length), 1) - 1]
}

type Interpolate = (low: SqlValue, high: SqlValue, fraction: number) => SqlValue

function continuousPercentile(values: readonly SqlValue[], fraction: number, interpolate: Interpolate): SqlValue {
  const position = checkFraction(fraction) * (values.length - 1)
  const low = Math.floor(position)
  const high = Math.ceil(position)
  return low === high ? values[low] : interpolate(values[low], values[high], position - low)
}

const betweenFloats: Interpolate = (low, high, fraction) => Number(low) + fraction * (Number(high) - Number(low))
const betweenIntervals: Interpolate = (low, high, fraction) => {
  const from = low as Interval
  return addIntervals(multiplyInterval(subtractIntervals(high as Interval, from), fraction), from)
}

/** One percentile for each fraction of an array, in the same shape. */
function percentiles(state: Ordered<SqlArray>, elementType: SqlType, pick: (fraction: number) => SqlValue): SqlArray | null {
  if (state.direct === null) return null
  const items = state.direct.items.map(fraction => (fraction === null ? null : pick(Number(fraction))))
  return { ...state.direct, elementType, items }
}

const continuousEntries = ([['float8', betweenFloats], ['interval', betweenIntervals]] as const).flatMap(([type, interpolate]) => [
  aggregate(`percentile_cont(float8, ${type}) ${type}`, {
    ...collecting<number>(),
    finish: ({ direct, values }) => (direct === null ? null : continuousPercentile(values, direct, interpolate)),
  }),
  aggregate(`percentile_cont(float8[], ${type}) ${type}[]`, {
    ...collecting<SqlArray>(),
    finish: (state, types) => percentiles(state, types[1], fraction => continuousPercentile(state.values, fraction, interpolate)),
  }),
]) // prettier-ignore

const discreteEntries: readonly FunctionEntry[] = [
  aggregate('percentile_disc(float8, anyelement) anyelement', {
    ...collecting<number>(),
    finish: ({ direct, values }) => (direct === null ? null : discretePercentile(values, direct)),
  }),
  aggregate('percentile_disc(float8[], anyelement) anyarray', {
    ...collecting<SqlArray>(),
    result: types => arrayOf(types[1]),
    finish: (state, types) => percentiles(state, types[1], fraction => discretePercentile(state.values, fraction)),
  }),
]

/** The most frequent value; of several, the first in WITHIN GROUP's order. Equal values arrive next to each other. */
function mode(values: readonly SqlValue[], type: SqlType): SqlValue {
  let best: SqlValue = null
  let bestCount = 0
  for (let start = 0, i = 1; i <= values.length; i++) {
    if (i < values.length && compareValues(type, values[start], values[i]) === 0) continue
    if (i - start > bestCount) {
      best = values[start]
      bestCount = i - start
    }
    start = i
  }
  return best
}

export const orderedSetAggregates: readonly FunctionEntry[] = [
  ...continuousEntries,
  ...discreteEntries,
  aggregate('mode(anyelement) anyelement', {
    create: (): SqlValue[] => [],
    add: (values, [value]) => {
      values.push(value)
      return values
    },
    finish: (values, types) => mode(values, types[0]),
    directArguments: 0,
  }),
]
