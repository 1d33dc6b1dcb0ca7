// Expressions of node-sql-parser as ours. Names and strings are placeholders (placeholder-text.ts), because it does not keep them.

import { notSupported } from '../../base/errors.ts'
import { plainCall } from '../parse/plain-call.ts'
import { mapExpression } from './map-expression.ts'
import { regroup } from './regroup.ts'
import { isPresent, listOf, namesOf, nodeOf, textOf } from './foreign-tree.ts'
import type { Expression, OrderTerm, Query, TypeName } from '../ast.ts'
import type { MappingContext } from './map-expression.ts'
import type { ForeignNode } from './foreign-tree.ts'
import type { Grouped } from './regroup.ts'

/** What the adapters share while one statement is adapted. */
export interface Adapter {
  readonly context: MappingContext
  /** Offset of the statement: node-sql-parser's trees have no positions that could be used. */
  readonly at: number
  /** The name or string behind a placeholder; anything else unchanged. */
  readonly original: (placeholder: string) => string
  readonly query: (tree: unknown, adapter: Adapter) => Query
}

/** An expression with its operators regrouped. */
export function adaptExpression(tree: unknown, adapter: Adapter): Expression {
  return mapExpression(adaptGrouped(regroup(tree), adapter), adapter.context)
}

function adaptGrouped(grouped: Grouped, adapter: Adapter): Expression {
  const { at } = adapter
  switch (grouped.kind) {
    case 'operand':
      return adaptOperand(nodeOf(grouped.node), adapter)
    case 'prefix': {
      const operand = adaptGrouped(grouped.operand, adapter)
      if (grouped.operator === 'NOT' || grouped.operator === '!') return { kind: 'not', operand, at }
      if (grouped.operator === 'EXISTS' && operand.kind === 'scalar query') return { kind: 'exists', query: operand.query, at }
      return { kind: 'unary', operator: grouped.operator, operand, at }
    }
    default:
      return adaptInfix(grouped, adapter)
  }
}

function adaptInfix(grouped: Grouped & { kind: 'infix' }, adapter: Adapter): Expression {
  const { at } = adapter
  const { operator } = grouped
  const negated = operator.startsWith('NOT ')
  const left = adaptGrouped(grouped.left, adapter)
  if (operator === 'AND' || operator === 'OR')
    return logical(operator === 'AND' ? 'and' : 'or', left, adaptGrouped(grouped.right, adapter), at)
  switch (negated ? operator.slice(4) : operator) {
    case 'IN':
      return adaptIn(left, grouped.right, negated, adapter)
    case 'BETWEEN': {
      const [low, high] = itemsOf(grouped.right).map(item => adaptExpression(item, adapter))
      return { kind: 'between', negated, symmetric: false, operand: left, low, high, at }
    }
    case 'IS':
    case 'IS NOT':
      return adaptIs(left, adaptGrouped(grouped.right, adapter), operator === 'IS NOT', at)
    case 'LIKE': {
      const escape = grouped.right.kind === 'operand' ? nodeOf(nodeOf(grouped.right.node)['escape'])['value'] : undefined
      const pattern = adaptGrouped(grouped.right, adapter)
      return {
        kind: 'like',
        form: 'like',
        negated,
        operand: left,
        pattern,
        escape: isPresent(escape) ? adaptExpression(escape, adapter) : null,
        at,
      }
    }
    default:
      return adaptOperator(operator, left, adaptGrouped(grouped.right, adapter), adapter)
  }
}

function logical(kind: 'and' | 'or', left: Expression, right: Expression, at: number): Expression {
  const operands = left.kind === kind ? [...left.operands, right] : [left, right]
  return { kind, operands, at }
}

const renamedOperators: Readonly<Record<string, string>> = { '!=': '<>', '^': '#', MOD: '%' }

function adaptOperator(operator: string, left: Expression, right: Expression, adapter: Adapter): Expression {
  const { at } = adapter
  switch (operator) {
    case 'DIV':
      return plainCall('div', [left, right], at)
    case 'XOR':
      return { kind: 'binary', operator: '<>', left, right, at }
    case '<=>':
      return { kind: 'is distinct', negated: true, left, right, at }
    case 'REGEXP':
    case 'RLIKE':
    case 'NOT REGEXP':
    case 'NOT RLIKE':
      return { kind: 'binary', operator: operator.startsWith('NOT') ? '!~*' : '~*', left, right, at }
    case '||':
      if (adapter.context.dialect === 'mysql') return logical('or', left, right, at)
      break
    case 'GLOB':
    case 'NOT GLOB':
      throw notSupported('GLOB', at)
  }
  return { kind: 'binary', operator: renamedOperators[operator] ?? operator, left, right, at }
}

