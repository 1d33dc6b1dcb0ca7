// Expressions that have one value for a whole batch: constants, parameters, slots, and functions of these.
// Kernels ask for the value once a batch instead of filling a vector with it.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import { comparisonKind } from './comparison-kind.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import { unitBatch, type Batch } from '../batch.ts'
import { childrenOf } from '../needed-columns.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { ResultBuffer } from './result-buffer.ts'
import { sqlValueOf } from './session-value.ts'

/** The value, in its runtime form. Asked only when there is at least one row. */
export type Invariant = () => SqlValue

/** null when the value may differ from row to row, or from call to call. */
export function compileInvariant(expression: BoundExpression, scope: CompileScope): Invariant | null {
  const leaf = compileLeaf(expression, scope)
  if (leaf !== null) return leaf
  if (!isInvariant(expression)) return null
  const evaluate = scope.compileRows(expression)
  return () => valueAt(evaluate(unitBatch), 0)
}

/** Constants, parameters, slots and session values: the leaves of invariants. */
export function compileLeaf(expression: BoundExpression, { runtime }: CompileScope): Invariant | null {
  switch (expression.kind) {
    case 'constant': {
      const { value } = expression
      return () => value
    }
    case 'parameter': {
      const { index } = expression
      return () => runtime.context.parameters[index]
    }
    case 'correlation': {
      const { slot } = expression
      return () => runtime.context.slots[slot]
    }
    case 'sql value':
      return () => sqlValueOf(expression.name, expression.type, runtime)
    default:
      return null
  }
}

export function isInvariant(expression: BoundExpression): boolean {
  switch (expression.kind) {
    case 'input':
    case 'scalar subquery':
    case 'exists':
    case 'array subquery':
    case 'quantified subquery':
    case 'quantified array':
      return false // prettier-ignore
    case 'call':
      return expression.function.volatility !== 'volatile' && expression.args.every(isInvariant)
    default:
      return childrenOf(expression).every(isInvariant)
  }
}

/** As `compileInvariant`, in the form in which typed vectors hold the value: booleans as 0/1. */
export function compileInvariantItem(expression: BoundExpression, scope: CompileScope): Invariant | null {
  const invariant = compileInvariant(expression, scope)
  if (invariant === null || comparisonKind(expression.type) !== 'number' || expression.type.name !== 'bool') return invariant
  return () => {
    const value = invariant()
    return typeof value === 'boolean' ? Number(value) : value
  }
}

/**
 * A leaf as a vector. When most positions count it is filled whole, and again only when the value or the size changes; for
 * a few rows of a large leaf only their positions are filled.
 */
export function compileLeafVector(expression: BoundExpression, invariant: Invariant): Evaluate {
  const buffer = new ResultBuffer(expression.type)
  let filled = 0
  let last: SqlValue | undefined
  let vector: Vector | null = null
  return ({ selection, count, length }: Batch): Vector => {
    const value = invariant()
    if (vector !== null && Object.is(value, last) && filled >= length) return vector
    const isWhole = 4 * count >= length
    filled = isWhole ? length : 0
    last = value
    buffer.begin(length)
    if (isWhole) for (let p = 0; p < length; p++) buffer.set(p, value)
    else for (let i = 0; i < count; i++) buffer.set(selection[i], value)
    vector = buffer.finish()
    return vector
  }
}
