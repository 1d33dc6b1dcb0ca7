// Any query: WITH around it, the query itself, LIMIT behind it. SELECT is in bind-select.ts, VALUES in bind-values.ts, set operations in
// bind-set-operation.ts.

import { unreachable } from '../../base/assert.ts'
import { SqlError } from '../../base/errors.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import type { Expression, Query, QueryTail } from '../ast.ts'
import { bindDelete } from './bind-delete.ts'
import { bindExpression } from './bind-expression.ts'
import { bindInsert } from './bind-insert.ts'
import { bindSelect } from './bind-select.ts'
import { bindUpdate } from './bind-update.ts'
import { coerce, isUnknown, settleUnknown, tryCoerce } from './coerce.ts'
import { someExpression } from './expression-tree.ts'
import { lateBinding } from './late-binding.ts'
import type { ColumnNumber, LogicalExpression, LogicalQuery, LogicalSortKey, Relation } from './relation.ts'
import type { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

export interface BoundQuery extends LogicalQuery {
  readonly names: readonly string[]
}

/** `keepUnknown`: output literals stay untyped, for a set operation or INSERT that decides their type. */
export interface QueryOptions {
  readonly keepUnknown?: boolean
}

/** Binds a query whose surroundings are `parent` (null: none). */
export function bindQuery(statement: StatementContext, parent: Scope | null, query: Query, options: QueryOptions = {}): BoundQuery {
  if (query.with === null) return bindBody(statement, parent, query, options)
  const { bindWith, wrapWith } = lateBinding.get()
  const withScope = bindWith(statement, parent, query.with)
  const bound = bindBody(statement, withScope, query, options)
  return { ...bound, relation: wrapWith(withScope, bound.relation) }
}

function bindBody(statement: StatementContext, parent: Scope | null, query: Query, options: QueryOptions): BoundQuery {
  switch (query.kind) {
    case 'select':
      return bindSelect(statement, parent, query, options)
    case 'values':
      return lateBinding.get().bindValues(statement, parent, query, options)
    case 'set operation':
      return statement.nested(() => lateBinding.get().bindSetOperation(statement, parent, query))
    case 'insert':
      return bindInsert(statement, parent, query)
    case 'update':
      return bindUpdate(statement, parent, query)
    case 'delete':
      return bindDelete(statement, parent, query)
    case 'merge':
      return lateBinding.get().bindMerge(statement, parent, query)
    default:
      return unreachable(query)
  }
}

/** LIMIT, OFFSET and WITH TIES over `relation`. */
export function withLimit(scope: Scope, relation: Relation, tail: QueryTail, keys: readonly LogicalSortKey[]): Relation {
  if (tail.limit === null && tail.offset === null) return relation
  if (tail.withTies && keys.length === 0) throw new SqlError('42601', 'WITH TIES cannot be specified without ORDER BY clause')
  const limit = tail.limit && bindCount(scope, tail.limit, 'LIMIT')
  const offset = tail.offset && bindCount(scope, tail.offset, 'OFFSET')
  const isAll = limit?.kind === 'constant' && limit.value === null
  if (tail.withTies && isAll) throw new SqlError('2201W', 'row count cannot be null in FETCH FIRST ... WITH TIES clause')
  return { kind: 'limit', input: relation, limit: isAll ? null : limit, offset, withTies: tail.withTies ? keys : null }
}

/** A count has no columns of its own query in it. */
function bindCount(scope: Scope, e: Expression, clause: 'LIMIT' | 'OFFSET'): LogicalExpression {
  const { statement } = scope
  const bound = scope.within(clause, () => bindExpression(scope, e))
  const cast = tryCoerce(statement, bound, sqlTypes.int8, 'assignment', e.at)
  const isNumber = isUnknown(bound.type) || ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'].includes(bound.type.name)
  if (cast === null || !isNumber)
    throw new SqlError('42804', `argument of ${clause} must be type bigint, not type ${printTypeName(bound.type)}`, { position: e.at })
  if (scope.depth === 0 && someExpression(bound, x => x.kind === 'input')) {
    throw new SqlError('42P10', `argument of ${clause} must not contain variables`, { position: e.at })
  }
  return cast
}

/** The query with its columns as the given types; an untyped literal takes the type itself. */
export function coerceColumns(
  statement: StatementContext,
  query: BoundQuery,
  types: readonly SqlType[],
  cast: (e: LogicalExpression, column: number) => LogicalExpression = (e, i) => coerce(statement, e, types[i]),
): BoundQuery {
  const columns = [...query.columns]
  const added: number[] = []
  const expressions: LogicalExpression[] = []
  const literals = literalColumns(query.relation)
  query.columns.forEach((column, i) => {
    const given = isUnknown(statement.types[column]) ? (literals.get(column) ?? statement.column(column)) : statement.column(column)
    const converted = cast(given, i)
    if (converted === given) return
    columns[i] = statement.addColumn(query.names[i], converted.type)
    added.push(columns[i])
    expressions.push(converted)
  })
  if (added.length === 0) return query
  return { ...query, columns, relation: { kind: 'project', input: query.relation, columns: added, expressions } }
}

/** Columns of the topmost projection that are untyped literals or parameters. */
function literalColumns(relation: Relation): Map<ColumnNumber, LogicalExpression> {
  const literals = new Map<ColumnNumber, LogicalExpression>()
  let r = relation
  while (
    r.kind === 'limit' ||
    r.kind === 'sort' ||
    r.kind === 'distinct' ||
    r.kind === 'distinct on' ||
    r.kind === 'filter' ||
    r.kind === 'project'
  ) {
    if (r.kind === 'project')
      r.columns.forEach((column, i) => addLiteral(literals, column, (r as Extract<Relation, { kind: 'project' }>).expressions[i]))
    r = r.input
  }
  if (r.kind === 'with') return literalColumns(r.body)
  if (r.kind === 'values' && r.rows.length === 1) {
    const [row] = r.rows
    r.columns.forEach((column, i) => addLiteral(literals, column, row[i]))
  }
  return literals
}

function addLiteral(literals: Map<ColumnNumber, LogicalExpression>, column: ColumnNumber, e: LogicalExpression): void {
  if (isUnknown(e.type) && (e.kind === 'constant' || e.kind === 'parameter')) literals.set(column, e)
}

/** Output columns that are still untyped become text. */
export function settleColumns(statement: StatementContext, query: BoundQuery): BoundQuery {
  if (query.columns.every(column => !isUnknown(statement.types[column]))) return query
  return coerceColumns(statement, query, [], e => settleUnknown(statement, e))
}
