// The orders of jsonb, arrays and records. Called by compare-values.ts; part of structures.

import { SqlError } from '../base/errors.ts'
import { compareJson } from './compare-json.ts'
import { comparatorFor, compareValues, type Comparator } from './compare-values.ts'
import { parseJson } from './parse-json.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlArray, SqlRecord, SqlValue } from './sql-value.ts'

/** `type` is jsonb, a record, or an array whose items have an order. */
export function structureComparator(type: SqlType): Comparator {
  if (type.element !== undefined) {
    const compare = comparatorFor(type.element)
    return (a, b) => compareArrays(a as SqlArray, b as SqlArray, compare)
  }
  return type.name === 'jsonb' ? compareJsonbTexts : (a, b) => compareRecords(a as SqlRecord, b as SqlRecord)
}

function compareJsonbTexts(a: SqlValue, b: SqlValue): number {
  return a === b ? 0 : compareJson(parseJson(a as string), parseJson(b as string))
}

/** NULL items are greater than all others and equal to each other. */
function compareItems(a: SqlValue, b: SqlValue, compare: Comparator): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return compare(a, b)
}

function compareNumberLists(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return 0
}

/** Items first, then their number, then dimensions and bounds. */
function compareArrays(a: SqlArray, b: SqlArray, compare: Comparator): number {
  const length = Math.min(a.items.length, b.items.length)
  for (let i = 0; i < length; i++) {
    const order = compareItems(a.items[i], b.items[i], compare)
    if (order !== 0) return order
  }
  return (
    a.items.length - b.items.length ||
    a.dimensions.length - b.dimensions.length ||
    compareNumberLists(a.dimensions, b.dimensions) ||
    compareNumberLists(a.lowerBounds, b.lowerBounds)
  )
}

function compareRecords(a: SqlRecord, b: SqlRecord): number {
  const length = Math.min(a.fields.length, b.fields.length)
  for (let i = 0; i < length; i++) {
    const order = compareItems(a.fields[i], b.fields[i], (left, right) => compareValues(a.types[i], left, right))
    if (order !== 0) return order
  }
  if (a.fields.length !== b.fields.length) throw new SqlError('42804', 'cannot compare record types with different numbers of columns')
  return 0
}
