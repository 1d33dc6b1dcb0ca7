// x IN (…): through a Set when the items are invariant, as a chain of comparisons else.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import { equalityKeyFor, type EqualityKey } from '../../values/equality-key.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { isNullAt, valueAt } from '../../values/vector.ts'
import { hasNativeEquality } from './comparison-kind.ts'
import type { CompileScope, Evaluate, Refine } from './evaluate.ts'
import { compileInvariantItem, type Invariant } from './invariant.ts'
import { ResultBuffer } from './result-buffer.ts'

type InList = Extract<BoundExpression, { kind: 'in list' }>

/** The distinct values of a list, and whether NULL is among them. Keys as `listKey` makes them. */
export interface ValueSet {
  readonly keys: ReadonlySet<EqualityKey>
  readonly hasNull: boolean
}

/** The key under which a value of a vector is looked up: the item itself where equality is native. */
export function listKeyOf(type: SqlType): ((value: SqlValue) => EqualityKey) | null {
  return hasNativeEquality(type) ? null : equalityKeyFor(type)
}

export function valueSetOf(type: SqlType, values: Iterable<SqlValue>): ValueSet {
  const keyOf = listKeyOf(type)
  const keys = new Set<EqualityKey>()
  let hasNull = false
  for (const value of values) {
    if (value === null) hasNull = true
    else keys.add(keyOf === null ? (typeof value === 'boolean' ? Number(value) : (value as EqualityKey)) : keyOf(value))
  }
  return { keys, hasNull }
}

/** Rewrites a list with items that differ from row to row. */
function asComparisons(expression: InList): BoundExpression {
  const { operand, operandType, items, negated } = expression
  const operands = items.map((item): BoundExpression => ({
    kind: 'compare',
    type: sqlTypes.bool,
    operator: '=',
    operandType,
    left: operand,
    right: item,
  }))
  const any: BoundExpression = { kind: 'or', type: sqlTypes.bool, operands }
  return negated ? { kind: 'not', type: sqlTypes.bool, operand: any } : any
}

function invariantItems(expression: InList, scope: CompileScope): Invariant[] | null {
  const items: Invariant[] = []
  for (const item of expression.items) {
    const invariant = compileInvariantItem(item, scope)
    if (invariant === null) return null
    items.push(invariant)
  }
  return items
}

/** The set of the items: made once when all are constants, else once a batch. */
function compileSet(expression: InList, items: readonly Invariant[]): () => ValueSet {
  const make = (): ValueSet =>
    valueSetOf(
      expression.operandType,
      items.map(item => item()),
    )
  if (!expression.items.every(item => item.kind === 'constant')) return make
  let set: ValueSet | null = null
  return () => (set ??= make())
}

export function evaluateInList(expression: InList, scope: CompileScope): Evaluate {
  const items = invariantItems(expression, scope)
  if (items === null) return scope.compile(asComparisons(expression))
  return evaluateMembership(scope.compile(expression.operand), expression.operandType, compileSet(expression, items), expression.negated)
}

/** `operand [NOT] IN set` as a value. An empty set holds nothing, not even for NULL. */
export function evaluateMembership(operand: Evaluate, type: SqlType, setOf: () => ValueSet, negated: boolean): Evaluate {
  const keyOf = listKeyOf(type)
  const whenFound = negated ? 0 : 1
  const buffer = new ResultBuffer(sqlTypes.bool)
  return batch => {
    const vector = operand(batch)
    const { keys, hasNull } = setOf()
    const isEmpty = keys.size === 0 && !hasNull
    buffer.begin(batch.length)
    const ints = buffer.ints
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      if (isEmpty) ints[p] = 1 - whenFound
      else if (isNullAt(vector, p)) buffer.setNull(p)
      else if (keys.has(keyOf === null ? (vector.data[p] as EqualityKey) : keyOf(valueAt(vector, p)))) ints[p] = whenFound
      else if (hasNull) buffer.setNull(p)
      else ints[p] = 1 - whenFound
    }
    return buffer.finish()
  }
}

export function refineInList(expression: InList, negated: boolean, scope: CompileScope): Refine {
  const items = invariantItems(expression, scope)
  if (items === null) return scope.compilePredicate(asComparisons({ ...expression, negated }))
  return refineMembership(scope.compile(expression.operand), expression.operandType, compileSet(expression, items), negated)
}

export function refineMembership(operand: Evaluate, type: SqlType, setOf: () => ValueSet, negated: boolean): Refine {
  const keyOf = listKeyOf(type)
  return (batch, out) => {
    const vector = operand(batch)
    const { keys, hasNull } = setOf()
    const isEmpty = keys.size === 0 && !hasNull
    if (negated && hasNull) return 0
    const { data } = vector
    let n = 0
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      if (
        isEmpty
          ? negated
          : !isNullAt(vector, p) && keys.has(keyOf === null ? (data[p] as EqualityKey) : keyOf(valueAt(vector, p))) !== negated
      ) {
        out[n++] = p
      }
    }
    return n
  }
}
