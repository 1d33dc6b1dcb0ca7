// Aggregates that compare or pick values: min, max, bool_and, any_value.

import { comparatorFor, type Comparator } from '../values/compare-values.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { aggregate, type FunctionEntry } from './define-function.ts'

interface Best {
  readonly compare: Comparator
  value: SqlValue
}

const orderedTypes = [
  'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'text', 'bpchar', 'bytea', 'date', 'time', 'timetz', 'timestamp', 'timestamptz',
  'interval', 'oid', 'anyarray', 'anyenum', 'record',
] as const // prettier-ignore

/** Types whose min and max the vector kernels know. */
const kernelTypes: ReadonlySet<string> = new Set([
  'int2',
  'int4',
  'int8',
  'float4',
  'float8',
  'numeric',
  'date',
  'timestamp',
  'timestamptz',
  'text',
])

const extremes = orderedTypes.flatMap(type =>
  (['min', 'max'] as const).map(name => {
    const sign = name === 'min' ? 1 : -1
    return aggregate(`${name}(${type}) ${type}`, {
      create: ([argument]): Best => ({ compare: comparatorFor(argument), value: null }),
      add: (state, [value]) => {
        if (state.value === null || sign * state.compare(value, state.value) < 0) state.value = value
        return state
      },
      finish: state => state.value,
      ...(kernelTypes.has(type) ? { kernel: name } : {}),
    })
  }),
)

interface TruthCount {
  trues: number
  falses: number
}

const truths = {
  create: (): TruthCount => ({ trues: 0, falses: 0 }),
  add: (state: TruthCount, [value]: [boolean]): TruthCount => {
    if (value) state.trues++
    else state.falses++
    return state
  },
  remove: (state: TruthCount, [value]: [boolean]): TruthCount => {
    if (value) state.trues--
    else state.falses--
    return state
  },
}

const isEmpty = (state: TruthCount): boolean => state.trues + state.falses === 0

export const orderAggregates: readonly FunctionEntry[] = [
  ...extremes,
  aggregate('bool_and every(bool) bool', { ...truths, finish: state => (isEmpty(state) ? null : state.falses === 0) }),
  aggregate('bool_or(bool) bool', { ...truths, finish: state => (isEmpty(state) ? null : state.trues > 0) }),
  aggregate('any_value(anyelement) anyelement', {
    create: (): { value: SqlValue } => ({ value: null }),
    add: (state, [value]) => {
      state.value ??= value
      return state
    },
    finish: state => state.value,
  }),
]
