// Expressions outside of queries: CHECK, DEFAULT, generated columns, index predicates (over one table's row) and constants
// such as the arguments of EXECUTE. Called by the engine.

import { SqlError } from '../../base/errors.ts'
import { type DatabaseSchema, type EnumDefinition, type TableDefinition, emptySchema } from '../../schema/database-schema.ts'
import { type SqlType, sqlTypes } from '../../values/sql-type.ts'
import type { Expression } from '../ast.ts'
import type { BoundExpression } from '../bound-expression.ts'
import { createCatalog } from '../catalog.ts'
import { bindExpression } from './bind-expression.ts'
import { tableItem, tableRelation } from './bind-from.ts'
import { assignmentCast, coerceToBoolean } from './coerce.ts'
import { convertChildren } from './expression-tree.ts'
import { foldConstants } from './fold-constants.ts'
import { parseSchemaExpression } from './parsed-text.ts'
import type { LogicalExpression } from './relation.ts'
import { type Clause, Scope } from './scope.ts'
import { StatementContext } from './statement-context.ts'

/**
 * Binds an expression over one row of `table`: 'input' is a position in its columns. A table without columns is for
 * DEFAULT, which may not use any. The result has type `type` (an assignment cast; a condition when it is bool).
 */
export function bindTableExpression(expression: string | Expression, table: TableDefinition, type: SqlType): BoundExpression {
  const bound = bindOverTable(expression, table, type)
  const { statement, value } = bound
  const typed =
    type.name === 'bool' ? coerceToBoolean(statement, value, 'CHECK') : assignmentCast(statement, value, { name: table.name, type })
  return withoutSubqueries(foldConstants(typed))
}

interface BoundOverTable {
  readonly statement: StatementContext
  readonly value: LogicalExpression
}

export function bindOverTable(expression: string | Expression, table: TableDefinition, type: SqlType = sqlTypes.bool): BoundOverTable {
  const parsed = typeof expression === 'string' ? parseSchemaExpression(table, expression) : expression
  const statement = new StatementContext(createCatalog({ schema: enumsOf(table, type) }))
  const scope = new Scope(statement, null)
  const isDefault = table.columns.length === 0
  const clause: Clause = isDefault ? 'DEFAULT expressions' : 'check constraints'
  // The first columns of the statement: their numbers are their positions.
  scope.items.push(tableItem(statement, tableRelation(statement, table, table.name), true))
  try {
    return { statement, value: scope.within(clause, () => bindExpression(scope, parsed)) }
  } catch (error) {
    if (isDefault && error instanceof SqlError && error.code === '42703')
      throw new SqlError('0A000', 'cannot use column reference in DEFAULT expression')
    throw error
  }
}

/** Enum types that the table's columns have, or the result: the only ones that its expressions can name. */
function enumsOf(table: TableDefinition, result: SqlType): DatabaseSchema {
  const enums = new Map<string, EnumDefinition>()
  for (const given of [result, ...table.columns.map(column => column.type)]) {
    const type = given.kind === 'array' ? (given.element ?? given) : given
    if (type.kind === 'enum' && type.labels !== undefined) {
      for (const schema of ['public', table.schema])
        enums.set(`${schema}.${type.name}`, { kind: 'enum', schema, name: type.name, labels: type.labels })
    }
  }
  return enums.size === 0 ? emptySchema : { ...emptySchema, enums }
}

export function withoutSubqueries(e: LogicalExpression): BoundExpression {
  return convertChildren(e, withoutSubqueries, () => {
    throw new SqlError('0A000', 'cannot use subquery in check constraint')
  })
}
