// Subqueries in expressions: EXISTS, scalar and ARRAY subqueries, IN and quantified comparisons with a query.

import { SqlError } from '../../base/errors.ts'
import { resolveOperator } from '../../functions/resolve-function.ts'
import { arrayOf, sqlTypes } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import type { Expression, Query } from '../ast.ts'
import type { ComparisonOperator } from '../bound-expression.ts'
import { bindExpression } from './bind-expression.ts'
import { bindRowItems } from './bind-rows.ts'
import { bindComparison, comparisonOf } from './bind-operator.ts'
import { bindQuery, type BoundQuery } from './bind-query.ts'
import { callOf } from './bind-call.ts'
import { coerce } from './coerce.ts'
import { comparisonType } from './operand-types.ts'
import type { LogicalExpression, LogicalQuery } from './relation.ts'
import type { Scope } from './scope.ts'

/** A query inside an expression of `scope`. */
function bindInner(scope: Scope, query: Query): BoundQuery {
  return scope.statement.nested(() => bindQuery(scope.statement, scope, query))
}

export function bindSubquery(scope: Scope, e: Extract<Expression, { kind: 'exists' | 'scalar query' | 'array query' }>): LogicalExpression {
  const query = bindInner(scope, e.query)
  if (e.kind === 'exists') return { kind: 'exists', type: sqlTypes.bool, subplan: query }
  if (query.columns.length !== 1) throw new SqlError('42601', 'subquery must return only one column', { position: e.at })
  const type = scope.statement.types[query.columns[0]]
  if (e.kind === 'scalar query') return { kind: 'scalar subquery', type, subplan: query }
  return { kind: 'array subquery', type: type.kind === 'array' ? type : arrayOf(type), subplan: query }
}

/** Each column of the query as a scalar subquery of its own: (a, b) = (SELECT …). Fails at run time on a second row. */
export function scalarColumns(scope: Scope, query: Query): LogicalExpression[] {
  const bound = bindInner(scope, query)
  return bound.columns.map(column => ({
    kind: 'scalar subquery',
    type: scope.statement.types[column],
    subplan: { relation: bound.relation, columns: [column] },
  }))
}

export function bindRowAgainstQuery(scope: Scope, e: Extract<Expression, { kind: 'binary' }>): LogicalExpression {
  const left = e.left.kind === 'row' ? bindRowItems(scope, e.left.items) : []
  const right = e.right.kind === 'scalar query' ? scalarColumns(scope, e.right.query) : []
  checkWidth(left.length, right.length, e.at)
  return bindComparison(
    scope,
    comparisonOf(e.operator) ?? '=',
    { kind: 'row', type: sqlTypes.record, items: left },
    { kind: 'row', type: sqlTypes.record, items: right },
    e.at,
  )
}

function checkWidth(left: number, right: number, at: number): void {
  if (left < right) throw new SqlError('42601', 'subquery has too many columns', { position: at })
  if (left > right) throw new SqlError('42601', 'subquery has too few columns', { position: at })
}

export function bindInQuery(scope: Scope, e: Extract<Expression, { kind: 'in query' }>): LogicalExpression {
  const any = quantifiedOf(scope, { left: e.operand, operator: '=', quantifier: 'any', query: e.query, at: e.at })
  return e.negated ? { kind: 'not', type: sqlTypes.bool, operand: any } : any
}

export interface QuantifiedQuery {
  readonly left: Expression
  readonly operator: string
  readonly quantifier: 'any' | 'all'
  readonly query: Query
  readonly at: number
}

export function bindQuantifiedQuery(scope: Scope, e: QuantifiedQuery): LogicalExpression {
  return quantifiedOf(scope, e)
}

function quantifiedOf(scope: Scope, e: QuantifiedQuery): LogicalExpression {
  const { statement } = scope
  const left = e.left.kind === 'row' ? bindRowItems(scope, e.left.items) : [bindExpression(scope, e.left)]
  const query = bindInner(scope, e.query)
  checkWidth(left.length, query.columns.length, e.at)
  const operator = comparisonOf(e.operator)
  if (operator === null || (left.length > 1 && operator !== '=' && operator !== '<>')) return otherOperator(scope, e, left, query)
  const types = left.map((l, i) => {
    const right = statement.types[query.columns[i]]
    return comparisonType(l.type, right) ?? resolveOperator(operator, l.type, right, { position: e.at }).argumentTypes[0]
  })
  const width = left.length
  const pairs = types.map((type, i): LogicalExpression => ({
    kind: 'compare',
    type: sqlTypes.bool,
    operator,
    operandType: type,
    left: { kind: 'input', type, index: i },
    right: { kind: 'input', type, index: width + i },
  }))
  return {
    kind: 'quantified subquery',
    type: sqlTypes.bool,
    quantifier: e.quantifier,
    operator,
    left: left.map((l, i) => coerce(statement, l, types[i], e.at)),
    comparison: combine(pairs, operator),
    subplan: castColumns(scope, query, types),
  }
}

function combine(pairs: readonly LogicalExpression[], operator: ComparisonOperator): LogicalExpression {
  return pairs.length === 1 ? pairs[0] : { kind: operator === '<>' ? 'or' : 'and', type: sqlTypes.bool, operands: pairs }
}

/** The query with its columns cast, so that the comparison itself needs no casts. */
function castColumns(scope: Scope, query: LogicalQuery, types: readonly LogicalExpression['type'][]): LogicalQuery {
  const { statement } = scope
  const casts = query.columns.map((column, i) => coerce(statement, statement.column(column), types[i]))
  if (casts.every(e => e.kind === 'input')) return query
  const columns = casts.map((e, i) => (e.kind === 'input' ? e.index : statement.addColumn(statement.names[query.columns[i]], e.type)))
  const added = casts.map((_, i) => i).filter(i => casts[i].kind !== 'input')
  return {
    relation: { kind: 'project', input: query.relation, columns: added.map(i => columns[i]), expressions: added.map(i => casts[i]) },
    columns,
  }
}

/** `x ~ ANY (SELECT …)` and whatever else resolves as an operator. */
function otherOperator(scope: Scope, e: QuantifiedQuery, left: readonly LogicalExpression[], query: LogicalQuery): LogicalExpression {
  const { statement } = scope
  if (left.length > 1) throw new SqlError('0A000', `row comparison operator ${e.operator} over a subquery`, { position: e.at })
  const rightType = statement.types[query.columns[0]]
  const symbol = comparisonOf(e.operator) ?? e.operator
  const resolved = resolveOperator(symbol, left[0].type, rightType, { position: e.at })
  const [leftType] = resolved.argumentTypes
  const inputs: LogicalExpression[] = [
    { kind: 'input', type: leftType, index: 0 },
    { kind: 'input', type: rightType, index: 1 },
  ]
  return {
    kind: 'quantified subquery',
    type: sqlTypes.bool,
    quantifier: e.quantifier,
    operator: 'other',
    left: [coerce(statement, left[0], leftType, e.at)],
    comparison: checkBoolean(callOf(scope, resolved, inputs, e.at), e.at),
    subplan: query,
  }
}

function checkBoolean(bound: LogicalExpression, at: number): LogicalExpression {
  if (bound.type.name === 'bool') return bound
  throw new SqlError('42804', `row comparison operator must yield type boolean, not type ${printTypeName(bound.type)}`, { position: at })
}
