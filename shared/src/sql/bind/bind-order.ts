// ORDER BY, GROUP BY and DISTINCT ON terms: output names and positions first, expressions otherwise.

import { notSupported, SqlError } from '../../base/errors.ts'
import type { Expression, OrderTerm } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import { coerce, isUnknown, settleUnknown } from './coerce.ts'
import { equalExpressions } from './expression-tree.ts'
import type { LogicalExpression, LogicalSortKey } from './relation.ts'
import { findVisibleColumn, type Scope } from './scope.ts'
import { isOrdered } from '../../values/key-codec.ts'
import { printTypeName } from '../../values/type-names.ts'
import { sqlTypes } from '../../values/sql-type.ts'

/** One item of a select list, bound. */
export interface TargetItem {
  readonly name: string
  expression: LogicalExpression
  readonly at: number
}

/** A sort key with the defaults of its direction. */
export function sortKeyOf(term: OrderTerm, expression: LogicalExpression): LogicalSortKey {
  if (term.using !== null && term.using !== '<' && term.using !== '>') {
    if (['<=', '>=', '=', '<>'].includes(term.using)) {
      throw new SqlError('42809', `operator ${term.using} is not a valid ordering operator`, { position: term.at })
    }
    throw notSupported(`ORDER BY USING ${term.using}`, term.at)
  }
  const descending = term.descending || term.using === '>'
  checkOrdered(expression, term.expression.at)
  return { expression, descending, nullsFirst: term.nulls === null ? descending : term.nulls === 'first' }
}

/** 42883 for a type without an order (json). */
export function checkOrdered(expression: LogicalExpression, at: number): void {
  const { type } = expression
  if (type.name === 'record' || isOrdered(type)) return
  throw new SqlError('42883', `could not identify an ordering operator for type ${printTypeName(type)}`, {
    position: at,
    hint: 'Use an explicit ordering operator or modify the query.',
  })
}

/** 42883 for a type without equality (json), where rows are made distinct or grouped. */
export function checkHashable(expression: LogicalExpression, at: number): void {
  const { type } = expression
  if (type.name === 'record' || isOrdered(type)) return
  throw new SqlError('42883', `could not identify an equality operator for type ${printTypeName(type)}`, { position: at })
}

/**
 * A term of ORDER BY, DISTINCT ON or GROUP BY, which may name an output column (`clause` decides who wins), be its
 * position, or be any expression. Answers the target's own expression object when it means a target.
 */
export function bindTerm(
  scope: Scope,
  e: Expression,
  targets: TargetItem[],
  clause: 'ORDER BY' | 'GROUP BY' | 'DISTINCT ON',
): LogicalExpression {
  if (e.kind === 'column' && e.name.length === 1) {
    const named = findOutputName(scope, e.name[0], targets, { clause, at: e.at })
    if (named !== null) return settleTarget(scope, named)
  }
  const constant = constantOf(e)
  if (constant !== null) {
    if (typeof constant !== 'number') throw new SqlError('42601', `non-integer constant in ${clause}`, { position: e.at })
    const target = targets[constant - 1]
    if (target === undefined) throw new SqlError('42P10', `${clause} position ${constant} is not in select list`, { position: e.at })
    return settleTarget(scope, target)
  }
  const bound = scope.within(clause, () => bindExpression(scope, e))
  const same = targets.find(t => equalExpressions(t.expression, bound))
  return same === undefined ? settleUnknown(scope.statement, bound) : same.expression
}

/** An untyped literal that is sorted or grouped by becomes text now. */
function settleTarget(scope: Scope, target: TargetItem): LogicalExpression {
  if (isUnknown(target.expression.type)) target.expression = coerce(scope.statement, target.expression, sqlTypes.text)
  return target.expression
}

/** The value of an integer literal, 'other' for any other constant, null for no constant. */
function constantOf(e: Expression): number | 'other' | null {
  if (e.kind === 'number') return /^\d+$/.test(e.text) && Number(e.text) <= 2147483647 ? Number(e.text) : 'other'
  if (e.kind === 'unary' && e.operator === '-' && e.operand.kind === 'number')
    return /^\d+$/.test(e.operand.text) ? -Number(e.operand.text) : 'other'
  return e.kind === 'string' || e.kind === 'null' || e.kind === 'boolean' ? 'other' : null
}

function findOutputName(
  scope: Scope,
  name: string,
  targets: readonly TargetItem[],
  use: { readonly clause: string; readonly at: number },
): TargetItem | null {
  // GROUP BY prefers a column of FROM, as the standard says; ORDER BY the output name.
  if (use.clause === 'GROUP BY' && findVisibleColumn(scope, name, use.at) !== null) return null
  let found: TargetItem | null = null
  for (const target of targets) {
    if (target.name !== name) continue
    if (found !== null && !equalExpressions(found.expression, target.expression)) {
      throw new SqlError('42702', `${use.clause} "${name}" is ambiguous`, { position: use.at })
    }
    found ??= target
  }
  return found
}
