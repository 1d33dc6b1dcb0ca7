// One row by its whole primary key, straight from the tree: the statements that applications run most need no operators.
// Made for plans of exactly this form; answers null when the row at hand needs the general way (an error to word, say).

import { assert } from '../base/assert.ts'
import type { Cell, Key } from '../base/cell.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import type { BoundExpression } from '../sql/bound-expression.ts'
import type { OutputColumn, Plan } from '../sql/plan.ts'
import type { LeafView } from '../storage/tree-contract.ts'
import type { KeyCodec } from '../values/key-codec.ts'
import type { SqlValue } from '../values/sql-value.ts'
import type { Vector } from '../values/vector.ts'
import type { ExecutionContext } from './execution-context.ts'
import { primaryKeyCodec } from './row-key.ts'
import type { RowsResult } from './run-prepared.ts'

/** Runs the statement, or answers null before it has done anything. May throw PageFault. */
export type PointAccess = (context: ExecutionContext) => RowsResult | null

/** null: the plan is not about one row by its key. */
export function compilePointAccess(plan: Plan): PointAccess | null {
  switch (plan.kind) {
    case 'table scan':
    case 'project':
      return compileSelect(plan)
    case 'update':
      return compileUpdate(plan)
    case 'delete':
      return compileDelete(plan)
    default:
      return null
  }
}

export type TableScan = Extract<Plan, { kind: 'table scan' }>

/** A value that is known before any row is read. */
type Given = (context: ParameterValues) => SqlValue

/** The part of an execution that a key can depend on. */
export type ParameterValues = Pick<ExecutionContext, 'parameters'>

function compileGiven(expression: BoundExpression): Given | null {
  if (expression.kind === 'parameter') {
    const { index } = expression
    return context => context.parameters[index]
  }
  if (expression.kind !== 'constant') return null
  const { value } = expression
  return () => value
}

/** Encodes the one key that the scan reads; null when a part of it is NULL, which equals nothing. */
type KeyOf = (context: ParameterValues) => Key | null

function compileKey(scan: TableScan): KeyOf | null {
  return scan.filter === null ? compileScanKey(scan) : null
}

/** The one key that the scan looks at, whatever its filter says of the row there. */
export function compileScanKey({ table, bounds }: TableScan): KeyOf | null {
  if (bounds?.length !== 1 || table.primaryKey.length === 0) return null
  const [{ equal, lower, upper }] = bounds
  if (equal.length !== table.primaryKey.length || lower !== null || upper !== null) return null
  const parts: Given[] = []
  for (const expression of equal) {
    const part = compileGiven(expression)
    if (part === null) return null
    parts.push(part)
  }
  const { codec } = primaryKeyCodec(table)
  return parts.length === 1 ? singleKey(codec, parts[0]) : context => encodeKey(codec, parts, context)
}

function singleKey(codec: KeyCodec, part: Given): KeyOf {
  return context => {
    const value = part(context)
    if (value === null) return null
    return codec.kind === 'number' && typeof value === 'number' ? value : codec.encode([value])
  }
}

function encodeKey(codec: KeyCodec, parts: readonly Given[], context: ParameterValues): Key | null {
  const values: SqlValue[] = []
  for (const part of parts) {
    const value = part(context)
    if (value === null) return null
    values.push(value)
  }
  return codec.encode(values)
}

/** Where an output column of the scan comes from. */
type Source = number | 'key'

/** The scan under a plan that at most reorders its columns, and where each output column comes from. */
export function scanOf(plan: Plan): { readonly scan: TableScan; readonly sources: readonly Source[] } | null {
  if (plan.kind === 'table scan') return { scan: plan, sources: plan.columns }
  if (plan.kind !== 'project' || plan.input.kind !== 'table scan') return null
  const scan = plan.input
  const sources: Source[] = []
  for (const expression of plan.expressions) {
    if (expression.kind !== 'input') return null
    sources.push(scan.columns[expression.index])
  }
  return { scan, sources }
}

