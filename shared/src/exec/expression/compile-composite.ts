// Arrays and rows: ARRAY[…], ROW(…), subscripts, slices, fields, and `x op ANY (array)`.

import { assert } from '../../base/assert.ts'
import { notSupported, SqlError } from '../../base/errors.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import { arrayElement, emptyArray, makeArray } from '../../values/sql-array.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { SqlArray, SqlRecord, SqlValue } from '../../values/sql-value.ts'
import { valueAt, vectorOf, type Vector } from '../../values/vector.ts'
import { denseBatch } from '../batch.ts'
import { sliceArray } from './slice-array.ts'
import { evaluateMembership, valueSetOf, type ValueSet } from './compile-in-list.ts'
import type { CompileScope, Evaluate } from './evaluate.ts'
import { compileInvariant } from './invariant.ts'
import { judgeQuantifier } from './quantifier.ts'
import { ResultBuffer } from './result-buffer.ts'

/** A function of the operands' values, row by row. NULL operands are passed on. */
function evaluateRows(
  operands: readonly BoundExpression[],
  type: SqlType,
  scope: CompileScope,
  make: (values: SqlValue[]) => SqlValue,
): Evaluate {
  const evaluators = operands.map(operand => scope.compile(operand))
  const buffer = new ResultBuffer(type)
  return batch => {
    const vectors = evaluators.map(evaluate => evaluate(batch))
    buffer.begin(batch.length)
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      buffer.set(p, make(vectors.map(vector => valueAt(vector, p))))
    }
    return buffer.finish()
  }
}

export function evaluateArray(expression: Extract<BoundExpression, { kind: 'array' }>, scope: CompileScope): Evaluate {
  const { items, type } = expression
  const element = type.element
  assert(element !== undefined, 'ARRAY[…] has an array type')
  const isNested = items.some(item => item.type.kind === 'array')
  return evaluateRows(items, type, scope, values => (isNested ? nestArrays(element, values) : makeArray(element, values)))
}

/** Arrays of equal shape become one array of one more dimension. */
export function nestArrays(elementType: SqlType, values: readonly SqlValue[]): SqlArray {
  const arrays = values.map(asArray)
  const first = arrays[0]
  if (first === null || arrays.every(array => array !== null && array.dimensions.length === 0)) return emptyArray(elementType)
  const items: SqlValue[] = []
  for (const array of arrays) {
    if (
      array === null ||
      array.dimensions.length !== first.dimensions.length ||
      array.dimensions.some((size, d) => size !== first.dimensions[d])
    ) {
      throw new SqlError('2202E', 'multidimensional arrays must have array expressions with matching dimensions')
    }
    items.push(...array.items)
  }
  return {
    kind: 'array',
    elementType,
    dimensions: [arrays.length, ...first.dimensions],
    lowerBounds: [1, ...first.lowerBounds],
    items,
  }
}

function asArray(value: SqlValue): SqlArray | null {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'array' ? value : null
}

function asRecord(value: SqlValue): SqlRecord | null {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'record' ? value : null
}

export function evaluateRow(expression: Extract<BoundExpression, { kind: 'row' }>, scope: CompileScope): Evaluate {
  const types = expression.items.map(item => item.type)
  const { names } = expression
  return evaluateRows(expression.items, expression.type, scope, fields => ({
    kind: 'record',
    fields,
    types,
    ...(names === undefined ? {} : { names }),
  }))
}

export function evaluateField(expression: Extract<BoundExpression, { kind: 'field' }>, scope: CompileScope): Evaluate {
  const { index } = expression
  return evaluateRows([expression.operand], expression.type, scope, ([value]) => asRecord(value)?.fields[index] ?? null)
}

export function evaluateSubscript(expression: Extract<BoundExpression, { kind: 'subscript' }>, scope: CompileScope): Evaluate {
  if (expression.operand.type.kind !== 'array') throw notSupported(`subscripts of type ${expression.operand.type.name}`)
  return evaluateRows([expression.operand, ...expression.indexes], expression.type, scope, ([value, ...indexes]) => {
    const array = asArray(value)
    return array === null || indexes.includes(null) ? null : arrayElement(array, indexes.map(Number))
  })
}

export function evaluateSlice(expression: Extract<BoundExpression, { kind: 'slice' }>, scope: CompileScope): Evaluate {
  const given = expression.bounds.flatMap(bound => [bound.lower, bound.upper])
  const operands = given.filter(bound => bound !== null)
  return evaluateRows([expression.operand, ...operands], expression.type, scope, ([value, ...bounds]) => {
    const array = asArray(value)
    if (array === null || bounds.includes(null)) return null
    let next = 0
    const numbers = given.map(bound => (bound === null ? null : Number(bounds[next++])))
    return sliceArray(array, numbers)
  })
}

/** `left op ANY|ALL (array)`. `= ANY` of one array for the whole batch is a set. */
export function evaluateQuantifiedArray(expression: Extract<BoundExpression, { kind: 'quantified array' }>, scope: CompileScope): Evaluate {
  const { quantifier, comparison, left } = expression
  const isMembership =
    comparison.kind === 'compare' && comparison.left.kind === 'input' && comparison.right.kind === 'input' && comparison.left.index === 0
  const invariant = compileInvariant(expression.array, scope)
  if (isMembership && invariant !== null) {
    const isAny = quantifier === 'any' && comparison.operator === '='
    const isNone = quantifier === 'all' && comparison.operator === '<>'
    if (isAny || isNone) return membershipOfArray(scope.compile(left), comparison.operandType, invariant, isNone)
  }
  return quantifyRows(expression, scope)
}

function membershipOfArray(left: Evaluate, type: SqlType, arrayOf: () => SqlValue, negated: boolean): Evaluate {
  let known: SqlValue = null
  let set: ValueSet = { keys: new Set(), hasNull: false }
  const test = evaluateMembership(left, type, () => set, negated)
  const nothing = new ResultBuffer(sqlTypes.bool)
  return batch => {
    const array = asArray(arrayOf())
    if (array === null) return allNull(nothing, batch.selection, batch.count, batch.length)
    if (array !== known) {
      set = valueSetOf(type, array.items)
      known = array
    }
    return test(batch)
  }
}

function allNull(buffer: ResultBuffer, selection: Int32Array, count: number, length: number): Vector {
  buffer.begin(length)
  for (let i = 0; i < count; i++) buffer.setNull(selection[i])
  return buffer.finish()
}

function quantifyRows(expression: Extract<BoundExpression, { kind: 'quantified array' }>, scope: CompileScope): Evaluate {
  const left = scope.compile(expression.left)
  const arrays = scope.compile(expression.array)
  const comparison = scope.compile(expression.comparison)
  const leftType = expression.left.type
  const elementType = expression.array.type.element ?? leftType
  const buffer = new ResultBuffer(sqlTypes.bool)
  return batch => {
    const values = left(batch)
    const vector = arrays(batch)
    buffer.begin(batch.length)
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      const array = asArray(valueAt(vector, p))
      if (array === null) buffer.setNull(p)
      else if (array.items.length === 0) buffer.set(p, expression.quantifier === 'all')
      else {
        const value = valueAt(values, p)
        const repeated = vectorOf(
          leftType,
          array.items.map(() => value),
        )
        const pairs = denseBatch([repeated, vectorOf(elementType, array.items)], array.items.length)
        buffer.set(p, judgeQuantifier(expression.quantifier, comparison(pairs), pairs.count))
      }
    }
    return buffer.finish()
  }
}
