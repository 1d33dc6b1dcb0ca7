// Function calls and what belongs to them: sort keys, windows, frames.

import { unreachable } from '../../base/assert.ts'
import { printExpression, printList } from './print-expression.ts'
import { printFunctionName, printName } from './print-name.ts'
import type { FrameBound, FunctionCall, OrderTerm, WindowFrame, WindowSpec } from '../ast.ts'

/** name(…) with FILTER, WITHIN GROUP and OVER. */
export function printCall(call: FunctionCall): string {
  const tail = [
    call.withinGroup === null ? '' : ` WITHIN GROUP (${printOrderBy(call.withinGroup)})`,
    call.filter === null ? '' : ` FILTER (WHERE ${printExpression(call.filter)})`,
    call.over === null ? '' : ` OVER ${typeof call.over === 'string' ? printName(call.over) : printWindowSpec(call.over)}`,
  ].join('')
  return `${printFunctionName(call.name, isPlain(call) && tail === '')}(${printArguments(call)})${tail}`
}

/** Positional arguments only: then SQL's special calls may be written without quotes. */
function isPlain(call: FunctionCall): boolean {
  const isPositional = call.args.length > 0 && call.args.every(arg => arg.name === null && !arg.variadic)
  return isPositional && !call.distinct && call.orderBy.length === 0 && (call.name[0] !== 'nullif' || call.args.length === 2)
}

function printArguments(call: FunctionCall): string {
  if (call.star) return '*'
  const args = call.args.map(arg => {
    const name = arg.name === null ? '' : `${printFunctionName([arg.name], false)} => `
    return `${arg.variadic ? 'VARIADIC ' : ''}${name}${printExpression(arg.value)}`
  })
  const orderBy = call.orderBy.length === 0 ? '' : ` ${printOrderBy(call.orderBy)}`
  return `${call.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${orderBy}`
}

/** ORDER BY and its keys. */
export function printOrderBy(terms: readonly OrderTerm[]): string {
  return `ORDER BY ${terms.map(printOrderTerm).join(', ')}`
}

/** One sort key. */
export function printOrderTerm(term: OrderTerm): string {
  const direction = term.using !== null ? ` USING ${term.using}` : term.descending ? ' DESC' : ''
  return `${printExpression(term.expression)}${direction}${term.nulls === null ? '' : ` NULLS ${term.nulls.toUpperCase()}`}`
}

/** ( … ) as after OVER. */
export function printWindowSpec(spec: WindowSpec): string {
  const parts = [
    spec.base === null ? '' : printName(spec.base),
    spec.partitionBy.length === 0 ? '' : `PARTITION BY ${printList(spec.partitionBy)}`,
    spec.orderBy.length === 0 ? '' : printOrderBy(spec.orderBy),
    spec.frame === null ? '' : printFrame(spec.frame),
  ]
  return `(${parts.filter(part => part !== '').join(' ')})`
}

function printFrame(frame: WindowFrame): string {
  const exclude = frame.exclude === 'no others' ? '' : ` EXCLUDE ${frame.exclude.toUpperCase()}`
  return `${frame.mode.toUpperCase()} BETWEEN ${printBound(frame.start)} AND ${printBound(frame.end)}${exclude}`
}

function printBound(bound: FrameBound): string {
  switch (bound.kind) {
    case 'unbounded preceding':
    case 'unbounded following':
    case 'current row':
      return bound.kind.toUpperCase()
    case 'preceding':
    case 'following':
      return `${printExpression(bound.offset)} ${bound.kind.toUpperCase()}`
    default:
      return unreachable(bound)
  }
}
