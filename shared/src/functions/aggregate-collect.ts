// Aggregates that gather their input: string_agg, array_agg and the JSON aggregates.

import { SqlError } from '../base/errors.ts'
import { quoteJson } from '../values/json.ts'
import { canonicalJsonb } from '../values/parse-json.ts'
import { makeArray } from '../values/sql-array.ts'
import { arrayOf, type SqlType } from '../values/sql-type.ts'
import type { SqlArray, SqlValue } from '../values/sql-value.ts'
import { utcContext, type ValueContext } from '../values/value-context.ts'
import { aggregate, type FunctionEntry } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'
import { jsonKeyText, toJsonText } from './json-build.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** string_agg skips NULL values, but a NULL separator is an empty one. The first separator does not show. */
const textAggregate = aggregate('string_agg(text, text) text', {
  create: (): { text: string | null } => ({ text: null }),
  add: (state, [value, separator]: readonly (string | null)[]) => {
    if (value !== null) state.text = state.text === null ? value : state.text + (separator ?? '') + value
    return state
  },
  finish: state => state.text,
  skipsNulls: false,
})

const bytesAggregate = aggregate('string_agg(bytea, bytea) bytea', {
  create: (): Bytes[] => [],
  add: (parts, [value, separator]: readonly (Bytes | null)[]) => {
    if (value === null) return parts
    if (parts.length > 0 && separator !== null) parts.push(separator)
    parts.push(value)
    // An empty first value still makes the result not NULL.
    return parts
  },
  finish: parts => {
    if (parts.length === 0) return null
    const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      joined.set(part, at)
      at += part.length
    }
    return joined
  },
  skipsNulls: false,
})

/** array_agg of arrays: one more dimension. */
function stackArrays(arrays: readonly (SqlArray | null)[], type: SqlType): SqlValue {
  if (arrays.length === 0) return null
  const [first] = arrays
  const items: SqlValue[] = []
  for (const array of arrays) {
    if (array === null) throw new SqlError('22004', 'cannot accumulate null arrays')
    if (array.dimensions.length === 0) throw new SqlError('2202E', 'cannot accumulate empty arrays')
    if (first !== null && String(first.dimensions) !== String(array.dimensions)) {
      throw new SqlError('2202E', 'cannot accumulate arrays of different dimensionality')
    }
    items.push(...array.items)
  }
  const inner = first?.dimensions ?? []
  return {
    kind: 'array',
    elementType: type.element ?? type,
    dimensions: [arrays.length, ...inner],
    lowerBounds: [1, ...(first?.lowerBounds ?? [])],
    items,
  }
}

const arrayAggregates: readonly FunctionEntry[] = [
  aggregate('array_agg(anynonarray) anyarray', {
    create: (): SqlValue[] => [],
    add: (values, [value]: readonly SqlValue[]) => {
      values.push(value)
      return values
    },
    finish: (values, [type]) => (values.length === 0 ? null : makeArray(type, values)),
    result: ([type]) => arrayOf(type),
    skipsNulls: false,
  }),
  aggregate('array_agg(anyarray) anyarray', {
    create: (): (SqlArray | null)[] => [],
    add: (arrays, [array]: readonly (SqlArray | null)[]) => {
      arrays.push(array)
      return arrays
    },
    finish: (arrays, [type]) => stackArrays(arrays, type),
    result: ([type]) => type,
    skipsNulls: false,
  }),
]

/** Printed items, and the session's styles in which they are printed. */
interface Pieces {
  readonly context: ValueContext
  readonly texts: string[]
}

const pieces = (_: readonly SqlType[], context?: EvaluationContext): Pieces => ({
  context: context === undefined ? utcContext : contextOf(context),
  texts: [],
})

/** Arrays and rows stand on lines of their own. */
const isNested = (type: SqlType): boolean => type.kind === 'array' || type.name === 'record'

const jsonForms = [
  ['json', (text: string) => text],
  ['jsonb', canonicalJsonb],
] as const

const jsonAggregates = jsonForms.flatMap(([type, finishText]) => [
  ...(['', '_strict'] as const).map(suffix =>
    aggregate(`${type}_agg${suffix}(anyelement) ${type}`, {
      create: pieces,
      add: (state, [value]: readonly SqlValue[], types) => {
        state.texts.push(toJsonText(value, types[0], state.context))
        return state
      },
      finish: ({ texts }, [item]) => (texts.length === 0 ? null : finishText(`[${texts.join(isNested(item) ? ', \n ' : ', ')}]`)),
      skipsNulls: suffix === '_strict',
    }),
  ),
  ...(['', '_strict', '_unique', '_unique_strict'] as const).map(suffix =>
    aggregate(`${type}_object_agg${suffix}(any, any) ${type}`, {
      create: (types, context): Pieces & { keys: Set<string> } => ({ ...pieces(types, context), keys: new Set() }),
      add: (state, [key, value]: readonly SqlValue[], types) => {
        const keyText = jsonKeyText(key, types[0], state.context)
        if (suffix.endsWith('_strict') && value === null) return state
        if (suffix.startsWith('_unique') && state.keys.has(keyText))
          throw new SqlError('22030', `duplicate JSON object key value: ${quoteJson(keyText)}`)
        if (suffix.startsWith('_unique')) state.keys.add(keyText)
        state.texts.push(`${quoteJson(keyText)} : ${toJsonText(value, types[1], state.context)}`)
        return state
      },
      finish: ({ texts }) => (texts.length === 0 ? null : finishText(`{ ${texts.join(', ')} }`)),
      skipsNulls: false,
    }),
  ),
])

export const collectAggregates: readonly FunctionEntry[] = [textAggregate, bytesAggregate, ...arrayAggregates, ...jsonAggregates]
