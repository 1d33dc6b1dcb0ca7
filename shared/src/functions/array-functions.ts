// Functions and operators on arrays. A NULL array counts as empty where PostgreSQL says so (append, cat).

import { SqlError } from '../base/errors.ts'
import { makeArray } from '../values/sql-array.ts'
import { sqlTypes, type SqlType } from '../values/sql-type.ts'
import type { SqlArray } from '../values/sql-value.ts'
import {
  arrayAppend,
  arrayCat,
  arrayDims,
  arrayFill,
  arrayPosition,
  arrayPrepend,
  arrayRemove,
  arrayReplace,
  arrayToString,
  checkSearchable,
  contains,
  dimension,
  finder,
  overlaps,
  reorderSlices,
  shuffled,
  sortItems,
  splitText,
  trimArray,
} from './array-edit.ts'
import { contextual, lenient, strict, type FunctionEntry } from './define-function.ts'
import { tableFunction } from './define-table-function.ts'
import { invalidParameter } from './value-errors.ts'

function* subscripts(array: SqlArray, n: number, isReversed: boolean): Iterable<readonly [number]> {
  const found = dimension(array, n)
  if (found === null) return
  for (let i = 0; i < found.length; i++) yield [isReversed ? found.upper - i : found.lower + i]
}

const elementOf = (type: SqlType): SqlType => type.element ?? sqlTypes.text

const joins: readonly FunctionEntry[] = [
  lenient('|| array_append(anycompatiblearray, anycompatible) anycompatiblearray', ([array, item], _, types) =>
    arrayAppend(array, item, types.arguments[1]),
  ),
  lenient('|| array_prepend(anycompatible, anycompatiblearray) anycompatiblearray', ([item, array], _, types) =>
    arrayPrepend(item, array, types.arguments[0]),
  ),
  lenient('|| array_cat(anycompatiblearray, anycompatiblearray) anycompatiblearray', ([a, b]) => arrayCat(a, b)),
  lenient('array_fill(anyelement, int4[]) anyarray', ([value, lengths], _, types) =>
    arrayFill(value, lengths, undefined, types.arguments[0]),
  ),
  lenient('array_fill(anyelement, int4[], int4[]) anyarray', ([value, lengths, lowers], _, types) =>
    arrayFill(value, lengths, lowers, types.arguments[0]),
  ),
]

const searches: readonly FunctionEntry[] = [
  lenient('array_position(anycompatiblearray, anycompatible) int4', ([array, wanted]) =>
    array === null ? null : arrayPosition(array, finder(array.elementType, wanted)),
  ),
  lenient('array_position(anycompatiblearray, anycompatible, int4) int4', ([array, wanted, start]) => {
    if (array === null) return null
    if (start === null) throw new SqlError('22004', 'initial position must not be null')
    return arrayPosition(array, finder(array.elementType, wanted), start)
  }),
  lenient('array_positions(anycompatiblearray, anycompatible) int4[]', ([array, wanted]) => {
    if (array === null) return null
    checkSearchable(array)
    const isWanted = finder(array.elementType, wanted)
    const lower = array.lowerBounds[0] ?? 1
    return makeArray(
      sqlTypes.int4,
      array.items.flatMap((item, i) => (isWanted(item) ? [i + lower] : [])),
    )
  }),
  lenient('array_remove(anycompatiblearray, anycompatible) anycompatiblearray', ([array, wanted]) =>
    array === null ? null : arrayRemove(array, wanted),
  ),
  lenient('array_replace(anycompatiblearray, anycompatible, anycompatible) anycompatiblearray', ([array, from, to]) =>
    array === null ? null : arrayReplace(array, from, to),
  ),
  strict('@>(anyarray, anyarray) bool', contains),
  strict('<@(anyarray, anyarray) bool', (inner, outer) => contains(outer, inner)),
  strict('&&(anyarray, anyarray) bool', overlaps),
]

const texts: readonly FunctionEntry[] = [
  contextual('array_to_string(anyarray, text) text', ([array, separator], context) => arrayToString(array, separator, null, context)),
  lenient(
    'array_to_string(anyarray, text, text) text',
    ([array, separator, nullText], context) =>
      array === null || separator === null ? null : arrayToString(array, separator, nullText, context),
    'stable',
  ),
  lenient('string_to_array(text, text) text[]', ([text, separator]) =>
    text === null ? null : makeArray(sqlTypes.text, splitText(text, separator, null)),
  ),
  lenient('string_to_array(text, text, text) text[]', ([text, separator, nullText]) =>
    text === null ? null : makeArray(sqlTypes.text, splitText(text, separator, nullText)),
  ),
]

const reorderings: readonly FunctionEntry[] = [
  strict('array_reverse(anyarray) anyarray', array => reorderSlices(array, length => Array.from({ length }, (_, i) => length - 1 - i))),
  strict('array_sort(anyarray) anyarray', array => sortItems(array, false, false)),
  strict('array_sort(anyarray, bool) anyarray', (array, isDescending) => sortItems(array, isDescending, isDescending)),
  strict('array_sort(anyarray, bool, bool) anyarray', sortItems),
  contextual(
    'array_shuffle(anyarray) anyarray',
    ([array], context) => reorderSlices(array, length => shuffled(length, context)),
    'volatile',
  ),
  contextual(
    'array_sample(anyarray, int4) anyarray',
    ([array, count], context) => {
      const length = array.dimensions[0] ?? 0
      if (count < 0 || count > length) throw invalidParameter(`sample size must be between 0 and ${length}`)
      return reorderSlices(array, size => shuffled(size, context).slice(0, count), 1)
    },
    'volatile',
  ),
]

const tables: readonly FunctionEntry[] = [
  tableFunction('unnest(anyarray) anyelement', ([array]) => array.items.map(item => [item]), {
    columnTypes: ([type]) => [elementOf(type)],
  }),
  tableFunction('generate_subscripts(anyarray, int4) int4', ([array, n]) => subscripts(array, n, false)),
  tableFunction('generate_subscripts(anyarray, int4, bool) int4', ([array, n, isReversed]) => subscripts(array, n, isReversed)),
  // string_to_table is not strict in PostgreSQL: a NULL separator splits into characters.
  tableFunction('string_to_table(text, text) text', ([text, separator]) => tableOfParts(text, separator, null), { isStrict: false }),
  tableFunction('string_to_table(text, text, text) text', ([text, separator, nullText]) => tableOfParts(text, separator, nullText), {
    isStrict: false,
  }),
]

function tableOfParts(text: string | null, separator: string | null, nullText: string | null): (string | null)[][] {
  return text === null ? [] : splitText(text, separator, nullText).map(part => [part])
}

export const arrayFunctions: readonly FunctionEntry[] = [
  ...joins,
  ...searches,
  ...texts,
  ...reorderings,
  ...tables,
  strict('array_length(anyarray, int4) int4', (array, n) => dimension(array, n)?.length ?? null),
  strict('array_lower(anyarray, int4) int4', (array, n) => dimension(array, n)?.lower ?? null),
  strict('array_upper(anyarray, int4) int4', (array, n) => dimension(array, n)?.upper ?? null),
  strict('array_ndims(anyarray) int4', array => (array.dimensions.length === 0 ? null : array.dimensions.length)),
  strict('array_dims(anyarray) text', arrayDims),
  strict('cardinality(anyarray) int4', array => array.items.length),
  strict('trim_array(anyarray, int4) anyarray', trimArray),
]
