// Expressions outside of queries: CHECK, DEFAULT, generated columns, index predicates (over one table's row) and constants
// such as the arguments of EXECUTE. Called by the engine.

import { notSupported, SqlError } from '../../base/errors.ts'
import type { ColumnId } from '../../base/brand.ts'
import { emptySchema, type DatabaseSchema, type EnumDefinition, type TableDefinition } from '../../schema/database-schema.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { utcContext, type ValueContext } from '../../values/value-context.ts'
import type { Expression } from '../ast.ts'
import type { BoundExpression } from '../bound-expression.ts'
import { createCatalog, type Catalog } from '../catalog.ts'
import { bindExpression } from './bind-expression.ts'
import { tableItem, tableRelation } from './bind-from.ts'
import { assignmentCast, coerceToBoolean } from './coerce.ts'
import { convertChildren, forEachChild } from './expression-tree.ts'
import { foldConstants } from './fold-constants.ts'
import { parseSchemaExpression } from './parsed-text.ts'
import type { LogicalExpression } from './relation.ts'
import { Scope, type Clause } from './scope.ts'
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

function bindOverTable(expression: string | Expression, table: TableDefinition, type: SqlType = sqlTypes.bool): BoundOverTable {
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

function withoutSubqueries(e: LogicalExpression): BoundExpression {
  return convertChildren(e, withoutSubqueries, () => {
    throw new SqlError('0A000', 'cannot use subquery in check constraint')
  })
}

/** Ids of the table's columns that the expression uses. */
export function columnsOfExpression(expression: string | Expression, table: TableDefinition): ColumnId[] {
  const used = new Set<ColumnId>()
  const visit = (e: LogicalExpression): void => {
    if (e.kind === 'input') used.add(table.columns[e.index].id)
    else forEachChild(e, visit)
  }
  visit(bindOverTable(expression, table).value)
  return [...used]
}

/** Binds an expression without columns: arguments of EXECUTE. `type` null: whatever it is, text for an untyped literal. */
export function bindConstantExpression(
  expression: Expression,
  type: SqlType | null = null,
  options: { readonly catalog?: Catalog; readonly values?: ValueContext; readonly clause?: Clause } = {},
): BoundExpression {
  const values = options.values ?? utcContext
  const statement = new StatementContext(options.catalog ?? createCatalog({ schema: emptySchema }), [], values)
  const scope = new Scope(statement, null)
  const bound = scope.within(options.clause ?? 'EXECUTE parameters', () => bindExpression(scope, expression))
  const target = type ?? (bound.type.name === 'unknown' ? sqlTypes.text : bound.type)
  const typed = assignmentCast(statement, bound, { name: 'parameter', type: target }, expression.at)
  if (statement.parameterTypes.length > 0) throw notSupported('parameters in this expression', expression.at)
  return withoutSubqueries(foldConstants(typed, values))
}
