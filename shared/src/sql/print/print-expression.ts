// Expressions as SQL text. Every operand that is not a simple one stands in parentheses, as in PostgreSQL's own listings, so that no
// precedence has to be known; parsing the text gives the same tree.

import { unreachable } from '../../base/assert.ts'
import { allKeywords } from '../parse/late-keywords.ts'
import { printCall } from './print-call.ts'
import { printName, printQualifiedName } from './print-name.ts'
import { printQuery } from './print-query.ts'
import { printElementType, printTypeName } from './print-type-name.ts'
import { isPlainName, quoteLiteral } from './quote.ts'
import type { Expression } from '../ast.ts'

type Of<K extends Expression['kind']> = Expression & { readonly kind: K }

/** The expression as SQL; parameters become `$n`. */
export function printExpression(node: Expression): string {
  switch (node.kind) {
    case 'null':
      return 'NULL'
    case 'boolean':
      return node.value ? 'true' : 'false'
    case 'number':
      return node.text
    case 'string':
      return quoteLiteral(node.value)
    case 'bit string':
      return `${node.base.toUpperCase()}'${node.digits}'`
    case 'parameter':
      return `$${node.index}`
    case 'column':
      return printQualifiedName(node.name)
    case 'star':
      return node.qualifier === null ? '*' : `${printQualifiedName(node.qualifier)}.*`
    case 'default':
      return 'DEFAULT'
    case 'typed literal':
      return `${printElementType(node.type)} ${quoteLiteral(node.value)}${node.intervalFields === null ? '' : ` ${node.intervalFields}`}`
    case 'sql value':
      return `${node.name.toUpperCase()}${node.precision === null ? '' : `(${node.precision})`}`
    case 'call':
      return printCall(node)
    case 'case':
      return printCase(node)
    case 'array':
      return `ARRAY[${printList(node.items)}]`
    case 'row':
      return `${node.explicit ? 'ROW' : ''}(${printList(node.items)})`
    case 'grouping':
      return `GROUPING(${printList(node.items)})`
    case 'extract':
      return `EXTRACT(${printField(node.field)} FROM ${printExpression(node.operand)})`
    case 'exists':
      return `EXISTS (${printQuery(node.query)})`
    case 'scalar query':
      return `(${printQuery(node.query)})`
    case 'array query':
      return `ARRAY(${printQuery(node.query)})`
    default:
      return printOperator(node)
  }
}

type OperatorNode = Of<
  | 'unary'
  | 'binary'
  | 'and'
  | 'or'
  | 'not'
  | 'is'
  | 'is distinct'
  | 'like'
  | 'between'
  | 'in list'
  | 'in query'
  | 'quantified'
  | 'cast'
  | 'subscript'
  | 'slice'
  | 'field'
  | 'collate'
  | 'at time zone'
>

function printOperator(node: OperatorNode): string {
  switch (node.kind) {
    case 'unary':
      return `${node.operator}${node.operator === '-' || node.operator === '+' ? '' : ' '}${operand(node.operand)}`
    case 'binary':
      return printBinary(node)
    case 'and':
    case 'or':
      return node.operands.map(operand).join(node.kind === 'and' ? ' AND ' : ' OR ')
    case 'not':
      return `NOT ${operand(node.operand)}`
    case 'cast':
      return `${operand(node.operand)}::${printTypeName(node.type)}`
    case 'collate':
      return `${operand(node.operand)} COLLATE ${printQualifiedName(node.collation)}`
    case 'at time zone':
      return `${operand(node.operand)} AT TIME ZONE ${operand(node.zone)}`
    case 'subscript':
      return `${subscripted(node.operand)}[${printExpression(node.index)}]`
    case 'slice':
      return `${subscripted(node.operand)}[${optional(node.lower)}:${optional(node.upper)}]`
    case 'field':
      return `(${printExpression(node.operand)}).${node.field === '*' ? '*' : printName(node.field)}`
    default:
      return printTest(node)
  }
}