function adaptIs(left: Expression, right: Expression, negated: boolean, at: number): Expression {
  if (right.kind === 'null') return { kind: 'is', test: 'null', negated, operand: left, at }
  if (right.kind === 'boolean') return { kind: 'is', test: right.value ? 'true' : 'false', negated, operand: left, at }
  return { kind: 'is distinct', negated: !negated, left, right, at }
}

function itemsOf(grouped: Grouped): readonly unknown[] {
  return grouped.kind === 'operand' ? listOf(nodeOf(grouped.node)['value']) : []
}

function adaptIn(operand: Expression, right: Grouped, negated: boolean, adapter: Adapter): Expression {
  const { at } = adapter
  const items = itemsOf(right)
  const only = items.length === 1 ? nodeOf(items[0]) : {}
  if (isPresent(only['ast'])) return { kind: 'in query', negated, operand, query: adapter.query(only['ast'], adapter), at }
  return { kind: 'in list', negated, operand, list: items.map(item => adaptExpression(item, adapter)), at }
}

function adaptOperand(node: ForeignNode, adapter: Adapter): Expression {
  const { at } = adapter
  if (isPresent(node['ast'])) return { kind: 'scalar query', query: adapter.query(node['ast'], adapter), at }
  switch (node['type']) {
    case 'binary_expr':
    case 'unary_expr':
      return adaptExpression({ ...node, parentheses: false }, adapter)
    case 'number':
    case 'bigint':
      return numberNode(textOf(node['value']), at)
    case 'null':
      return { kind: 'null', at }
    case 'bool':
      return { kind: 'boolean', value: node['value'] === true, at }
    case 'star':
      return { kind: 'star', qualifier: null, at }
    case 'column_ref':
      return adaptColumn(node, adapter)
    case 'function':
      return adaptFunction(node, adapter)
    case 'aggr_func':
      return adaptAggregate(node, adapter)
    case 'cast':
      return adaptCast(node, adapter)
    case 'case':
      return adaptCase(node, adapter)
    case 'expr_list':
      return { kind: 'row', items: listOf(node['value']).map(item => adaptExpression(item, adapter)), explicit: false, at }
    case 'interval':
      return adaptInterval(node, adapter)
    case 'extract': {
      const args = nodeOf(node['args'])
      return { kind: 'extract', field: textOf(args['field']).toLowerCase(), operand: adaptExpression(args['source'], adapter), at }
    }
    default:
      if (textOf(node['type']).endsWith('string')) return { kind: 'string', value: adapter.original(textOf(node['value'])), at }
      throw notSupported(`${textOf(node['type'])} of a foreign dialect`, at)
  }
}

function numberNode(text: string, at: number): Expression {
  if (!text.startsWith('-')) return { kind: 'number', text, at }
  return { kind: 'unary', operator: '-', operand: { kind: 'number', text: text.slice(1), at }, at }
}

function adaptColumn(node: ForeignNode, adapter: Adapter): Expression {
  const { at } = adapter
  const qualifier = isPresent(node['table']) ? [adapter.original(textOf(node['table']))] : []
  const name = textOf(node['column'])
  if (name === '*') return { kind: 'star', qualifier: qualifier.length === 0 ? null : qualifier, at }
  return { kind: 'column', name: [...qualifier, adapter.original(name)], at }
}

function adaptFunction(node: ForeignNode, adapter: Adapter): Expression {
  const { at } = adapter
  const name = namesOf(node['name']).join('.').toLowerCase()
  const items = listOf(nodeOf(node['args'])['value'])
  if (name === 'exists' && items.length === 1) return { kind: 'exists', query: adapter.query(nodeOf(items[0])['ast'], adapter), at }
  if (isPresent(nodeOf(node['over'])['as_window_specification'])) throw notSupported('window functions in a dump of a foreign dialect', at)
  const args = items.map(item => adaptExpression(item, adapter))
  const interval = args[1]
  if (/^(date_add|adddate|date_sub|subdate)$/.test(name) && interval?.kind === 'binary') {
    return { kind: 'binary', operator: name.endsWith('sub') || name === 'subdate' ? '-' : '+', left: args[0], right: interval, at }
  }
  if (/^current_(date|time|timestamp)$/.test(name)) return { kind: 'sql value', name, precision: null, at }
  return plainCall(adapter.original(name), args, at)
}

