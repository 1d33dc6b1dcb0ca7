// Arrays, subscripts, slices, fields of records, COLLATE and GROUPING(). Comes with the part of rare queries (late-binding.ts).

import { unreachable } from '../../base/assert.ts'
import { notSupported, SqlError } from '../../base/errors.ts'
import { arrayOf, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import type { Expression } from '../ast.ts'
import { bindNamedCall } from './bind-call.ts'
import { bindExpression } from './bind-expression.ts'
import { coerce, coerceToCommon, isUnknown } from './coerce.ts'
import type { LogicalExpression } from './relation.ts'
import type { Scope } from './scope.ts'

type Composite = Extract<
  Expression,
  { kind: 'array' | 'subscript' | 'slice' | 'field' | 'collate' | 'grouping' | 'at time zone' | 'extract' }
>

export function bindComposite(scope: Scope, e: Composite): LogicalExpression {
  switch (e.kind) {
    case 'array':
      return bindArray(scope, e)
    case 'subscript':
      return bindSubscript(scope, e)
    case 'slice':
      return bindSlice(scope, e)
    case 'field':
      return bindField(scope, e)
    case 'collate':
      return bindCollate(scope, e)
    case 'grouping':
      return bindGrouping(scope, e)
    case 'at time zone':
      return bindNamedCall(scope, 'timezone', [bindExpression(scope, e.zone), bindExpression(scope, e.operand)], e.at)
    case 'extract':
      return bindNamedCall(
        scope,
        'extract',
        [{ kind: 'constant', type: sqlTypes.text, value: e.field }, bindExpression(scope, e.operand)],
        e.at,
      )
    default:
      return unreachable(e)
  }
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

function bindGrouping(scope: Scope, e: Extract<Expression, { kind: 'grouping' }>): LogicalExpression {
  if (e.items.length > 31) throw new SqlError('54023', 'GROUPING must have fewer than 32 arguments', { position: e.at })
  const items = e.items.map(item => bindExpression(scope, item))
  const column = scope.statement.newColumn('grouping', sqlTypes.int4)
  scope.groupings.push({ column: column.index, items })
  scope.statement.uses.push({ node: column, at: e.at })
  return column
}

/** IS NORMALIZED and IS JSON. */
export function bindRareTest(scope: Scope, e: Extract<Expression, { kind: 'is' }>, operand: LogicalExpression): LogicalExpression {
  if (e.test !== 'normalized') throw notSupported('IS JSON', e.at)
  const call = bindNamedCall(scope, 'is_normalized', [operand], e.at)
  return e.negated ? { kind: 'not', type: sqlTypes.bool, operand: call } : call
}