function compileSelect(plan: Plan): PointAccess | null {
  const found = scanOf(plan)
  if (found === null) return null
  const keyOf = compileKey(found.scan)
  if (keyOf === null) return null
  const { table } = found.scan
  const positions: number[] = []
  for (const source of found.sources) {
    if (source === 'key') return null
    positions.push(source)
  }
  return context => {
    const key = keyOf(context)
    const row = key === null ? null : context.openTable(table).rows.find(key)
    return row === null ? noRows(plan.output) : oneRow(plan.output, positions, row.leaf, row.index)
  }
}

function oneRow(columns: readonly OutputColumn[], positions: readonly number[], leaf: LeafView, index: number): RowsResult {
  const vectors: Vector[] = []
  for (let c = 0; c < positions.length; c++) {
    const nulls = leaf.nulls(positions[c])
    // A leaf's cells are runtime values of the column's type by construction, but for booleans.
    const cell = nulls !== null && nulls[index] === 1 ? null : (leaf.column(positions[c])[index] as SqlValue)
    const { type } = columns[c]
    vectors.push({ type, data: [type.name === 'bool' && typeof cell === 'number' ? cell !== 0 : cell], nulls: null })
  }
  return { columns, vectors, count: 1, changedCount: 0 }
}

function noRows(columns: readonly OutputColumn[]): RowsResult {
  return { columns, vectors: columns.map(({ type }) => ({ type, data: [], nulls: null })), count: 0, changedCount: 0 }
}

const changedNone: RowsResult = { columns: [], vectors: [], count: 0, changedCount: 0 }
const changedOne: RowsResult = { columns: [], vectors: [], count: 0, changedCount: 1 }

interface Assignments {
  readonly positions: readonly number[]
  readonly values: readonly Given[]
  readonly notNull: readonly boolean[]
}

function compileUpdate(plan: Extract<Plan, { kind: 'update' }>): PointAccess | null {
  if (plan.returning !== null || plan.checks.length > 0 || plan.generated.length > 0) return null
  const found = scanOf(plan.source)
  const keyOf = found === null ? null : compileKey(found.scan)
  const assignments = compileAssignments(plan)
  if (keyOf === null || assignments === null) return null
  const { table } = plan
  const { positions, values, notNull } = assignments
  return context => {
    const key = keyOf(context)
    if (key === null) return changedNone
    // Of its size from the start: an array that grows makes room for sixteen items.
    const cells = new Array<Cell>(values.length)
    for (let i = 0; i < values.length; i++) {
      const value = values[i](context)
      if (value === null && notNull[i]) return null
      cells[i] = value
    }
    return writerOf(context).assign(table, key, positions, cells) ? changedOne : changedNone
  }
}

/** In the order of the columns, in which the changed ones are listed everywhere. */
function compileAssignments({ table, assignments }: Extract<Plan, { kind: 'update' }>): Assignments | null {
  const positions: number[] = []
  const values: Given[] = []
  const notNull: boolean[] = []
  for (const { column, value } of [...assignments].sort((a, b) => a.column - b.column)) {
    const given = compileGiven(value)
    if (given === null || isKeyColumn(table, column)) return null
    positions.push(column)
    values.push(given)
    notNull.push(table.columns[column].notNull)
  }
  return { positions, values, notNull }
}

function isKeyColumn(table: TableDefinition, column: number): boolean {
  return table.primaryKey.includes(table.columns[column].id)
}

function compileDelete(plan: Extract<Plan, { kind: 'delete' }>): PointAccess | null {
  const found = scanOf(plan.source)
  const keyOf = found === null ? null : compileKey(found.scan)
  if (plan.returning !== null || keyOf === null) return null
  const { table } = plan
  return context => {
    const key = keyOf(context)
    return key !== null && writerOf(context).delete(table, key) ? changedOne : changedNone
  }
}

function writerOf({ writer }: ExecutionContext): NonNullable<ExecutionContext['writer']> {
  assert(writer !== null, 'the engine gives data changes a writer, or refuses them before')
  return writer
}
