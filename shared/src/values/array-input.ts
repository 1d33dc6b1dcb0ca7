// JavaScript arrays as array values. Called by value-input.ts; part of structures.

import { SqlError } from '../base/errors.ts'
import { emptyArray } from './sql-array.ts'
import { type SqlType, arrayOf, sqlTypes } from './sql-type.ts'
import type { SqlArray, SqlValue } from './sql-value.ts'
import { commonType } from './type-category.ts'

/** Nested JavaScript arrays of one shape; typed arrays of numbers count as arrays. */
export function arrayFromItems(value: unknown, type: SqlType, fromItem: (item: unknown) => SqlValue): SqlArray {
  const { element } = type
  if (element === undefined || typeof value !== 'object' || value === null) {
    throw new SqlError('22P02', `malformed array literal: "${String(value)}"`, { detail: 'The parameter is not an array.' })
  }
  const list = listOf(value)
  if (list === null) throw new SqlError('22P02', 'malformed array literal', { detail: 'The parameter is not an array.' })
  const dimensions: number[] = []
  for (let level: unknown = list; Array.isArray(level); level = level[0]) dimensions.push(level.length)
  if (dimensions.includes(0)) return emptyArray(element)
  const items: SqlValue[] = []
  const collect = (level: unknown, depth: number): void => {
    if (depth === dimensions.length) {
      if (Array.isArray(level)) throw mismatchedDimensions()
      items.push(fromItem(level))
      return
    }
    if (!Array.isArray(level) || level.length !== dimensions[depth]) throw mismatchedDimensions()
    for (const each of level) collect(each, depth + 1)
  }
  collect(list, 0)
  return { kind: 'array', elementType: element, dimensions, lowerBounds: dimensions.map(() => 1), items }
}

function listOf(value: object): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) return Array.from(value as Iterable<number> & ArrayBufferView)
  return null
}

function mismatchedDimensions(): SqlError {
  return new SqlError('2202E', 'multidimensional arrays must have array expressions with matching dimensions')
}

export function toJsonText(value: unknown): string {
  try {
    const text: string | undefined = JSON.stringify(value)
    if (text !== undefined) return text
  } catch (cause) {
    throw new SqlError('22P02', 'a parameter is not JSON: it contains a bigint or refers to itself', { cause })
  }
  throw new SqlError('22P02', 'a parameter is not JSON')
}

/** The type of an array parameter: that of its items, however deep they are. */
export function typeOfItems(items: readonly unknown[], typeOf: (item: unknown) => SqlType): SqlType {
  const leaves: unknown[] = items.flat(Infinity)
  const element = commonType(leaves.map(typeOf))
  return arrayOf(element === null || element.name === 'unknown' ? sqlTypes.text : element)
}
