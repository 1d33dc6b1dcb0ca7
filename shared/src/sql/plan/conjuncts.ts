// AND as a list: conditions split into conjuncts and put together again, and what a conjunct uses.

import { sqlTypes } from '../../values/sql-type.ts'
import type { ColumnNumber, LogicalExpression } from '../bind/relation.ts'
import { forEachInput } from '../bind/relation-tree.ts'
import { forEachChild } from '../bind/expression-tree.ts'

/** The operands of nested ANDs; TRUE is nothing. */
export function conjunctsOf(condition: LogicalExpression | null): LogicalExpression[] {
  if (condition === null) return []
  if (condition.kind === 'and') return condition.operands.flatMap(conjunctsOf)
  if (condition.kind === 'constant' && condition.value === true) return []
  return [condition]
}

/** null: no condition. */
export function conjunctionOf(conjuncts: readonly LogicalExpression[]): LogicalExpression | null {
  if (conjuncts.length === 0) return null
  return conjuncts.length === 1 ? conjuncts[0] : { kind: 'and', type: sqlTypes.bool, operands: conjuncts }
}

/** Column numbers that the expression uses, subqueries included. */
export function columnsUsed(expression: LogicalExpression): Set<ColumnNumber> {
  const used = new Set<ColumnNumber>()
  forEachInput(expression, column => used.add(column))
  return used
}

export function usesOnly(expression: LogicalExpression, columns: ReadonlySet<ColumnNumber>): boolean {
  let only = true
  forEachInput(expression, column => {
    only &&= columns.has(column)
  })
  return only
}

export function usesAny(expression: LogicalExpression, columns: ReadonlySet<ColumnNumber>): boolean {
  let any = false
  forEachInput(expression, column => {
    any ||= columns.has(column)
  })
  return any
}

/** Calls random(), nextval() … : it must be evaluated exactly where it stands. */
export function isVolatile(e: LogicalExpression): boolean {
  if (e.kind === 'call' && e.function.volatility === 'volatile') return true
  let found = false
  forEachChild(e, child => {
    found ||= isVolatile(child)
  })
  return found
}

export function hasSubquery(e: LogicalExpression): boolean {
  if (e.kind === 'scalar subquery' || e.kind === 'exists' || e.kind === 'array subquery' || e.kind === 'quantified subquery') return true
  let found = false
  forEachChild(e, child => {
    found ||= hasSubquery(child)
  })
  return found
}
