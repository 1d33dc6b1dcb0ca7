// INSERT: the source row by row, missing columns from their defaults, generated columns over the new row,
// ON CONFLICT and RETURNING.

import { SqlError } from '../../base/errors.ts'
import type { ColumnDefinition, TableDefinition } from '../../schema/database-schema.ts'
import type { Expression, InsertStatement, ValuesQuery } from '../ast.ts'
import { bindConflict } from './bind-conflict.ts'
import { bindExpression } from './bind-expression.ts'
import { tableItem, tableRelation } from './bind-from.ts'
import type { BoundQuery } from './bind-query.ts'
import { bindReturning, findTarget } from './change-target.ts'
import { assignmentCast } from './coerce.ts'
import { columnDefault, generatedAssignments, tableChecks } from './column-default.ts'
import { lateBinding } from './late-binding.ts'
import { mapDeep } from './relation-tree.ts'
import type { ColumnNumber, LogicalExpression, Relation } from './relation.ts'
import { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

export function bindInsert(statement: StatementContext, parent: Scope | null, insert: InsertStatement): BoundQuery {
  const table = findTarget(statement, insert.table, insert.at)
  statement.tablesWritten.add(table.id)
  const positions = targetPositions(table, insert)
  const { source, values } = bindSource(statement, parent, { insert, table, positions })
  const row = tableRelation(statement, table, insert.alias ?? table.name)
  const given = completeRow(statement, table, values)
  const rowExpressions = withGenerated(statement, table, { given, rowColumns: row.columns })
  const scope = new Scope(statement, parent)
  scope.items.push(tableItem(statement, row, insert.alias === null))
  const onConflict = insert.onConflict === null ? null : bindConflict(scope, table, insert.onConflict, row)
  const { returning, columns, names } = bindReturning(scope, insert.returning)
  const relation: Relation = {
    kind: 'insert',
    table,
    source,
    rowColumns: row.columns,
    rowExpressions,
    checks: tableChecks(statement, table, row.columns),
    onConflict,
    returning,
    columns,
  }
  return { relation, columns, names }
}

/** Positions of the columns that the source fills, in its order. */
function targetPositions(table: TableDefinition, insert: InsertStatement): readonly number[] | null {
  if (insert.columns === null) return null
  const seen = new Set<string>()
  return insert.columns.map(({ name, at }) => {
    const position = table.columns.findIndex(c => c.name === name)
    if (position < 0) throw new SqlError('42703', `column "${name}" of relation "${table.name}" does not exist`, { position: at })
    if (seen.has(name)) throw new SqlError('42701', `column "${name}" specified more than once`, { position: at })
    seen.add(name)
    return position
  })
}

export interface InsertParts {
  readonly insert: InsertStatement
  readonly table: TableDefinition
  readonly positions: readonly number[] | null
}

/** The source relation and, by table column, the value that it gives (undefined: the default). */
export interface BoundSource {
  readonly source: Relation
  readonly values: readonly (LogicalExpression | undefined)[]
}

function bindSource(statement: StatementContext, parent: Scope | null, parts: InsertParts): BoundSource {
  const { source } = parts.insert
  if (source === null) return { source: { kind: 'values', columns: [], rows: [[]] }, values: [] }
  const isPlainValues =
    source.kind === 'values' && source.with === null && source.orderBy.length === 0 && source.limit === null && source.offset === null
  if (isPlainValues) return bindRows(statement, parent, parts, source)
  return lateBinding.get().bindInsertQuery(statement, parent, parts, source)
}

/** How many values there are and which columns they mean. */
export function fillPositions({ insert, table, positions }: InsertParts, width: number, at: number | undefined): readonly number[] {
  const wanted = positions ?? table.columns.map((_, i) => i)
  const place = at === undefined ? {} : { position: at }
  if (width > wanted.length) throw new SqlError('42601', 'INSERT has more expressions than target columns', place)
  if (positions !== null && width < wanted.length) {
    throw new SqlError('42601', 'INSERT has more target columns than expressions', { position: insert.columns?.[width]?.at ?? insert.at })
  }
  return wanted.slice(0, width)
}

/** VALUES lists: every cell is cast to its column; DEFAULT is the column's default. */
function bindRows(statement: StatementContext, parent: Scope | null, parts: InsertParts, source: ValuesQuery): BoundSource {
  const { table, insert } = parts
  const scope = new Scope(statement, parent)
  const width = source.rows[0].length
  const positions = fillPositions(parts, width, source.rows[0][parts.positions?.length ?? table.columns.length]?.at)
  const columns = positions.map(p => table.columns[p])
  columns.forEach((column, i) => checkAssignable(column, insert, source.rows.every(row => row[i]?.kind === 'default'), source.rows[0][i].at)) // prettier-ignore
  const rows = scope.within('VALUES', () =>
    source.rows.map(row => {
      if (row.length !== width)
        throw new SqlError('42601', 'VALUES lists must all be the same length', { position: row[0]?.at ?? source.at })
      return row.map((e, i) => bindCell(scope, e, columns[i], insert, table))
    }),
  )
  const numbers: ColumnNumber[] = columns.map(column => statement.addColumn(column.name, column.type))
  const values: (LogicalExpression | undefined)[] = []
  positions.forEach((p, i) => {
    if (columns[i].generated === null) values[p] = statement.column(numbers[i])
  })
  return { source: { kind: 'values', columns: numbers, rows }, values }
}

function bindCell(
  scope: Scope,
  e: Expression,
  column: ColumnDefinition,
  insert: InsertStatement,
  table: TableDefinition,
): LogicalExpression {
  if (e.kind === 'default' || ignoresValue(column, insert)) return columnDefault(scope.statement, table, column)
  return assignmentCast(scope.statement, bindExpression(scope, e), column, e.at)
}

/** OVERRIDING USER VALUE replaces what is given for an identity column. */
export const ignoresValue = (column: ColumnDefinition, insert: InsertStatement): boolean =>
  column.identity !== null && insert.overriding === 'user'

/** Generated and ALWAYS identity columns take no values. */
export function checkAssignable(column: ColumnDefinition, insert: InsertStatement, isDefault: boolean, at: number): void {
  if (isDefault) return
  if (column.generated !== null) {
    throw new SqlError('428C9', `cannot insert a non-DEFAULT value into column "${column.name}"`, {
      position: at,
      detail: `Column "${column.name}" is a generated column.`,
    })
  }
  if (column.identity?.kind === 'always' && insert.overriding === null) {
    throw new SqlError('428C9', `cannot insert a non-DEFAULT value into column "${column.name}"`, {
      position: at,
      detail: `Column "${column.name}" is an identity column defined as GENERATED ALWAYS.`,
      hint: 'Use OVERRIDING SYSTEM VALUE to override.',
    })
  }
}

/** One expression per table column: what is given, else the default. Generated columns are left to `withGenerated`. */
function completeRow(
  statement: StatementContext,
  table: TableDefinition,
  values: readonly (LogicalExpression | undefined)[],
): LogicalExpression[] {
  return table.columns.map((column, i) => {
    if (column.generated !== null) return { kind: 'constant', type: column.type, value: null }
    return values[i] ?? columnDefault(statement, table, column)
  })
}

/** Generated columns computed over the other expressions of the row. */
function withGenerated(
  statement: StatementContext,
  table: TableDefinition,
  row: { readonly given: readonly LogicalExpression[]; readonly rowColumns: readonly ColumnNumber[] },
): readonly LogicalExpression[] {
  const { given, rowColumns } = row
  const generated = generatedAssignments(statement, table, rowColumns)
  if (generated.length === 0) return given
  const expressions = [...given]
  const overRow = (e: LogicalExpression): LogicalExpression => {
    const position = e.kind === 'input' ? rowColumns.indexOf(e.index) : -1
    return position < 0 ? e : given[position]
  }
  for (const { column, value } of generated) expressions[column] = mapDeep(value, overRow)
  return expressions
}
