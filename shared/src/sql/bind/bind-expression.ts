// AST expression -> logical expression: names resolved, types decided, casts inserted. One case per kind of node;
// operators, calls and subqueries have files of their own.

import { unreachable } from '../../base/assert.ts'
import { SqlError } from '../../base/errors.ts'
import { type SqlType, sqlTypes } from '../../values/sql-type.ts'
import type { Expression } from '../ast.ts'
import { bindCall } from './bind-call.ts'
import { bindInList } from './bind-in-list.ts'
import { bindNumber } from './bind-literal.ts'
import { bindBetween, bindBinary, bindComparison, bindLike, bindUnary } from './bind-operator.ts'
import { coerce, coerceToBoolean, coerceToCommon, isUnknown, nullConstant } from './coerce.ts'
import { lateBinding } from './late-binding.ts'
import type { LogicalExpression } from './relation.ts'
import { type Scope, resolveColumn } from './scope.ts'

/** Binds one expression; untyped literals and parameters keep the type `unknown` until their context decides. */
export function bindExpression(scope: Scope, e: Expression): LogicalExpression {
  switch (e.kind) {
    case 'column':
      return resolveColumn(scope, e.name, e.at)
    case 'number':
      return bindNumber(e.text, e.at)
    case 'string':
      return bindString(scope, e.value, e.at)
    case 'null':
      return nullConstant
    case 'boolean':
      return { kind: 'constant', type: sqlTypes.bool, value: e.value }
    case 'parameter':
      return bindParameter(scope, e.index, e.at)
    case 'binary':
      return bindBinary(scope, e)
    case 'and':
    case 'or':
      return { kind: e.kind, type: sqlTypes.bool, operands: e.operands.map(o => bindCondition(scope, o, e.kind === 'and' ? 'AND' : 'OR')) }
    case 'not':
      return { kind: 'not', type: sqlTypes.bool, operand: bindCondition(scope, e.operand, 'NOT') }
    case 'call':
      return bindCall(scope, e)
    case 'cast':
      return lateBinding.get().bindCast(scope, e)
    case 'typed literal':
      return lateBinding.get().bindTypedLiteral(scope, e)
    default:
      return scope.statement.nested(() => bindRare(scope, e))
  }
}

/** A boolean operand or clause. */
export function bindCondition(scope: Scope, e: Expression, construct: string): LogicalExpression {
  return coerceToBoolean(scope.statement, bindExpression(scope, e), construct, e.at)
}

type Common =
  'column' | 'number' | 'string' | 'null' | 'boolean' | 'parameter' | 'binary' | 'and' | 'or' | 'not' | 'call' | 'cast' | 'typed literal'

function bindRare(scope: Scope, e: Exclude<Expression, { kind: Common }>): LogicalExpression {
  switch (e.kind) {
    case 'unary':
      return bindUnary(scope, e)
    case 'like':
      return bindLike(scope, e)
    case 'between':
      return bindBetween(scope, e)
    case 'is distinct':
      return lateBinding.get().bindIsDistinct(scope, e)
    case 'is':
      return bindIs(scope, e)
    case 'in list':
      return bindInList(scope, e)
    case 'in query':
      return lateBinding.get().bindInQuery(scope, e)
    case 'quantified':
      return 'at' in e.right && isQuery(e.right)
        ? lateBinding.get().bindQuantifiedQuery(scope, { ...e, query: e.right })
        : lateBinding.get().bindQuantifiedArray(scope, { ...e, array: e.right as Expression })
    case 'exists':
    case 'scalar query':
    case 'array query':
      return lateBinding.get().bindSubquery(scope, e)
    case 'case':
      return bindCase(scope, e)
    case 'row':
      return { kind: 'row', type: sqlTypes.record, items: lateBinding.get().bindRowItems(scope, e.items) }
    case 'array':
    case 'subscript':
    case 'slice':
    case 'field':
    case 'collate':
    case 'grouping':
    case 'at time zone':
    case 'extract':
      return lateBinding.get().bindComposite(scope, e)
    case 'sql value':
      return bindSqlValue(scope, e)
    case 'bit string':
      return lateBinding.get().bindBitString(e)
    case 'star':
      throw new SqlError('42601', 'row expansion via "*" is not supported here', { position: e.at })
    case 'default':
      throw new SqlError('42601', 'DEFAULT is not allowed in this context', { position: e.at })
    default:
      return unreachable(e)
  }
}

