// INSERT … SELECT: the columns of a query, cast to those of the table. Part of rare queries.

import type { Query } from '../ast.ts'
import { checkAssignable, fillPositions, ignoresValue, type BoundSource, type InsertParts } from './bind-insert.ts'
import { bindQuery, coerceColumns } from './bind-query.ts'
import { assignmentCast } from './coerce.ts'
import type { LogicalExpression } from './relation.ts'
import type { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

export function bindInsertQuery(statement: StatementContext, parent: Scope | null, parts: InsertParts, source: Query): BoundSource {
  const query = bindQuery(statement, parent, source, { keepUnknown: true })
  const { table, insert } = parts
  const positions = fillPositions(parts, query.columns.length, source.kind === 'select' ? source.items[0]?.at : source.at)
  const columns = positions.map(p => table.columns[p])
  columns.forEach(column => checkAssignable(column, insert, false, source.at))
  const cast = coerceColumns(statement, query, [], (e, i) => assignmentCast(statement, e, columns[i], source.at))
  const values: (LogicalExpression | undefined)[] = []
  positions.forEach((p, i) => {
    if (!ignoresValue(columns[i], insert)) values[p] = statement.column(cast.columns[i])
  })
  return { source: cast.relation, values }
}
