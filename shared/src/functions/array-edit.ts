// What the array functions do to arrays: join, search, replace, fill, trim, reorder. Called by array-functions.ts.

import { SqlError, notSupported } from '../base/errors.ts'
import { comparatorFor, type Comparator } from '../values/compare-values.ts'
import { emptyArray, makeArray } from '../values/sql-array.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { SqlArray, SqlValue } from '../values/sql-value.ts'
import { textOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'
const maxArrayItems = 134217727

const incompatible = (detail: string): SqlError => new SqlError('2202E', 'cannot concatenate incompatible arrays', { detail })

function checkSize(count: number): void {
  if (count > maxArrayItems) throw new SqlError('54000', `array size exceeds the maximum allowed (${maxArrayItems})`)
}

function checkFlat(array: SqlArray): void {
  if (array.dimensions.length > 1) throw new SqlError('22000', 'argument must be empty or one-dimensional array')
}

export function arrayAppend(array: SqlArray | null, item: SqlValue, elementType: SqlType): SqlArray {
  if (array === null || array.items.length === 0) return makeArray(elementType, [item])
  checkFlat(array)
  return { ...array, dimensions: [array.items.length + 1], items: [...array.items, item] }
}

export function arrayPrepend(item: SqlValue, array: SqlArray | null, elementType: SqlType): SqlArray {
  if (array === null || array.items.length === 0) return makeArray(elementType, [item])
  checkFlat(array)
  return { ...array, dimensions: [array.items.length + 1], items: [item, ...array.items] }
}

export function arrayCat(a: SqlArray | null, b: SqlArray | null): SqlArray | null {
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
export function finder(elementType: SqlType, wanted: SqlValue): (item: SqlValue) => boolean {
  if (wanted === null) return item => item === null
  const compare = comparatorFor(elementType)
  return item => item !== null && compare(item, wanted) === 0
}

export function checkSearchable(array: SqlArray): void {
  if (array.dimensions.length > 1) throw new SqlError('0A000', 'searching for elements in multidimensional arrays is not supported')
}

export function arrayPosition(array: SqlArray, isWanted: (item: SqlValue) => boolean, start?: number): number | null {
  checkSearchable(array)
  const lower = array.lowerBounds[0] ?? 1
  for (let i = Math.max((start ?? lower) - lower, 0); i < array.items.length; i++) if (isWanted(array.items[i])) return i + lower
  return null
}

export function arrayRemove(array: SqlArray, wanted: SqlValue): SqlArray {
  if (array.dimensions.length > 1) throw new SqlError('0A000', 'removing elements from multidimensional arrays is not supported')
  const isWanted = finder(array.elementType, wanted)
  const items = array.items.filter(item => !isWanted(item))
  if (items.length === array.items.length) return array
  return items.length === 0 ? emptyArray(array.elementType) : { ...array, dimensions: [items.length], items }
}

export function arrayReplace(array: SqlArray, from: SqlValue, to: SqlValue): SqlArray {
  const isWanted = finder(array.elementType, from)
  return { ...array, items: array.items.map(item => (isWanted(item) ? to : item)) }
}

/** Does `inner` have only elements of `outer`? NULLs equal nothing. */
export function contains(outer: SqlArray, inner: SqlArray): boolean {
  const compare = comparatorFor(outer.elementType)
  return inner.items.every(item => item !== null && has(outer, item, compare))
}

const has = (array: SqlArray, item: SqlValue, compare: Comparator): boolean =>
  array.items.some(other => other !== null && compare(other, item) === 0)

export function overlaps(a: SqlArray, b: SqlArray): boolean {
  const compare = comparatorFor(a.elementType)
  return a.items.some(item => item !== null && has(b, item, compare))
}

export function arrayFill(
  value: SqlValue,
  dimensions: SqlArray | null,
  lowerBounds: SqlArray | null | undefined,
  elementType: SqlType,
): SqlArray {
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

export function trimArray(array: SqlArray, count: number): SqlArray {
  const length = array.dimensions[0] ?? 0
  if (count < 0 || count > length) throw new SqlError('2202E', `number of elements to trim must be between 0 and ${length}`)
  const kept = length - count
  if (kept === 0) return emptyArray(array.elementType)
  const items = array.items.slice(0, (array.items.length / length) * kept)
  return { ...array, dimensions: [kept, ...array.dimensions.slice(1)], lowerBounds: array.dimensions.map(() => 1), items }
}

export function arrayDims({ dimensions, lowerBounds }: SqlArray): string | null {
  if (dimensions.length === 0) return null
  return dimensions.map((length, i) => `[${lowerBounds[i]}:${lowerBounds[i] + length - 1}]`).join('')
}

/** Length, lower and upper bound of dimension `n` (1-based), or null. */
export function dimension(array: SqlArray, n: number): { length: number; lower: number; upper: number } | null {
  const length = array.dimensions[n - 1]
  const lower = array.lowerBounds[n - 1]
  return length === undefined ? null : { length, lower, upper: lower + length - 1 }
}

export function arrayToString(array: SqlArray, separator: string, nullText: string | null, context: EvaluationContext): string {
  return array.items
    .map(item => (item === null ? nullText : textOf(item, array.elementType, context)))
    .filter(text => text !== null)
    .join(separator)
}

/** The parts of a text; a NULL separator splits into characters. */
export function splitText(text: string, separator: string | null, nullText: string | null): (string | null)[] {
  if (text === '') return []
  const parts: string[] = separator === null ? [...text] : separator === '' ? [text] : text.split(separator)
  return nullText === null ? parts : parts.map(part => (part === nullText ? null : part))
}

export function sortItems(array: SqlArray, isDescending: boolean, nullsFirst: boolean): SqlArray {
  if (array.dimensions.length > 1) throw notSupported('sorting multidimensional arrays')
  const compare = comparatorFor(array.elementType)
  const items = array.items.toSorted((a, b) =>
    a === null || b === null ? (a === b ? 0 : (a === null) === nullsFirst ? -1 : 1) : isDescending ? compare(b, a) : compare(a, b),
  )
  return { ...array, items }
}

/** The outermost slices of an array in the order `order` gives. */
export function reorderSlices(array: SqlArray, order: (length: number) => readonly number[], lower = array.lowerBounds[0]): SqlArray {
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

export function shuffled(length: number, { random }: EvaluationContext): number[] {
  const order = Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}
