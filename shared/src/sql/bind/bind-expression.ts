// AST expression -> logical expression: names resolved, types decided, casts inserted. One case per kind of node;
// operators, calls and subqueries have files of their own.

import { unreachable } from '../../base/assert.ts'
import { notSupported, SqlError } from '../../base/errors.ts'
import { arrayOf, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import type { Expression } from '../ast.ts'
import { bindCall, bindNamedCall } from './bind-call.ts'
import { bindCast, bindLiteral, bindNumber, bindTypedLiteral } from './bind-literal.ts'
import { bindComparison, bindBinary, bindBetween, bindIsDistinct, bindLike, bindUnary } from './bind-operator.ts'
import { bindInList, bindQuantifiedArray } from './bind-array-test.ts'
import { bindInQuery, bindQuantifiedQuery, bindSubquery } from './bind-subquery.ts'
import { coerce, coerceToBoolean, coerceToCommon, isUnknown, nullConstant } from './coerce.ts'
import type { LogicalExpression } from './relation.ts'
import { findItem, resolveColumn, type Scope } from './scope.ts'

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
      return bindCast(scope, e)
    case 'typed literal':
      return bindTypedLiteral(scope, e)
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
      return bindIsDistinct(scope, e)
    case 'is':
      return bindIs(scope, e)
    case 'in list':
      return bindInList(scope, e)
    case 'in query':
      return bindInQuery(scope, e)
    case 'quantified':
      return 'at' in e.right && isQuery(e.right)
        ? bindQuantifiedQuery(scope, { ...e, query: e.right })
        : bindQuantifiedArray(scope, { ...e, array: e.right as Expression })
    case 'exists':
    case 'scalar query':
    case 'array query':
      return bindSubquery(scope, e)
    case 'case':
      return bindCase(scope, e)
    case 'array':
      return bindArray(scope, e)
    case 'row':
      return { kind: 'row', type: sqlTypes.record, items: bindRowItems(scope, e.items) }
    case 'subscript':
      return bindSubscript(scope, e)
    case 'slice':
      return bindSlice(scope, e)
    case 'field':
      return bindField(scope, e)
    case 'collate':
      return bindCollate(scope, e)
    case 'at time zone':
      return bindNamedCall(scope, 'timezone', [bindExpression(scope, e.zone), bindExpression(scope, e.operand)], e.at)
    case 'extract':
      return bindNamedCall(
        scope,
        'extract',
        [{ kind: 'constant', type: sqlTypes.text, value: e.field }, bindExpression(scope, e.operand)],
        e.at,
      )
    case 'sql value':
      return bindSqlValue(scope, e)
    case 'grouping':
      return bindGrouping(scope, e)
    case 'bit string':
      return bindLiteral(e)
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
  const { negated, at } = e
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
    case 'normalized': {
      const call = bindNamedCall(scope, 'is_normalized', [operand], at)
      return negated ? { kind: 'not', type: sqlTypes.bool, operand: call } : call
    }
    case 'json':
      throw notSupported('IS JSON', at)
    default:
      return unreachable(e.test)
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

function bindArray(scope: Scope, e: Extract<Expression, { kind: 'array' }>): LogicalExpression {
  if (e.items.length === 0) {
    const hint = 'Explicitly cast to the desired type, for example ARRAY[]::integer[].'
    throw new SqlError('42P18', 'cannot determine type of empty array', { position: e.at, hint })
  }
  const bound = e.items.map(item => bindExpression(scope, item))
  const places = e.items.map(item => item.at)
  const { type, expressions } = coerceToCommon(scope.statement, bound, 'ARRAY', places)
  return { kind: 'array', type: type.kind === 'array' ? type : arrayOf(type), items: expressions }
}

/** Items of ROW(…): `t.*` inside is expanded. */
export function bindRowItems(scope: Scope, items: readonly Expression[]): LogicalExpression[] {
  return items.flatMap(item => {
    if (item.kind !== 'star') return [bindExpression(scope, item)]
    if (item.qualifier === null) throw new SqlError('42601', 'row expansion via "*" is not supported here', { position: item.at })
    const found = findItem(scope, item.qualifier, item.at)
    if (found === null)
      throw new SqlError('42P01', `missing FROM-clause entry for table "${item.qualifier.join('.')}"`, { position: item.at })
    return found.item.columns.map(c => resolveColumn(scope, [found.item.alias, c.name], item.at))
  })
}

function bindSubscript(scope: Scope, e: Extract<Expression, { kind: 'subscript' }>): LogicalExpression {
  const indexes: Expression[] = []
  let base: Expression = e
  while (base.kind === 'subscript') {
    indexes.unshift(base.index)
    base = base.operand
  }
  const operand = bindExpression(scope, base)
  const bound = indexes.map(index => bindExpression(scope, index))
  if (operand.type.name === 'jsonb' && operand.type.kind === 'scalar') {
    return bound.reduce((json, index) => bindBinaryBound(scope, json, index, e.at), operand)
  }
  const element = elementType(operand.type, e.at)
  return { kind: 'subscript', type: element, operand, indexes: bound.map((index, i) => coerceIndex(scope, index, indexes[i].at)) }
}

/** jsonb[key] is `->`. */
function bindBinaryBound(scope: Scope, json: LogicalExpression, index: LogicalExpression, at: number): LogicalExpression {
  const key = isUnknown(index.type) ? coerce(scope.statement, index, sqlTypes.text) : index
  return bindNamedCall(scope, '->', [json, key], at)
}

function elementType(type: SqlType, at: number): SqlType {
  if (type.kind === 'array' && type.element !== undefined) return type.element
  throw new SqlError('42804', `cannot subscript type ${printTypeName(type)} because it does not support subscripting`, { position: at })
}

function coerceIndex(scope: Scope, index: LogicalExpression, at: number): LogicalExpression {
  if (index.type.name === 'int4' || isUnknown(index.type) || index.type.name === 'int2' || index.type.name === 'int8')
    return coerce(scope.statement, index, sqlTypes.int4, at)
  throw new SqlError('42804', 'array subscript must have type integer', { position: at })
}

function bindSlice(scope: Scope, e: Extract<Expression, { kind: 'slice' }>): LogicalExpression {
  const bounds: { lower: LogicalExpression | null; upper: LogicalExpression | null }[] = []
  let base: Expression = e
  const bindBound = (bound: Expression | null) => bound && coerceIndex(scope, bindExpression(scope, bound), bound.at)
  while (base.kind === 'slice' || base.kind === 'subscript') {
    // Among slices a plain subscript n means 1:n.
    if (base.kind === 'slice') bounds.unshift({ lower: bindBound(base.lower), upper: bindBound(base.upper) })
    else bounds.unshift({ lower: { kind: 'constant', type: sqlTypes.int4, value: 1 }, upper: bindBound(base.index) })
    base = base.operand
  }
  const operand = bindExpression(scope, base)
  elementType(operand.type, e.at)
  return { kind: 'slice', type: operand.type, operand, bounds }
}

function bindField(scope: Scope, e: Extract<Expression, { kind: 'field' }>): LogicalExpression {
  if (e.field === '*') throw new SqlError('42601', 'row expansion via "*" is not supported here', { position: e.at })
  const operand = bindExpression(scope, e.operand)
  if (operand.kind === 'row' && operand.names !== undefined) {
    const index = operand.names.indexOf(e.field)
    if (index >= 0) return operand.items[index]
  }
  if (operand.kind === 'row') throw new SqlError('42703', `could not identify column "${e.field}" in record data type`, { position: e.at })
  const fields = operand.kind === 'input' ? scope.statement.recordColumns.get(operand.index) : undefined
  if (fields !== undefined) {
    const index = fields.findIndex(f => f.name === e.field)
    if (index >= 0) return { kind: 'field', type: fields[index].type, operand, index }
    throw new SqlError('42703', `could not identify column "${e.field}" in record data type`, { position: e.at })
  }
  if (operand.type.name === 'record') throw notSupported('field of a record', e.at)
  throw new SqlError('42809', `column notation .${e.field} applied to type ${printTypeName(operand.type)}, which is not a composite type`, {
    position: e.at,
  })
}

function bindCollate(scope: Scope, e: Extract<Expression, { kind: 'collate' }>): LogicalExpression {
  const operand = bindExpression(scope, e.operand)
  const name = e.collation[e.collation.length - 1]
  if (!['C', 'POSIX', 'default', 'ucs_basic', 'C.utf8'].includes(name)) {
    const known = /^[a-z]{2,3}([-_][A-Za-z]{2,4})?|und|unicode/.test(name)
    if (known) throw notSupported(`collation "${name}"`, e.at)
    throw new SqlError('42704', `collation "${name}" for encoding "UTF8" does not exist`, { position: e.at })
  }
  if (isUnknown(operand.type)) return coerce(scope.statement, operand, sqlTypes.text)
  const isText = ['text', 'varchar', 'bpchar', 'name'].includes(operand.type.name)
  if (!isText) throw new SqlError('42804', `collations are not supported by type ${printTypeName(operand.type)}`, { position: e.at })
  return operand
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

function bindGrouping(scope: Scope, e: Extract<Expression, { kind: 'grouping' }>): LogicalExpression {
  if (e.items.length > 31) throw new SqlError('54023', 'GROUPING must have fewer than 32 arguments', { position: e.at })
  const items = e.items.map(item => bindExpression(scope, item))
  const column = scope.statement.newColumn('grouping', sqlTypes.int4)
  scope.groupings.push({ column: column.index, items })
  scope.statement.uses.push({ node: column, at: e.at })
  return column
}
