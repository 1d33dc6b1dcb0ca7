// What a statement gave, in the words and cells of the console.

import type { RowObject } from '@zendb/client'
import { printAmount, printCount } from '../format.ts'

/** A console is for looking: more rows than one can look at are not drawn. */
export const drawnRows = 500

export class StatementResult {
  readonly sql: string
  readonly rows: readonly RowObject[]
  readonly columns: readonly string[]
  readonly summary: string

  constructor(sql: string, rows: readonly RowObject[], command: string, ms: number) {
    this.sql = sql
    this.rows = rows
    this.columns = Object.keys(rows[0] ?? {})
    const what = command.startsWith('SELECT') ? printAmount(rows.length, 'row') : command === 'EXPLAIN' ? 'Planned' : command
    this.summary = `${what} in ${ms.toFixed(1)} ms${rows.length > drawnRows ? `, the first ${printCount(drawnRows)} shown` : ''}`
  }

  get isPlan(): boolean {
    return this.columns.length === 1 && this.columns[0] === 'QUERY PLAN'
  }

  /** For a spreadsheet: all rows, not only those that are drawn. */
  toCsv(): string {
    const cell = (value: unknown): string => `"${(printCell(value) ?? '').replaceAll('"', '""')}"`
    const lines = this.rows.map(row => this.columns.map(column => cell(row[column])).join(','))
    return [this.columns.map(cell).join(','), ...lines].join('\r\n')
  }
}

/** Exact decimals arrive as text. */
export function isNumeric(value: unknown): boolean {
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value)
  return value === null || typeof value === 'number' || typeof value === 'bigint'
}

/** null: NULL. */
export function printCell(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString().replace('T', ' ').slice(0, 19)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
