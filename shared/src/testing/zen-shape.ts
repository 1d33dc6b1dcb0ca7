// Our syntax tree as a nested list in the spelling of pg-shape.ts. Test material only.

import { unreachable } from '../base/assert.ts'
import { NotComparable, negated, numberShape } from './pg-shape.ts'
import type { Expression, FunctionCall, OrderTerm, Query, TypeName, WindowSpec } from '../sql/ast.ts'
import type { Shape } from './pg-shape.ts'

export const zenQuery: { convert: (query: Query) => Shape } = {
  convert: () => {
    throw new NotComparable('query')
  },
}

export function zenExpressions(items: readonly Expression[]): Shape[] {
  return items.map(zenExpression)
}

export function zenOptional(node: Expression | null): Shape {
  return node === null ? '-' : zenExpression(node)
}

function sign(node: { readonly negated: boolean }): string {
  return node.negated ? '-' : '+'
}

function hexDigits(digits: string, base: 'b' | 'x'): Shape {
  return ['bits', `${base}${digits}`]
}

/** One expression. */
export function zenExpression(node: Expression): Shape {
  switch (node.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return node.value ? 'true' : 'false'
    case 'number':
      return numberShape(node.text)
    case 'string':
      return ['str', node.value]
    case 'bit string':
      return hexDigits(node.digits, node.base)
    case 'parameter':
      return ['param', String(node.index)]
    case 'column':
      return ['col', ...node.name]
    case 'star':
      return ['col', ...(node.qualifier ?? []), '*']
    case 'default':
      return 'default'
    case 'case':
      return [
        'case',
        zenOptional(node.operand),
        ...node.branches.map(b => [zenExpression(b.when), zenExpression(b.then)]),
        zenOptional(node.otherwise),
      ]
    case 'call':
      return callShape(node)
    case 'array':
      return ['array', ...zenExpressions(node.items)]
    case 'array query':
      return ['array query', zenQuery.convert(node.query)]
    case 'row':
      return [node.explicit ? 'row' : 'tuple', ...zenExpressions(node.items)]
    case 'grouping':
      return ['grouping', ...zenExpressions(node.items)]
    case 'extract':
      return ['call', 'extract', ['str', node.field], zenExpression(node.operand)]
    case 'sql value':
      return ['value', node.name, node.precision === null ? '-' : String(node.precision)]
    case 'typed literal':
      return typedLiteral(node)
    case 'exists':
      return ['exists', zenQuery.convert(node.query)]
    case 'scalar query':
      return ['query', zenQuery.convert(node.query)]
    default:
      return operatorShape(node)
  }
}

type Operator = Exclude<
  Expression,
  {
    kind:
      | 'null'
      | 'boolean'
      | 'number'
      | 'string'
      | 'bit string'
      | 'parameter'
      | 'column'
      | 'star'
      | 'default'
      | 'case'
      | 'call'
      | 'array'
      | 'array query'
      | 'row'
      | 'grouping'
      | 'extract'
      | 'sql value'
      | 'typed literal'
      | 'exists'
      | 'scalar query'
  }
>

function operatorShape(node: Operator): Shape {
  switch (node.kind) {
    case 'unary': {
      const operand = zenExpression(node.operand)
      return (node.operator === '-' ? negated(operand) : null) ?? ['prefix', node.operator, operand]
    }
    case 'binary':
      return ['op', node.operator, zenExpression(node.left), zenExpression(node.right)]
    case 'and':
    case 'or':
      return logicalShape(node)
    case 'not':
      return ['not', zenExpression(node.operand)]
    case 'is':
      if (node.test === 'normalized' || node.test === 'json') {
        const call: Shape = ['call', 'is_normalized', zenExpression(node.operand)]
        return node.negated ? ['not', call] : call
      }
      return ['is', `${node.negated ? 'not ' : ''}${node.test}`, zenExpression(node.operand)]
    case 'is distinct':
      return ['distinct', node.negated ? '-' : '+', zenExpression(node.left), zenExpression(node.right)]
    case 'like':
      return [
        'like',
        node.form,
        sign(node),
        zenExpression(node.operand),
        zenExpression(node.pattern),
        ...(node.escape === null ? [] : [zenExpression(node.escape)]),
      ]
    case 'between':
      return [
        'between',
        `${node.negated ? 'not ' : ''}between${node.symmetric ? ' symmetric' : ''}`,
        zenExpression(node.operand),
        zenExpression(node.low),
        zenExpression(node.high),
      ]
    case 'in list':
      return ['in', sign(node), zenExpression(node.operand), ...zenExpressions(node.list)]
    case 'in query': {
      const test: Shape = ['in query', zenExpression(node.operand), zenQuery.convert(node.query)]
      return node.negated ? ['not', test] : test
    }
    case 'quantified':
      return [
        node.quantifier,
        node.operator,
        zenExpression(node.left),
        isQuery(node.right) ? zenQuery.convert(node.right) : zenExpression(node.right),
      ]
    case 'cast':
      return ['cast', zenExpression(node.operand), zenType(node.type)]
    case 'subscript':
      return ['subscript', zenExpression(node.operand), zenExpression(node.index)]
    case 'slice':
      return ['slice', zenExpression(node.operand), zenOptional(node.lower), zenOptional(node.upper)]
    case 'field':
      return ['field', zenExpression(node.operand), node.field]
    case 'collate':
      return ['collate', zenExpression(node.operand), ...node.collation]
    case 'at time zone':
      return ['at time zone', zenExpression(node.operand), zenExpression(node.zone)]
    default:
      return unreachable(node)
  }
}