function adaptAggregate(node: ForeignNode, adapter: Adapter): Expression {
  const { at } = adapter
  if (isPresent(node['over'])) throw notSupported('window functions in a dump of a foreign dialect', at)
  const args = nodeOf(node['args'])
  const distinct = isPresent(args['distinct'])
  const orderBy = adaptOrderBy(args['orderby'], adapter)
  const star = nodeOf(args['expr'])['type'] === 'star'
  const inner = nodeOf(args['expr'])
  const items = inner['type'] === 'expr_list' && inner['parentheses'] !== true ? listOf(inner['value']) : [args['expr']]
  const values = star ? [] : items.map(item => adaptExpression(item, adapter))
  let name = textOf(node['name']).toLowerCase()
  if (name === 'group_concat') {
    name = 'string_agg'
    const separator = nodeOf(args['separator'])['value']
    values.splice(0, values.length, { kind: 'cast', operand: values[0], type: typeNamed('text', at), at })
    values.push(isPresent(separator) ? adaptExpression(separator, adapter) : { kind: 'string', value: ',', at })
  }
  const parts = values.map(value => ({ name: null, value, variadic: false }))
  return { kind: 'call', name: [name], args: parts, star, distinct, orderBy, withinGroup: null, filter: null, over: null, at }
}

function typeNamed(name: string, at: number): TypeName {
  return { name: [name], modifiers: [], arrayDepth: 0, setOf: false, at }
}

/** Sort keys. */
export function adaptOrderBy(value: unknown, adapter: Adapter): OrderTerm[] {
  return listOf(value).map(item => {
    const node = nodeOf(item)
    return {
      expression: adaptExpression(node['expr'], adapter),
      descending: textOf(node['type']).toUpperCase() === 'DESC',
      nulls: null,
      using: null,
      at: adapter.at,
    }
  })
}

/** Types of CAST by their names in the foreign dialects. */
const castTypes: Readonly<Record<string, string>> = {
  signed: 'int8',
  'signed integer': 'int8',
  unsigned: 'numeric',
  char: 'text',
  nchar: 'text',
  binary: 'bytea',
  datetime: 'timestamp',
  decimal: 'numeric',
  integer: 'int4',
  int: 'int4',
  real: 'float8',
  double: 'float8',
  float: 'float8',
  text: 'text',
  nvarchar: 'text',
  varchar: 'text',
  bigint: 'int8',
  date: 'date',
  time: 'time',
  json: 'jsonb',
  numeric: 'numeric',
  bit: 'bool',
  money: 'numeric',
  uniqueidentifier: 'uuid',
  datetime2: 'timestamp',
}

function adaptCast(node: ForeignNode, adapter: Adapter): Expression {
  const { at } = adapter
  const target = nodeOf(listOf(node['target'])[0])
  const name = castTypes[textOf(target['dataType']).toLowerCase()]
  if (name === undefined) throw notSupported(`CAST to ${textOf(target['dataType'])}`, at)
  const sizes = name === 'numeric' ? [target['length'], target['scale']].filter(size => typeof size === 'number') : []
  const type: TypeName = { name: [name], modifiers: sizes, arrayDepth: 0, setOf: false, at }
  return { kind: 'cast', operand: adaptExpression(node['expr'], adapter), type, at }
}

function adaptCase(node: ForeignNode, adapter: Adapter): Expression {
  const operand = isPresent(node['expr']) ? adaptExpression(node['expr'], adapter) : null
  const branches: { when: Expression; then: Expression }[] = []
  let otherwise: Expression | null = null
  for (const item of listOf(node['args']).map(nodeOf)) {
    const result = adaptExpression(item['result'], adapter)
    if (item['type'] === 'else') otherwise = result
    else branches.push({ when: adaptExpression(item['cond'], adapter), then: result })
  }
  return { kind: 'case', operand, branches, otherwise, at: adapter.at }
}

/** INTERVAL n DAY as n * interval '1 day'. */
function adaptInterval(node: ForeignNode, adapter: Adapter): Expression {
  const { at } = adapter
  const unit = textOf(node['unit']).toLowerCase()
  if (!/^(second|minute|hour|day|week|month|quarter|year)$/.test(unit)) throw notSupported(`INTERVAL … ${unit.toUpperCase()}`, at)
  const value = unit === 'quarter' ? '3 months' : `1 ${unit}`
  const one: Expression = { kind: 'typed literal', type: typeNamed('interval', at), value, intervalFields: null, at }
  return { kind: 'binary', operator: '*', left: adaptExpression(node['expr'], adapter), right: one, at }
}
