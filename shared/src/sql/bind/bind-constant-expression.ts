// What only definitions ask of expressions: the columns of one over a table, and expressions without columns. Part of definitions.

import type { ColumnId } from '../../base/brand.ts'
import { notSupported } from '../../base/errors.ts'
import { type TableDefinition, emptySchema } from '../../schema/database-schema.ts'
import { type SqlType, sqlTypes } from '../../values/sql-type.ts'
import { type ValueContext, utcContext } from '../../values/value-context.ts'
import type { Expression } from '../ast.ts'
import type { BoundExpression } from '../bound-expression.ts'
import { type Catalog, createCatalog } from '../catalog.ts'
import { bindExpression } from './bind-expression.ts'
import { bindOverTable, withoutSubqueries } from './bind-table-expression.ts'
import { assignmentCast } from './coerce.ts'
import { forEachChild } from './expression-tree.ts'
import { foldConstants } from './fold-constants.ts'
import type { LogicalExpression } from './relation.ts'
import { type Clause, Scope } from './scope.ts'
import { StatementContext } from './statement-context.ts'

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
