// Result columns -> one object or array a row, as an application sees it. Called where results leave the engine: live
// queries, the client, the server.

import { sqlTypes } from '../values/sql-type.ts'
import { outputConverterFor } from '../values/value-output.ts'
import type { RowsResult } from './run-prepared.ts'

/** A row as the application sees it, by column name. Of columns with one name the last one shows, as in other drivers. */
export type RowObject = Readonly<Record<string, unknown>>

/** What text is converted with: nothing happens to such values. */
const asItIs = outputConverterFor(sqlTypes.text)

export function toRowObjects({ columns, vectors, count }: RowsResult): RowObject[] {
  const rows: Record<string, unknown>[] = []
  if (count === 0) return rows
  // Clones of one object have its shape at once, instead of one transition a property and row.
  const template: Record<string, unknown> = {}
  if (count > 1) {
    for (const { name } of columns) {
      if (name === '__proto__') defineOwn(template, name, null)
      else template[name] = null
    }
  }
  for (let i = 0; i < count; i++) rows.push({ ...template })
  for (let c = 0; c < columns.length; c++) {
    const { name, type } = columns[c]
    const { data, nulls } = vectors[c]
    const convert = outputConverterFor(type)
    if (name === '__proto__') for (let i = 0; i < count; i++) defineOwn(rows[i], name, convert(nulls?.[i] === 1 ? null : data[i]))
    else if (convert === asItIs && nulls === null) for (let i = 0; i < count; i++) rows[i][name] = data[i]
    else for (let i = 0; i < count; i++) rows[i][name] = convert(nulls !== null && nulls[i] === 1 ? null : data[i])
  }
  return rows
}

/** The rows as arrays, by column position. */
export function toRowArrays({ columns, vectors, count }: RowsResult): unknown[][] {
  const rows: unknown[][] = []
  for (let i = 0; i < count; i++) rows.push(new Array<unknown>(columns.length))
  for (let c = 0; c < columns.length; c++) {
    const { data, nulls } = vectors[c]
    const convert = outputConverterFor(columns[c].type)
    for (let i = 0; i < count; i++) rows[i][c] = convert(nulls !== null && nulls[i] === 1 ? null : data[i])
  }
  return rows
}

/** Sets a property even where an assignment would set the prototype instead. */
function defineOwn(row: object, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, enumerable: true, writable: true, configurable: true })
}
