// Where the frame of each row begins and ends, as places in the window's order. An empty frame has start >= end.

import { SqlError } from '../../base/errors.ts'
import type { BoundFrame, BoundFrameBound, SortKey } from '../../sql/bound-expression.ts'
import { sameBaseType, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { isNullAt, valueAt, vectorOf, type Vector } from '../../values/vector.ts'
import { denseBatch, unitBatch } from '../batch.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import { compareItems } from '../sort-rows.ts'
import type { WindowRows } from './window-rows.ts'

export interface FrameBounds {
  readonly starts: Int32Array
  readonly ends: Int32Array
}

type Side = 'starting' | 'ending'

interface CompiledBound {
  readonly kind: BoundFrameBound['kind']
  readonly offset: Evaluate | null
  readonly offsetType: SqlType
  /** RANGE: the key moved by the offset, and the key as a value of the same type. */
  readonly add: Evaluate | null
  readonly key: Evaluate | null
}

export interface CompiledFrame {
  readonly frame: BoundFrame
  readonly orderKey: SortKey | null
  readonly start: CompiledBound
  readonly end: CompiledBound
}

export function compileFrame(frame: BoundFrame, orderBy: readonly SortKey[], scope: CompileScope): CompiledFrame {
  const compileBound = (bound: BoundFrameBound): CompiledBound => {
    if (bound.kind !== 'preceding' && bound.kind !== 'following')
      return { kind: bound.kind, offset: null, offsetType: sqlTypes.unknown, add: null, key: null }
    const offset = scope.compile(bound.offset)
    if (bound.add === null) return { kind: bound.kind, offset, offsetType: bound.offset.type, add: null, key: null }
    const { type } = bound.add
    const operand = { kind: 'input', index: 0, type: orderBy[0].expression.type } as const
    const key = sameBaseType(type, operand.type) ? operand : ({ kind: 'cast', operand, explicit: true, type } as const)
    return { kind: bound.kind, offset, offsetType: bound.offset.type, add: scope.compile(bound.add), key: scope.compile(key) }
  }
  return { frame, orderKey: orderBy[0] ?? null, start: compileBound(frame.start), end: compileBound(frame.end) }
}

/** `keys`: the first ORDER BY column by row number; null without ORDER BY. */
export function frameBounds(compiled: CompiledFrame, rows: WindowRows, keys: Vector | null): FrameBounds {
  return { starts: boundPlaces(compiled, 'starting', rows, keys), ends: boundPlaces(compiled, 'ending', rows, keys) }
}

function boundPlaces(compiled: CompiledFrame, side: Side, rows: WindowRows, keys: Vector | null): Int32Array {
  const bound = side === 'starting' ? compiled.start : compiled.end
  const { mode } = compiled.frame
  switch (bound.kind) {
    case 'unbounded preceding':
      return rows.partitionStart
    case 'unbounded following':
      return rows.partitionEnd
    case 'current row': {
      if (mode !== 'rows') return side === 'starting' ? rows.peerStart : rows.peerEnd
      const shift = side === 'starting' ? 0 : 1
      return Int32Array.from({ length: rows.count }, (_, place) => place + shift)
    }
    case 'preceding':
    case 'following': {
      const offset = offsetOf(bound, side)
      if (mode === 'range') return rangePlaces(compiled, bound, side, offset, rows, keys)
      const steps = (bound.kind === 'preceding' ? -1 : 1) * Number(offset)
      return mode === 'rows' ? rowPlaces(steps, side, rows) : groupPlaces(steps, side, rows)
    } // prettier-ignore
  }
}

function offsetOf(bound: CompiledBound, side: Side): SqlValue {
  const value = bound.offset === null ? null : valueAt(bound.offset(unitBatch), 0)
  if (value === null) throw new SqlError('22004', `frame ${side} offset must not be null`)
  if (isNegative(value)) {
    if (bound.add !== null) throw new SqlError('22013', 'invalid preceding or following size in window function')
    throw new SqlError('22013', `frame ${side} offset must not be negative`)
  }
  return value
}

function isNegative(value: SqlValue): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return value < 0
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  if (value.kind === 'decimal') return value.digits < 0 || value.special === '-Infinity'
  return value.kind === 'interval' && (value.months * 30 + value.days) * 86_400_000_000 + value.micros < 0
}

