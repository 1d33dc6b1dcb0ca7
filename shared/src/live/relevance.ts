// May these changed rows change the result of a query? Each scan of the query's plan is asked whether it would have
// seen the row before, or would see it now. If no scan sees any of them, the result is the same and the query sleeps.
// Sound because a plan reads tables through its scans only; what cannot be tested counts as seen.

import type { Cell } from '../base/cell.ts'
import type { StoredRow } from '../base/stored-row.ts'
import type { BoundExpression } from '../sql/bound-expression.ts'
import type { Plan } from '../sql/plan.ts'
import type { PreparedStatement } from '../exec/prepared-statement.ts'
import type { JournalEntry } from '../engine/write-journal.ts'
import type { LiveQuery } from './live-query.ts'
import { scansOfPlan } from './scans-of-plan.ts'
import { columnPosition } from '../schema/database-schema.ts'

type Scan = Extract<Plan, { kind: 'table scan' | 'index scan' }>

interface ScanTest {
  readonly table: number
  /** Positions of the table's columns that the scan reads; null: whole rows. */
  readonly reads: readonly number[]
  /** null: every row counts. */
  readonly sees: ((cells: readonly Cell[], values: readonly unknown[]) => boolean) | null
}

const tests = new WeakMap<PreparedStatement, readonly ScanTest[]>()

export function concernsQuery(query: LiveQuery, entries: readonly JournalEntry[]): boolean {
  const { prepared } = query
  if (prepared === null) return true
  let scans = tests.get(prepared)
  if (scans === undefined) tests.set(prepared, (scans = scansOfPlan(prepared.planned.plan).map(scanTest)))
  for (const entry of entries)
    for (const scan of scans) if (scan.table === entry.table.definition.id && concernsScan(scan, entry, query.values)) return true
  return false
}

function concernsScan(scan: ScanTest, entry: JournalEntry, values: readonly unknown[]): boolean {
  const { before, after } = entry
  if (before !== null && after !== null && scan.reads.every(position => before.cells[position] === after.cells[position])) return false
  return isSeen(scan, before, values) || isSeen(scan, after, values)
}

function isSeen(scan: ScanTest, row: StoredRow | null, values: readonly unknown[]): boolean {
  return row !== null && (scan.sees === null || scan.sees(row.cells, values))
}

function scanTest(scan: Scan): ScanTest {
  const reads = new Set(scan.columns.filter(column => typeof column === 'number'))
  const keyColumns = scan.kind === 'table scan' ? scan.table.primaryKey : scan.index.columns.map(column => column.column)
  const keyPositions = keyColumns.map(id => columnPosition(scan.table, id))
  for (const position of keyPositions) reads.add(position)
  return { table: scan.table.id, reads: [...reads], sees: equalityTest(scan, keyPositions) }
}

/** Tests the leading equality of the scan's bounds: what parameters usually select by. */
function equalityTest(scan: Scan, keyPositions: readonly number[]): ScanTest['sees'] {
  const [bound, ...others] = scan.bounds ?? []
  if (bound !== undefined && others.length === 0 && bound.equal.length > 0) {
    const operands = bound.equal.map(parameterOrConstant)
    if (operands.every(operand => operand !== null))
      return (cells, values) => operands.every((operand, i) => sameValue(cells[keyPositions[i]], operand(values)))
  }
  return filterTest(scan)
}

type Operand = (values: readonly unknown[]) => unknown

function parameterOrConstant(expression: BoundExpression): Operand | null {
  if (expression.type.name === 'bpchar') return null
  if (expression.kind === 'constant') return () => expression.value
  if (expression.kind === 'parameter') return values => values[expression.index]
  return null
}

function sameValue(cell: Cell, value: unknown): boolean {
  if (cell === value || Object.is(cell, value)) return true
  // Structures (numeric, interval …) and booleans have several equal forms: when in doubt, the row counts.
  return typeof cell === 'object' || typeof value === 'object' || typeof value === 'boolean' || typeof cell !== typeof value
}

/** Tests a conjunction of `column = constant or parameter` in the scan's filter; anything else lets the row count. */
function filterTest(scan: Scan): ScanTest['sees'] {
  if (scan.filter === null) return null
  const conjuncts = scan.filter.kind === 'and' ? scan.filter.operands : [scan.filter]
  const tests = conjuncts.flatMap(conjunct => {
    // bpchar compares without trailing blanks, which cells keep.
    if (conjunct.kind !== 'compare' || conjunct.operator !== '=' || conjunct.operandType.name === 'bpchar') return []
    const [column, other] = conjunct.left.kind === 'input' ? [conjunct.left, conjunct.right] : [conjunct.right, conjunct.left]
    const operand = parameterOrConstant(other)
    const position = column.kind === 'input' ? scan.columns[column.index] : 'key'
    return operand !== null && typeof position === 'number' ? [{ position, operand }] : []
  })
  if (tests.length === 0) return null
  return (cells, values) => tests.every(({ position, operand }) => sameValue(cells[position], operand(values)))
}