function printTest(node: Of<'is' | 'is distinct' | 'like' | 'between' | 'in list' | 'in query' | 'quantified'>): string {
  switch (node.kind) {
    case 'is':
      return `${operand(node.operand)} IS ${not(node)}${node.test.toUpperCase()}`
    case 'is distinct':
      return `${operand(node.left)} IS ${not(node)}DISTINCT FROM ${operand(node.right)}`
    case 'like': {
      const form = node.form === 'similar' ? 'SIMILAR TO' : node.form.toUpperCase()
      return `${operand(node.operand)} ${not(node)}${form} ${operand(node.pattern)}${node.escape === null ? '' : ` ESCAPE ${operand(node.escape)}`}`
    }
    case 'between':
      return `${operand(node.operand)} ${not(node)}BETWEEN ${node.symmetric ? 'SYMMETRIC ' : ''}${operand(node.low)} AND ${operand(node.high)}`
    case 'in list':
      return `${operand(node.operand)} ${not(node)}IN (${printList(node.list)})`
    case 'in query':
      return `${operand(node.operand)} ${not(node)}IN (${printQuery(node.query)})`
    case 'quantified':
      return printQuantified(node)
    default:
      return unreachable(node)
  }
}

function not(node: { readonly negated: boolean }): string {
  return node.negated ? 'NOT ' : ''
}

/** A `?` is an operator only where the parser knows that an operand ended: after a parenthesis it always does. */
function printBinary(node: Of<'binary'>): string {
  const left = node.operator.includes('?') ? `(${printExpression(node.left)})` : operand(node.left)
  return `${left} ${node.operator} ${operand(node.right)}`
}

function printQuantified(node: Of<'quantified'>): string {
  const right = isQuery(node.right) ? printQuery(node.right) : printExpression(node.right)
  return `${operand(node.left)} ${node.operator} ${node.quantifier.toUpperCase()} (${right})`
}

type QueryNode = Exclude<Of<'quantified'>['right'], Expression>

const queryKinds: ReadonlySet<string> = new Set(['select', 'values', 'set operation', 'insert', 'update', 'delete', 'merge'])

function isQuery(node: Of<'quantified'>['right']): node is QueryNode {
  return queryKinds.has(node.kind)
}

function printCase(node: Of<'case'>): string {
  const head = node.operand === null ? 'CASE' : `CASE ${printExpression(node.operand)}`
  const branches = node.branches.map(branch => ` WHEN ${printExpression(branch.when)} THEN ${printExpression(branch.then)}`).join('')
  const otherwise = node.otherwise === null ? '' : ` ELSE ${printExpression(node.otherwise)}`
  return `${head}${branches}${otherwise} END`
}

/** Expressions separated by commas. */
export function printList(items: readonly Expression[]): string {
  return items.map(printExpression).join(', ')
}

function optional(node: Expression | null): string {
  return node === null ? '' : printExpression(node)
}

const extractWords: ReadonlySet<string> = new Set(['year', 'month', 'day', 'hour', 'minute', 'second'])

function printField(field: string): string {
  const isWord = isPlainName(field) && (!allKeywords().has(field) || extractWords.has(field))
  return isWord ? field : quoteLiteral(field)
}

/** Kinds that stand as an operand without parentheses. */
const simpleKinds: ReadonlySet<Expression['kind']> = new Set<Expression['kind']>([
  'null',
  'boolean',
  'number',
  'string',
  'bit string',
  'parameter',
  'column',
  'typed literal',
  'sql value',
  'call',
  'array',
  'row',
  'grouping',
  'extract',
  'exists',
  'scalar query',
  'array query',
  'cast',
  'case',
  'subscript',
  'slice',
  'field',
])

/** An operand of an operator. */
function operand(node: Expression): string {
  const text = printExpression(node)
  return simpleKinds.has(node.kind) ? text : `(${text})`
}

/** What a subscript applies to. */
function subscripted(node: Expression): string {
  const isSimple =
    node.kind === 'column' || node.kind === 'parameter' || node.kind === 'subscript' || node.kind === 'slice' || node.kind === 'field'
  return isSimple ? printExpression(node) : `(${printExpression(node)})`
}