function rowPlaces(steps: number, side: Side, rows: WindowRows): Int32Array {
  const shift = side === 'starting' ? steps : steps + 1
  const places = new Int32Array(rows.count)
  for (let place = 0; place < rows.count; place++) {
    places[place] = Math.max(rows.partitionStart[place], Math.min(rows.partitionEnd[place], place + shift))
  }
  return places
}

function groupPlaces(steps: number, side: Side, rows: WindowRows): Int32Array {
  const groups: number[] = []
  const groupOf = new Int32Array(rows.count)
  for (let place = 0; place < rows.count; place++) {
    if (rows.peerStart[place] === place) groups.push(place)
    groupOf[place] = groups.length - 1
  }
  const places = new Int32Array(rows.count)
  for (let place = 0; place < rows.count; place++) {
    const group = groupOf[place] + steps
    const first = groupOf[rows.partitionStart[place]]
    const last = groupOf[rows.partitionEnd[place] - 1]
    if (group < first) places[place] = rows.partitionStart[place]
    else if (group > last) places[place] = rows.partitionEnd[place]
    else places[place] = side === 'starting' ? groups[group] : rows.peerEnd[groups[group]]
  }
  return places
}

/** RANGE with an offset: the first key at or after the moved key, or one past the last at or before it. */
function rangePlaces(
  compiled: CompiledFrame,
  bound: CompiledBound,
  side: Side,
  offset: SqlValue,
  rows: WindowRows,
  keys: Vector | null,
): Int32Array {
  const places = new Int32Array(rows.count)
  if (keys === null || bound.add === null || bound.key === null || compiled.orderKey === null) return places
  const { order, count } = rows
  const sorted = vectorOf(
    keys.type,
    Array.from(order, row => valueAt(keys, row)),
  )
  const offsets = vectorOf(bound.offsetType, new Array<SqlValue>(count).fill(offset))
  const batch = denseBatch([sorted, offsets], count)
  const plain = count === 0 ? [] : itemsOf(bound.key(batch), count)
  const moved = count === 0 ? [] : movedKeys(bound.add, sorted, offsets, count)
  const type = compiled.orderKey.expression.type
  const compare = compareItems(bound.key(batch).type ?? type, compiled.orderKey)
  for (let place = 0; place < count; place++) {
    const from = rows.partitionStart[place]
    const to = rows.partitionEnd[place]
    if (isNullAt(sorted, place)) places[place] = side === 'starting' ? rows.peerStart[place] : rows.peerEnd[place]
    else {
      const target = moved[place]
      const [low, high] = withoutNulls(sorted, from, to)
      if (target === beyond) places[place] = bound.kind === 'preceding' ? low : high
      else places[place] = search(plain, low, high, item => (side === 'starting' ? compare(item, target) >= 0 : compare(item, target) > 0))
    }
  }
  return places
}

/** Stands for a key that left its type's range: it lies beyond every row. */
const beyond = Symbol('beyond')

function movedKeys(add: Evaluate, sorted: Vector, offsets: Vector, count: number): (SqlValue | typeof beyond)[] {
  const moved: (SqlValue | typeof beyond)[] = []
  const one = new Int32Array(1)
  for (let place = 0; place < count; place++) {
    one[0] = place
    try {
      const vector = add({ columns: [sorted, offsets], selection: one, count: 1, length: count })
      moved.push(isNullAt(vector, place) ? null : vector.data[place])
    } catch (error) {
      if (!(error instanceof SqlError) || !error.code.startsWith('22')) throw error
      moved.push(beyond)
    }
  }
  return moved
}

function itemsOf(vector: Vector, count: number): SqlValue[] {
  return Array.from({ length: count }, (_, i) => (isNullAt(vector, i) ? null : vector.data[i]))
}

/** NULL keys lie together at one end of a partition. */
function withoutNulls(sorted: Vector, from: number, to: number): readonly [number, number] {
  let low = from
  let high = to
  if (isNullAt(sorted, low)) while (low < high && isNullAt(sorted, low)) low++
  else while (high > low && isNullAt(sorted, high - 1)) high--
  return [low, high]
}

/** The first place in [low, high) for which the test holds, else `high`. The test is false, then true. */
function search(items: readonly SqlValue[], low: number, high: number, test: (item: SqlValue) => boolean): number {
  let from = low
  let to = high
  while (from < to) {
    const middle = (from + to) >> 1
    if (test(items[middle])) to = middle
    else from = middle + 1
  }
  return from
}
