// A bound expression as SQL-like text for EXPLAIN. Not for parsing: positions become names as far as they have any.

import { unreachable } from '../../base/assert.ts'
import { printValue } from '../../values/text-io.ts'
import { printTypeName } from '../../values/type-names.ts'
import type { BoundExpression } from '../bound-expression.ts'

/** The name of the input column at a position. */
export type NameColumn = (index: number) => string

export function explainExpression(e: BoundExpression, name: NameColumn): string {
  const print = (child: BoundExpression): string => explainExpression(child, name)
  const list = (children: readonly BoundExpression[]): string => children.map(print).join(', ')
  switch (e.kind) {
    case 'constant':
      return printConstant(e)
    case 'parameter':
      return `$${e.index + 1}`
    case 'input':
      return name(e.index)
    case 'correlation':
      return `outer#${e.slot}`
    case 'compare':
    case 'arithmetic':
      return `(${print(e.left)} ${e.operator} ${print(e.right)})`
    case 'call':
      return printCall(e, print)
    case 'cast':
      return `(${print(e.operand)})::${printTypeName(e.type)}`
    case 'and':
    case 'or':
      return `(${e.operands.map(print).join(e.kind === 'and' ? ' AND ' : ' OR ')})`
    case 'not':
      return `(NOT ${print(e.operand)})`
    case 'is null':
      return `(${print(e.operand)} IS ${e.negated ? 'NOT ' : ''}NULL)`
    case 'is truth':
      return `(${print(e.operand)} IS ${e.negated ? 'NOT ' : ''}${e.truth.toUpperCase()})`
    case 'is distinct':
      return `(${print(e.left)} IS ${e.negated ? 'NOT ' : ''}DISTINCT FROM ${print(e.right)})`
    case 'case': {
      const branches = e.branches.map(b => `WHEN ${print(b.when)} THEN ${print(b.then)}`)
      return `CASE ${branches.join(' ')} ELSE ${print(e.otherwise)} END`
    }
    case 'coalesce':
    case 'greatest':
    case 'least':
      return `${e.kind.toUpperCase()}(${list(e.operands)})`
    case 'in list': {
      const shown = e.items.length > 20 ? `${list(e.items.slice(0, 20))}, ...` : list(e.items)
      return `(${print(e.operand)} ${e.negated ? '<> ALL' : '= ANY'} (${shown}))`
    }
    case 'array':
      return `ARRAY[${list(e.items)}]`
    case 'row':
      return `ROW(${list(e.items)})`
    case 'scalar subquery':
      return '(SubPlan)'
    case 'exists':
      return 'EXISTS(SubPlan)'
    case 'array subquery':
      return 'ARRAY(SubPlan)'
    case 'quantified subquery':
      return `(${list(e.left)} ${e.operator} ${e.quantifier.toUpperCase()} (SubPlan))`
    case 'quantified array':
      return `(${print(e.left)} ${operatorOf(e.comparison)} ${e.quantifier.toUpperCase()} (${print(e.array)}))`
    case 'subscript':
      return `${print(e.operand)}[${list(e.indexes)}]`
    case 'slice':
      return `${print(e.operand)}[${e.bounds.map(b => `${b.lower === null ? '' : print(b.lower)}:${b.upper === null ? '' : print(b.upper)}`).join('][')}]`
    case 'field':
      return `(${print(e.operand)}).${e.index + 1}`
    case 'sql value':
      return e.name.toUpperCase()
    default:
      return unreachable(e)
  }
}

function printConstant({ type, value }: Extract<BoundExpression, { kind: 'constant' }>): string {
  if (value === null) return 'NULL'
  if (typeof value === 'number' && type.kind === 'scalar' && /^(int|float)/.test(type.name)) return String(value)
  if (typeof value === 'boolean') return String(value)
  const text = printValue(type, value)
  if (type.name === 'numeric') return text
  return `'${text.replaceAll("'", "''")}'::${printTypeName(type)}`
}

function printCall(e: Extract<BoundExpression, { kind: 'call' }>, print: (child: BoundExpression) => string): string {
  const { name } = e.function
  const isOperator = /^[^a-z_]/.test(name)
  if (isOperator && e.args.length === 2) return `(${print(e.args[0])} ${name} ${print(e.args[1])})`
  if (isOperator && e.args.length === 1) return `(${name} ${print(e.args[0])})`
  return `${name}(${e.args.map(print).join(', ')})`
}

function operatorOf(comparison: BoundExpression): string {
  if (comparison.kind === 'compare') return comparison.operator
  return comparison.kind === 'call' ? comparison.function.name : '?'
}
