// Functions and operators on arrays. A NULL array counts as empty where PostgreSQL says so (append, cat).

import { SqlError, notSupported } from '../base/errors.ts'
import { comparatorFor, type Comparator } from '../values/compare-values.ts'
import { emptyArray, makeArray } from '../values/sql-array.ts'
import { sqlTypes, type SqlType } from '../values/sql-type.ts'
import type { SqlArray, SqlValue } from '../values/sql-value.ts'
import { contextual, lenient, strict, tableFunction, type FunctionEntry } from './define-function.ts'
import { textOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'
import { invalidParameter } from './value-errors.ts'

const maxArrayItems = 134217727

const incompatible = (detail: string): SqlError => new SqlError('2202E', 'cannot concatenate incompatible arrays', { detail })

function checkSize(count: number): void {
  if (count > maxArrayItems) throw new SqlError('54000', `array size exceeds the maximum allowed (${maxArrayItems})`)
}

function checkFlat(array: SqlArray): void {
  if (array.dimensions.length > 1) throw new SqlError('22000', 'argument must be empty or one-dimensional array')
}

function arrayAppend(array: SqlArray | null, item: SqlValue, elementType: SqlType): SqlArray {
  if (array === null || array.items.length === 0) return makeArray(elementType, [item])
  checkFlat(array)
  return { ...array, dimensions: [array.items.length + 1], items: [...array.items, item] }
}

function arrayPrepend(item: SqlValue, array: SqlArray | null, elementType: SqlType): SqlArray {
  if (array === null || array.items.length === 0) return makeArray(elementType, [item])
  checkFlat(array)
  return { ...array, dimensions: [array.items.length + 1], items: [item, ...array.items] }
}

function arrayCat(a: SqlArray | null, b: SqlArray | null): SqlArray | null {
  if (a === null || b === null) return a ?? b
  if (b.dimensions.length === 0) return a
  if (a.dimensions.length === 0) return b
  const depth = a.dimensions.length - b.dimensions.length
  if (Math.abs(depth) > 1) {
    throw incompatible(`Arrays of ${a.dimensions.length} and ${b.dimensions.length} dimensions are not compatible for concatenation.`)
  }
  const outer = depth >= 0 ? a : b
  const inner = (array: SqlArray): readonly number[] =>
    array.dimensions.length === outer.dimensions.length ? array.dimensions.slice(1) : array.dimensions
  if (inner(a).some((length, i) => length !== inner(b)[i])) {
    throw incompatible(
      depth === 0
        ? 'Arrays with differing element dimensions are not compatible for concatenation.'
        : 'Arrays with differing dimensions are not compatible for concatenation.',
    )
  }
  const outerLength = (array: SqlArray): number => (array.dimensions.length === outer.dimensions.length ? array.dimensions[0] : 1)
  return { ...outer, dimensions: [outerLength(a) + outerLength(b), ...inner(a)], items: [...a.items, ...b.items] }
}

/** Equality in which NULL equals NULL, as array_position and array_remove search. */
function finder(elementType: SqlType, wanted: SqlValue): (item: SqlValue) => boolean {
  if (wanted === null) return item => item === null
  const compare = comparatorFor(elementType)
  return item => item !== null && compare(item, wanted) === 0
}

function checkSearchable(array: SqlArray): void {
  if (array.dimensions.length > 1) throw new SqlError('0A000', 'searching for elements in multidimensional arrays is not supported')
}

function arrayPosition(array: SqlArray, isWanted: (item: SqlValue) => boolean, start?: number): number | null {
  checkSearchable(array)
  const lower = array.lowerBounds[0] ?? 1
  for (let i = Math.max((start ?? lower) - lower, 0); i < array.items.length; i++) if (isWanted(array.items[i])) return i + lower
  return null
}

function arrayRemove(array: SqlArray, wanted: SqlValue): SqlArray {
  if (array.dimensions.length > 1) throw new SqlError('0A000', 'removing elements from multidimensional arrays is not supported')
  const isWanted = finder(array.elementType, wanted)
  const items = array.items.filter(item => !isWanted(item))
  if (items.length === array.items.length) return array
  return items.length === 0 ? emptyArray(array.elementType) : { ...array, dimensions: [items.length], items }
}

function arrayReplace(array: SqlArray, from: SqlValue, to: SqlValue): SqlArray {
  const isWanted = finder(array.elementType, from)
  return { ...array, items: array.items.map(item => (isWanted(item) ? to : item)) }
}

/** Does `inner` have only elements of `outer`? NULLs equal nothing. */
function contains(outer: SqlArray, inner: SqlArray): boolean {
  const compare = comparatorFor(outer.elementType)
  return inner.items.every(item => item !== null && has(outer, item, compare))
}

const has = (array: SqlArray, item: SqlValue, compare: Comparator): boolean =>
  array.items.some(other => other !== null && compare(other, item) === 0)

function overlaps(a: SqlArray, b: SqlArray): boolean {
  const compare = comparatorFor(a.elementType)
  return a.items.some(item => item !== null && has(b, item, compare))
}

function arrayFill(value: SqlValue, dimensions: SqlArray | null, lowerBounds: SqlArray | null | undefined, elementType: SqlType): SqlArray {
  if (dimensions === null || lowerBounds === null) throw new SqlError('22004', 'dimension array or low bound array cannot be null')
  const lengths = wholeNumbers(dimensions)
  const lowers = lowerBounds === undefined ? lengths.map(() => 1) : wholeNumbers(lowerBounds)
  if (lowers.length !== lengths.length) {
    throw new SqlError('2202E', 'wrong number of array subscripts', { detail: 'Low bound array has different size than dimensions array.' })
  }
  if (lengths.length > 6) throw new SqlError('54000', `number of array dimensions (${lengths.length}) exceeds the maximum allowed (6)`)
  const count = lengths.reduce((product, length) => product * length, lengths.length === 0 ? 0 : 1)
  if (lengths.some(length => length < 0)) throw new SqlError('54000', `array size exceeds the maximum allowed (${maxArrayItems})`)
  checkSize(count)
  if (count === 0) return emptyArray(elementType)
  return { kind: 'array', elementType, dimensions: lengths, lowerBounds: lowers, items: Array.from({ length: count }, () => value) }
}

function wholeNumbers(array: SqlArray): number[] {
  if (array.dimensions.length > 1)
    throw new SqlError('2202E', 'wrong number of array subscripts', { detail: 'Dimension array must be one dimensional.' })
  return array.items.map(item => {
    if (item === null) throw new SqlError('22004', 'dimension values cannot be null')
    return Number(item)
  })
}

function trimArray(array: SqlArray, count: number): SqlArray {
  const length = array.dimensions[0] ?? 0
  if (count < 0 || count > length) throw new SqlError('2202E', `number of elements to trim must be between 0 and ${length}`)
  const kept = length - count
  if (kept === 0) return emptyArray(array.elementType)
  const items = array.items.slice(0, (array.items.length / length) * kept)
  return { ...array, dimensions: [kept, ...array.dimensions.slice(1)], lowerBounds: array.dimensions.map(() => 1), items }
}

function arrayDims({ dimensions, lowerBounds }: SqlArray): string | null {
  if (dimensions.length === 0) return null
  return dimensions.map((length, i) => `[${lowerBounds[i]}:${lowerBounds[i] + length - 1}]`).join('')
}

/** Length, lower and upper bound of dimension `n` (1-based), or null. */
function dimension(array: SqlArray, n: number): { length: number; lower: number; upper: number } | null {
  const length = array.dimensions[n - 1]
  const lower = array.lowerBounds[n - 1]
  return length === undefined ? null : { length, lower, upper: lower + length - 1 }
}

function arrayToString(array: SqlArray, separator: string, nullText: string | null, context: EvaluationContext): string {
  return array.items
    .map(item => (item === null ? nullText : textOf(item, array.elementType, context)))
    .filter(text => text !== null)
    .join(separator)
}

/** The parts of a text; a NULL separator splits into characters. */
function splitText(text: string, separator: string | null, nullText: string | null): (string | null)[] {
  if (text === '') return []
  const parts: string[] = separator === null ? [...text] : separator === '' ? [text] : text.split(separator)
  return nullText === null ? parts : parts.map(part => (part === nullText ? null : part))
}

function sortItems(array: SqlArray, isDescending: boolean, nullsFirst: boolean): SqlArray {
  if (array.dimensions.length > 1) throw notSupported('sorting multidimensional arrays')
  const compare = comparatorFor(array.elementType)
  const items = array.items.toSorted((a, b) =>
    a === null || b === null ? (a === b ? 0 : (a === null) === nullsFirst ? -1 : 1) : isDescending ? compare(b, a) : compare(a, b),
  )
  return { ...array, items }
}

/** The outermost slices of an array in the order `order` gives. */
function reorderSlices(array: SqlArray, order: (length: number) => readonly number[], lower = array.lowerBounds[0]): SqlArray {
  const length = array.dimensions[0] ?? 0
  if (length === 0) return array
  const width = array.items.length / length
  const chosen = order(length)
  if (chosen.length === 0) return emptyArray(array.elementType)
  return {
    ...array,
    dimensions: [chosen.length, ...array.dimensions.slice(1)],
    lowerBounds: [lower, ...array.lowerBounds.slice(1)],
    items: chosen.flatMap(i => array.items.slice(i * width, (i + 1) * width)),
  }
}

function shuffled(length: number, { random }: EvaluationContext): number[] {
  const order = Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

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
