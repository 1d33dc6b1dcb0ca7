// w1: all rows into an empty database in one transaction, with the index there from the start. Every other workload stands on it.

import type { Engine, Statements } from '../engines/engine.ts'
import { schema, type BenchData, type ValueRow } from './bench-data.ts'

export async function loadAll(engine: Engine, data: BenchData): Promise<void> {
  for (const sql of schema) await engine.execute(sql)([])
  await engine.transaction(async statements => {
    await insertRows(statements, 'customers', data.customers, engine.rowsPerInsert)
    await insertRows(statements, 'orders', data.orders, engine.rowsPerInsert)
  })
}

async function insertRows(statements: Statements, table: string, rows: readonly ValueRow[], rowsPerInsert: number): Promise<void> {
  const insertOf = (count: number): ReturnType<Statements['execute']> => statements.execute(insertSql(table, rows[0].length, count))
  const insert = insertOf(rowsPerInsert)
  let at = 0
  for (; at + rowsPerInsert <= rows.length; at += rowsPerInsert) {
    const pending = insert(rowsPerInsert === 1 ? rows[at] : rows.slice(at, at + rowsPerInsert).flat())
    if (pending instanceof Promise) await pending
  }
  if (at < rows.length) await insertOf(rows.length - at)(rows.slice(at).flat())
}

function insertSql(table: string, columns: number, rows: number): string {
  let parameter = 0
  const row = (): string => `(${Array.from({ length: columns }, () => `$${++parameter}`).join(', ')})`
  return `INSERT INTO ${table} VALUES ${Array.from({ length: rows }, row).join(', ')}`
}
