// UNION, INTERSECT, EXCEPT: both sides with common column types.

import { SqlError } from '../../base/errors.ts'
import { baseType } from '../../functions/resolve-polymorphic.ts'
import { resolveCommonType } from '../../functions/resolve-common-type.ts'
import { sameType, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { Query, SetOperationQuery } from '../ast.ts'
import { checkHashable } from './bind-order.ts'
import { bindQuery, coerceColumns, type BoundQuery } from './bind-query.ts'
import { bindTail } from './bind-values.ts'
import { isUnknown } from './coerce.ts'
import { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

export function bindSetOperation(statement: StatementContext, parent: Scope | null, query: SetOperationQuery): BoundQuery {
  const left = bindQuery(statement, parent, query.left, { keepUnknown: true })
  const right = bindQuery(statement, parent, query.right, { keepUnknown: true })
  const word = query.operator.toUpperCase()
  if (left.columns.length !== right.columns.length) {
    throw new SqlError('42601', `each ${word} query must have the same number of columns`, { position: itemPlace(query.right, 0) })
  }
  const types = left.columns.map((column, i) =>
    commonColumnType(statement.types[column], statement.types[right.columns[i]], word, itemPlace(query.right, i)),
  )
  const sides = { left: coerceColumns(statement, left, types), right: coerceColumns(statement, right, types) }
  const columns = types.map((type, i) => statement.addColumn(left.names[i], type))
  if (!query.all) columns.forEach(column => checkHashable(statement.column(column), query.at))
  const bound: BoundQuery = {
    relation: { kind: 'set operation', operator: query.operator, all: query.all, columns, ...sides },
    columns,
    names: left.names,
  }
  return bindTail(new Scope(statement, parent), bound, query)
}

/** Where the item of a query's select list stands. */
export function itemPlace(query: Query, item: number): number {
  return query.kind === 'select' ? (query.items[item]?.at ?? query.at) : query.at
}

/** The type of one output column; equal modifiers survive. */
export function commonColumnType(left: SqlType, right: SqlType, construct: string, at: number): SqlType {
  if (isUnknown(left) && isUnknown(right)) return sqlTypes.text
  return sameType(left, right) ? left : baseType(resolveCommonType([left, right], construct, at))
}
