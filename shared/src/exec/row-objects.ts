// Result columns -> one object a row, as an application sees it. Called where results leave the engine: live queries, the client.

import { outputConverterFor } from '../values/value-output.ts'
import { valueAt } from '../values/vector.ts'
import type { RowsResult } from './run-prepared.ts'

/** A row as the application sees it, by column name. Of columns with one name the last one shows, as in other drivers. */
export type RowObject = Readonly<Record<string, unknown>>

export function toRowObjects({ columns, vectors, count }: RowsResult): RowObject[] {
  const rows: Record<string, unknown>[] = []
  for (let i = 0; i < count; i++) rows.push({})
  // Column by column: one converter at work at a time, and all rows get their properties in one order.
  columns.forEach((column, c) => {
    const convert = outputConverterFor(column.type)
    const vector = vectors[c]
    const { name } = column
    if (name === '__proto__') for (let i = 0; i < count; i++) defineOwn(rows[i], name, convert(valueAt(vector, i)))
    else for (let i = 0; i < count; i++) rows[i][name] = convert(valueAt(vector, i))
  })
  return rows
}

/** An assignment to this name would set the prototype instead. */
function defineOwn(row: object, name: string, value: unknown): void {
  Object.defineProperty(row, name, { value, enumerable: true, writable: true, configurable: true })
}