/** PostgreSQL joins `(a AND b) AND c` into one node, whatever the parentheses. */
function logicalShape(node: Expression & { kind: 'and' | 'or' }): Shape {
  const [first, ...rest] = node.operands
  const head = first.kind === node.kind ? logicalShape({ ...first, kind: node.kind }).slice(1) : [zenExpression(first)]
  return [node.kind, ...head, ...zenExpressions(rest)]
}

const queryKinds: ReadonlySet<string> = new Set(['select', 'values', 'set operation', 'insert', 'update', 'delete', 'merge'])

function isQuery(node: Expression | Query): node is Query {
  return queryKinds.has(node.kind)
}

const intervalMasks: Readonly<Record<string, number>> = {
  year: 4,
  month: 2,
  day: 8,
  hour: 1024,
  minute: 2048,
  second: 4096,
  'year to month': 6,
  'day to hour': 1032,
  'day to minute': 3080,
  'day to second': 7176,
  'hour to minute': 3072,
  'hour to second': 7168,
  'minute to second': 6144,
}

function typedLiteral(node: Expression & { kind: 'typed literal' }): Shape {
  const value: Shape = ['str', node.value]
  if (node.intervalFields === null) return ['cast', value, zenType(node.type)]
  const [words, precision] = node.intervalFields.replace(')', '').split('(')
  const modifiers: Shape[] = [['num', String(intervalMasks[words])], ...(precision === undefined ? [] : [['num', precision]])]
  return ['cast', value, ['type', 'interval', modifiers, '0', '-']]
}

export function zenType(type: TypeName): Shape {
  let modifiers: Shape[] = type.modifiers.map(modifier => ['num', String(modifier)])
  // PostgreSQL writes interval(3) as "all fields" and 3.
  if (type.name.join('.') === 'interval' && modifiers.length === 1) modifiers = [['num', '32767'], ...modifiers]
  return [
    'type',
    (type.name[0] === 'pg_catalog' ? type.name.slice(1) : type.name).join('.'),
    modifiers,
    String(type.arrayDepth),
    type.setOf ? 'setof' : '-',
  ]
}

function callShape(call: FunctionCall): Shape {
  const args: Shape[] = call.args.map(arg => (arg.name === null ? zenExpression(arg.value) : ['named', arg.name, zenExpression(arg.value)]))
  const extra: Shape[] = []
  if (call.star) extra.push('*')
  if (call.distinct) extra.push('distinct')
  if (call.args.some(arg => arg.variadic)) extra.push('variadic')
  if (call.withinGroup !== null) extra.push(['within', ...call.withinGroup.map(zenSortKey)])
  else if (call.orderBy.length > 0) extra.push(['order', ...call.orderBy.map(zenSortKey)])
  if (call.filter !== null) extra.push(['filter', zenExpression(call.filter)])
  if (call.over !== null) extra.push(['over', typeof call.over === 'string' ? call.over : zenWindow(call.over)])
  return ['call', call.name.join('.'), ...args, ...extra]
}

export function zenSortKey(term: OrderTerm): Shape {
  const direction = term.using !== null ? 'using' : term.descending ? 'desc' : 'asc'
  return ['key', zenExpression(term.expression), direction, term.nulls ?? 'default', ...(term.using === null ? [] : [term.using])]
}

export function zenWindow(spec: WindowSpec): Shape {
  const { frame } = spec
  const start = frame !== null && 'offset' in frame.start ? zenExpression(frame.start.offset) : '-'
  const end = frame !== null && 'offset' in frame.end ? zenExpression(frame.end.offset) : '-'
  return ['window', spec.base ?? '-', zenExpressions(spec.partitionBy), spec.orderBy.map(zenSortKey), start, end]
}
