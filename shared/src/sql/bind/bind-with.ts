// WITH: common tables, plain and recursive. Each is bound once; what reads it is a `cte scan`.

import { notSupported, SqlError } from '../../base/errors.ts'
import { commonType } from '../../values/type-category.ts'
import { sameBaseType, type SqlType } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import type { CommonTable, SetOperationQuery, WithClause } from '../ast.ts'
import { bindQuery, coerceColumns, settleColumns, type BoundQuery } from './bind-query.ts'
import { itemPlace } from './bind-set-operation.ts'
import { isUnknown } from './coerce.ts'
import { checkRecursion, mentions } from './recursive-reference.ts'
import type { BoundCommonTable, LogicalQuery, Relation } from './relation.ts'
import { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

/** A scope in which the items of the clause are visible. */
export function bindWith(statement: StatementContext, parent: Scope | null, clause: WithClause): Scope {
  const scope = new Scope(statement, parent)
  const names = new Set<string>()
  for (const item of clause.items) {
    if (names.has(item.name)) throw new SqlError('42712', `WITH query name "${item.name}" specified more than once`, { position: item.at })
    names.add(item.name)
    if (item.unsupported !== null) throw notSupported(item.unsupported, item.at)
    const isRecursive = clause.recursive && mentions(item.query, item.name)
    const table = isRecursive ? bindRecursive(scope, item) : bindPlain(scope, item)
    scope.commonTables.set(item.name, table)
  }
  return scope
}

/** The WITH node for what the scope collected; unread tables are left out unless they change data. */
export function wrapWith(scope: Scope, body: Relation): Relation {
  const tables = [...scope.commonTables.values()].filter(t => t.references > 0 || t.changesData)
  return tables.length === 0 ? body : { kind: 'with', tables, body }
}

function bindPlain(scope: Scope, item: CommonTable): BoundCommonTable {
  const { statement } = scope
  const changesData =
    item.query.kind === 'insert' || item.query.kind === 'update' || item.query.kind === 'delete' || item.query.kind === 'merge'
  if (changesData && scope.parent !== null && scope.depth > 0) {
    throw new SqlError('0A000', 'WITH clause containing a data-modifying statement must be at the top level', { position: item.at })
  }
  const query = settleColumns(statement, bindQuery(statement, scope, item.query))
  return commonTable(statement, item, query, { query, changesData })
}

function commonTable(
  statement: StatementContext,
  item: CommonTable,
  shape: BoundQuery,
  own: { readonly query: LogicalQuery | null; readonly changesData: boolean },
): BoundCommonTable {
  if (item.columns.length > shape.columns.length) {
    throw new SqlError(
      '42P10',
      `WITH query "${item.name}" has ${shape.columns.length} columns available but ${item.columns.length} columns specified`,
      {
        position: item.at,
      },
    )
  }
  const output = shape.columns.map((column, i) => ({ name: item.columns[i] ?? shape.names[i], type: statement.types[column] }))
  return { id: statement.nextCommonTable++, name: item.name, output, references: 0, materialized: item.materialized, ...own }
}

function bindRecursive(scope: Scope, item: CommonTable): BoundCommonTable {
  const { statement } = scope
  const union = item.query
  const refuse = (message: string): SqlError => new SqlError('42P19', `recursive query "${item.name}" ${message}`, { position: item.at })
  if (union.kind !== 'set operation' || union.operator !== 'union')
    throw refuse('does not have the form non-recursive-term UNION [ALL] recursive-term')
  checkRecursion(union, item.name)
  refuseTail(union)
  const start = settleColumns(statement, bindQuery(statement, scope, union.left))
  const working = commonTable(statement, item, start, { query: null, changesData: false })
  scope.commonTables.set(item.name, working)
  const step = bindQuery(statement, scope, union.right, { keepUnknown: true })
  scope.commonTables.delete(item.name)
  if (start.columns.length !== step.columns.length) {
    throw new SqlError('42601', 'each UNION query must have the same number of columns', { position: union.right.at })
  }
  const types = start.columns.map((column, i) =>
    recursiveType(statement.types[column], statement.types[step.columns[i]], { item, column: i, at: itemPlace(union.left, i) }),
  )
  const columns = types.map((type, i) => statement.addColumn(working.output[i].name, type))
  const relation: Relation = {
    kind: 'recursive union',
    working,
    columns,
    start,
    step: coerceColumns(statement, step, types),
    distinct: !union.all,
  }
  return { ...commonTable(statement, item, start, { query: { relation, columns }, changesData: false }), materialized: true }
}

function refuseTail(union: SetOperationQuery): void {
  if (union.orderBy.length > 0) throw notSupported('ORDER BY in a recursive query', union.orderBy[0].at)
  if (union.offset !== null) throw notSupported('OFFSET in a recursive query', union.offset.at)
  if (union.limit !== null) throw notSupported('LIMIT in a recursive query', union.limit.at)
  if (union.locking.length > 0) throw notSupported('FOR UPDATE/SHARE in a recursive query', union.locking[0].at)
}

/** The recursive term may not widen a column. */
function recursiveType(
  start: SqlType,
  step: SqlType,
  where: { readonly item: CommonTable; readonly column: number; readonly at: number },
): SqlType {
  const overall = isUnknown(step) ? start : commonType([start, step])
  if (overall !== null && sameBaseType(overall, start)) return start
  const { item, column, at } = where
  if (overall === null) {
    throw new SqlError('42804', `UNION types ${printTypeName(start)} and ${printTypeName(step)} cannot be matched`, { position: item.at })
  }
  throw new SqlError(
    '42804',
    `recursive query "${item.name}" column ${column + 1} has type ${printTypeName(start)} in non-recursive term but type ${printTypeName(overall)} overall`,
    { position: at, hint: 'Cast the output of the non-recursive term to the correct type.' },
  )
}
