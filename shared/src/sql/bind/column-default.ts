// The expressions that a table brings along: defaults, identities, generated columns and CHECK constraints.

import { resolveFunction } from '../../functions/resolve-function.ts'
import type { ColumnDefinition, TableDefinition } from '../../schema/database-schema.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import { callOf } from './bind-call.ts'
import { bindExpression } from './bind-expression.ts'
import { itemOf } from './bind-from.ts'
import { assignmentCast, coerceToBoolean } from './coerce.ts'
import { parseSchemaExpression } from './parsed-text.ts'
import type { ColumnNumber, LogicalAssignment, LogicalCheck, LogicalExpression } from './relation.ts'
import { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

/** DEFAULT of a column: its expression, its sequence's next value, or NULL. */
export function columnDefault(statement: StatementContext, table: TableDefinition, column: ColumnDefinition): LogicalExpression {
  const scope = new Scope(statement, null)
  if (column.identity !== null) {
    const name: LogicalExpression = { kind: 'constant', type: sqlTypes.text, value: column.identity.sequence }
    const resolved = resolveFunction('nextval', [sqlTypes.text])
    if (resolved.definition.kind === 'scalar') {
      const call = callOf(scope, { ...resolved, definition: resolved.definition }, [name], 0)
      return assignmentCast(statement, call, column)
    }
  }
  if (column.default === null) return { kind: 'constant', type: column.type, value: null }
  const parsed = parseSchemaExpression(table, column.default)
  return scope.within('DEFAULT expressions', () => assignmentCast(statement, bindExpression(scope, parsed), column))
}

/** A scope that sees the table's columns as `rowColumns`. */
function rowScope(statement: StatementContext, table: TableDefinition, rowColumns: readonly ColumnNumber[]): Scope {
  const scope = new Scope(statement, null)
  const columns = table.columns.map((c, i) => ({ name: c.name, value: statement.column(rowColumns[i]) }))
  scope.items.push({ ...itemOf(table.name, columns), table })
  return scope
}

/** Values of the generated columns over the row's other columns. */
export function generatedAssignments(
  statement: StatementContext,
  table: TableDefinition,
  rowColumns: readonly ColumnNumber[],
): LogicalAssignment[] {
  if (!table.columns.some(c => c.generated !== null)) return []
  const scope = rowScope(statement, table, rowColumns)
  return table.columns.flatMap((column, position) => {
    if (column.generated === null) return []
    const parsed = parseSchemaExpression(table, column.generated)
    const value = scope.within('column generation expressions', () => assignmentCast(statement, bindExpression(scope, parsed), column))
    return [{ column: position, value }]
  })
}

/** CHECK constraints by name, as PostgreSQL tests them. */
export function tableChecks(statement: StatementContext, table: TableDefinition, rowColumns: readonly ColumnNumber[]): LogicalCheck[] {
  const checks = table.constraints.filter(c => c.kind === 'check')
  if (checks.length === 0) return []
  const scope = rowScope(statement, table, rowColumns)
  const sorted = [...checks].sort((a, b) => (a.name < b.name ? -1 : 1))
  return sorted.map(check => {
    const parsed = parseSchemaExpression(table, check.expression)
    const condition = scope.within('check constraints', () => coerceToBoolean(statement, bindExpression(scope, parsed), 'CHECK'))
    return { constraint: check.name, condition }
  })
}