/** The place is noted: the text is read only when its type is known. */
function bindString(scope: Scope, value: string, at: number): LogicalExpression {
  const literal: LogicalExpression = { kind: 'constant', type: sqlTypes.unknown, value }
  scope.statement.uses.push({ node: literal, at })
  return literal
}

const queryKinds: ReadonlySet<string> = new Set(['select', 'values', 'set operation', 'insert', 'update', 'delete', 'merge'])

const isQuery = (node: {
  readonly kind: string
}): node is Extract<Extract<Expression, { kind: 'quantified' }>['right'], { with: unknown }> => queryKinds.has(node.kind)

function bindParameter(scope: Scope, index: number, at: number): LogicalExpression {
  if (index < 1 || index > 65535) throw new SqlError('42P02', `there is no parameter $${index}`, { position: at })
  const { parameterTypes, parameterUses } = scope.statement
  while (parameterTypes.length < index) parameterTypes.push(undefined)
  parameterUses[index - 1] = (parameterUses[index - 1] ?? 0) + 1
  return { kind: 'parameter', type: parameterTypes[index - 1] ?? sqlTypes.unknown, index: index - 1 }
}

function bindIs(scope: Scope, e: Extract<Expression, { kind: 'is' }>): LogicalExpression {
  const { negated } = e
  const operand = bindExpression(scope, e.operand)
  switch (e.test) {
    case 'null':
      return {
        kind: 'is null',
        type: sqlTypes.bool,
        negated,
        operand: isUnknown(operand.type) ? coerce(scope.statement, operand, sqlTypes.text) : operand,
      }
    case 'true':
    case 'false':
    case 'unknown': {
      const construct = `IS ${negated ? 'NOT ' : ''}${e.test.toUpperCase()}`
      return {
        kind: 'is truth',
        type: sqlTypes.bool,
        truth: e.test,
        negated,
        operand: coerceToBoolean(scope.statement, operand, construct, e.operand.at),
      }
    }
    default:
      return lateBinding.get().bindRareTest(scope, e, operand)
  }
}

function bindCase(scope: Scope, e: Extract<Expression, { kind: 'case' }>): LogicalExpression {
  scope.conditionalDepth++
  const operand = e.operand === null ? null : bindExpression(scope, e.operand)
  const conditions = e.branches.map(b =>
    operand === null
      ? bindCondition(scope, b.when, 'CASE/WHEN')
      : bindComparison(scope, '=', operand, bindExpression(scope, b.when), b.when.at),
  )
  const results = e.branches.map(b => bindExpression(scope, b.then))
  const otherwise = e.otherwise === null ? nullConstant : bindExpression(scope, e.otherwise)
  scope.conditionalDepth--
  // PostgreSQL looks at the ELSE branch first.
  const { type, expressions } = coerceToCommon(scope.statement, [otherwise, ...results], 'CASE', [
    (e.otherwise ?? e).at,
    ...e.branches.map(b => b.then.at),
  ])
  return { kind: 'case', type, branches: conditions.map((when, i) => ({ when, then: expressions[i + 1] })), otherwise: expressions[0] }
}

const sqlValueTypes: Readonly<Record<string, SqlType>> = {
  current_date: sqlTypes.date,
  current_time: sqlTypes.timetz,
  current_timestamp: sqlTypes.timestamptz,
  localtime: sqlTypes.time,
  localtimestamp: sqlTypes.timestamp,
}

function bindSqlValue(scope: Scope, e: Extract<Expression, { kind: 'sql value' }>): LogicalExpression {
  scope.statement.isVolatile = true
  const type = sqlValueTypes[e.name] ?? sqlTypes.name
  const value: LogicalExpression = { kind: 'sql value', type, name: e.name }
  return e.precision === null
    ? value
    : { kind: 'cast', type: { ...type, modifier: [Math.min(e.precision, 6)] }, operand: value, explicit: true }
}
