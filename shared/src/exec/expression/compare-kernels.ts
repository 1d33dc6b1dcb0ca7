// Tight loops of `column operator constant`: they read a selection, write a selection, and never allocate.
// Int32Array and Float64Array have loops of their own, because a loop that sees both is slower on each.
// NULL positions of typed arrays hold any number, so they are dropped in a second pass over what is left.

import { assert } from '../../base/assert.ts'
import type { ComparisonOperator } from '../../sql/bound-expression.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { Vector } from '../../values/vector.ts'
import type { ValueTest } from './comparison-kind.ts'

const intMin = -2147483648
const intMax = 2147483647

/** Keeps the positions where `data[p] operator constant`. `constant` may be any number: it need not fit 32 bits. */
export function refineInts(
  operator: ComparisonOperator,
  data: Int32Array,
  constant: number,
  selection: Int32Array,
  count: number,
  out: Int32Array,
): number {
  switch (operator) {
    case '=':
      return keepIntRange(data, constant, constant, selection, count, out)
    case '<>':
      return dropInt(data, constant, selection, count, out)
    case '<':
      return keepIntRange(data, intMin, Math.ceil(constant) - 1, selection, count, out)
    case '<=':
      return keepIntRange(data, intMin, Math.floor(constant), selection, count, out)
    case '>':
      return keepIntRange(data, Math.floor(constant) + 1, intMax, selection, count, out)
    case '>=':
      return keepIntRange(data, Math.ceil(constant), intMax, selection, count, out)
  }
}

function keepIntRange(data: Int32Array, low: number, high: number, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    const x = data[p]
    if (x >= low && x <= high) out[n++] = p
  }
  return n
}

function dropInt(data: Int32Array, constant: number, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (data[p] !== constant) out[n++] = p
  }
  return n
}

/** As `refineInts`. NaN in the data is above every constant; the constant is not NaN. */
export function refineFloats(
  operator: ComparisonOperator,
  data: Float64Array,
  constant: number,
  selection: Int32Array,
  count: number,
  out: Int32Array,
): number {
  switch (operator) {
    case '=':
      return keepEqualFloats(data, constant, selection, count, out)
    case '<>':
      return dropEqualFloats(data, constant, selection, count, out)
    case '<':
      return keepBelow(data, constant, selection, count, out)
    case '<=':
      return keepUpTo(data, constant, selection, count, out)
    case '>':
      return dropUpTo(data, constant, selection, count, out)
    case '>=':
      return dropBelow(data, constant, selection, count, out)
  }
}

function keepEqualFloats(data: Float64Array, constant: number, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (data[p] === constant) out[n++] = p
  }
  return n
}

function dropEqualFloats(data: Float64Array, constant: number, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (data[p] !== constant) out[n++] = p
  }
  return n
}

function keepBelow(data: Float64Array, constant: number, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (data[p] < constant) out[n++] = p
  }
  return n
}

function keepUpTo(data: Float64Array, constant: number, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (data[p] <= constant) out[n++] = p
  }
  return n
}

function dropUpTo(data: Float64Array, constant: number, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (!(data[p] <= constant)) out[n++] = p
  }
  return n
}

function dropBelow(data: Float64Array, constant: number, selection: Int32Array, count: number, out: Int32Array): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (!(data[p] < constant)) out[n++] = p
  }
  return n
}

/** Plain arrays: `data[p] === constant`; NULL is never identical to a value. */
export function refineIdentical(
  data: readonly SqlValue[],
  constant: SqlValue,
  selection: Int32Array,
  count: number,
  out: Int32Array,
): number {
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    if (data[p] === constant) out[n++] = p
  }
  return n
}

/** Any vector against one value, through a test of the type. */
export function refineByTest(
  test: ValueTest,
  vector: Vector,
  constant: SqlValue,
  selection: Int32Array,
  count: number,
  out: Int32Array,
): number {
  const { data, nulls } = vector
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    const value = data[p]
    if ((nulls === null ? value !== null : nulls[p] === 0) && test(value, constant)) out[n++] = p
  }
  return n
}

/** Two vectors through a test of the type. */
export function refinePairs(test: ValueTest, left: Vector, right: Vector, selection: Int32Array, count: number, out: Int32Array): number {
  const a = left.data
  const b = right.data
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    const x = a[p]
    const y = b[p]
    if (x !== null && y !== null && test(x, y)) out[n++] = p
  }
  return dropNulls(right.nulls, out, dropNulls(left.nulls, out, n))
}

/** Two Int32Array columns. */
export function refineIntPairs(
  operator: ComparisonOperator,
  a: Int32Array,
  b: Int32Array,
  selection: Int32Array,
  count: number,
  out: Int32Array,
): number {
  // a op b is sign(a - b) op 0, and a difference of 32-bit numbers is exact.
  const [low, high] = differenceRange(operator)
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = selection[i]
    const difference = a[p] - b[p]
    if (difference >= low && difference <= high) out[n++] = p
  }
  return n
}

function differenceRange(operator: ComparisonOperator): readonly [number, number] {
  assert(operator !== '<>', 'inequality of columns goes through a test')
  switch (operator) {
    case '=':
      return [0, 0]
    case '<':
      return [-Infinity, -1]
    case '<=':
      return [-Infinity, 0]
    case '>':
      return [1, Infinity]
    case '>=':
      return [0, Infinity]
  }
}

/** Drops positions that are NULL from `out[0..count)`. */
export function dropNulls(nulls: Uint8Array | null, out: Int32Array, count: number): number {
  if (nulls === null) return count
  let n = 0
  for (let i = 0; i < count; i++) {
    const p = out[i]
    if (nulls[p] === 0) out[n++] = p
  }
  return n
}
