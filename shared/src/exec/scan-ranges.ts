// Bounds of a scan -> key ranges of its tree. Used by table scans (primary key) and index scans.
// A bound on a descending column is turned round; NULL in a bound makes its range empty; ranges come out ascending and apart.

import type { Key } from '../base/cell.ts'
import type { ScanBound } from '../sql/plan.ts'
import type { KeyRange } from '../storage/tree-contract.ts'
import type { KeyCodec, KeyOrder } from '../values/key-codec.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { toKeyRange } from './row-key.ts'
import type { CompileScope } from './expression/evaluate.ts'
import { compileInvariant, type Invariant } from './expression/invariant.ts'
import { valueAt } from '../values/vector.ts'
import { unitBatch } from './batch.ts'
import type { BoundExpression } from '../sql/bound-expression.ts'

/** What a scan needs to know of its keys. */
export interface ScanKeys {
  readonly codec: KeyCodec
  /** Order of each column that bounds may name. */
  readonly orders: readonly KeyOrder[]
  /** Equality on this many columns is a single key; Infinity when it never is. */
  readonly wholeKey: number
}

export type ScanRange = { readonly kind: 'key'; readonly key: Key } | { readonly kind: 'range'; readonly range: KeyRange }

interface CompiledSide {
  readonly value: Invariant
  readonly inclusive: boolean
}

interface CompiledBound {
  readonly equal: readonly Invariant[]
  readonly lower: CompiledSide | null
  readonly upper: CompiledSide | null
}

const wholeTree: readonly ScanRange[] = [{ kind: 'range', range: {} }]

/** A function that gives the ranges for the parameters and slots of the moment. */
export function compileRanges(bounds: readonly ScanBound[] | null, keys: ScanKeys, scope: CompileScope): () => readonly ScanRange[] {
  if (bounds === null) return () => wholeTree
  const compiled = bounds.map(bound => compileBound(bound, scope))
  if (compiled.length === 1) {
    const [only] = compiled
    return () => {
      const range = rangeOf(only, keys)
      return range === null ? [] : [range]
    }
  }
  return () => {
    const ranges: ScanRange[] = []
    for (const bound of compiled) {
      const range = rangeOf(bound, keys)
      if (range !== null) ranges.push(range)
    }
    return ranges.every(range => range.kind === 'key') ? distinctKeys(ranges) : unionRanges(ranges)
  }
}

function compileBound({ equal, lower, upper }: ScanBound, scope: CompileScope): CompiledBound {
  const side = (given: ScanBound['lower']): CompiledSide | null =>
    given === null ? null : { value: boundValue(given.value, scope), inclusive: given.inclusive }
  return { equal: equal.map(value => boundValue(value, scope)), lower: side(lower), upper: side(upper) }
}

function boundValue(expression: BoundExpression, scope: CompileScope): Invariant {
  const invariant = compileInvariant(expression, scope)
  if (invariant !== null) return invariant
  // A subquery as a bound: it reads no input column, so one empty row serves.
  const evaluate = scope.compile(expression)
  return () => valueAt(evaluate(unitBatch), 0)
}

function rangeOf({ equal, lower, upper }: CompiledBound, keys: ScanKeys): ScanRange | null {
  const values: SqlValue[] = []
  for (const invariant of equal) {
    const value = invariant()
    if (value === null) return null
    values.push(value)
  }
  if (values.length === keys.wholeKey) return { kind: 'key', key: keys.codec.encode(values) }
  if (lower === null && upper === null) return { kind: 'range', range: toKeyRange(keys.codec.prefixRange(values)) }
  const low = lower?.value()
  const high = upper?.value()
  if (low === null || high === null) return null
  const range = keys.codec.kind === 'number' ? numberRange(low, lower, high, upper) : binaryRange(values, low, lower, high, upper, keys)
  return range === null ? null : { kind: 'range', range }
}

type Side = CompiledSide | null

function numberRange(low: SqlValue | undefined, lower: Side, high: SqlValue | undefined, upper: Side): KeyRange {
  return {
    ...(low === undefined ? {} : { from: Number(low), fromInclusive: lower?.inclusive ?? true }),
    ...(high === undefined ? {} : { to: Number(high), toInclusive: upper?.inclusive ?? false }),
  }
}

function binaryRange(
  equal: readonly SqlValue[],
  low: SqlValue | undefined,
  lower: Side,
  high: SqlValue | undefined,
  upper: Side,
  keys: ScanKeys,
): KeyRange | null {
  const { codec, orders } = keys
  const { descending, nullsFirst } = orders[equal.length]
  const [first, firstSide, last, lastSide] = descending ? [high, upper, low, lower] : [low, lower, high, upper]
  const prefix = codec.prefixRange(equal)
  // Without a bound on the side where NULLs lie, the range still stops before them.
  const atFirst =
    first === undefined ? (nullsFirst ? codec.prefixRange([...equal, null]).to : prefix.from) : startOf(codec, equal, first, firstSide)
  const atLast =
    last === undefined ? (nullsFirst ? prefix.to : codec.prefixRange([...equal, null]).from) : endOf(codec, equal, last, lastSide)
  if (atFirst === undefined) return null
  if (atLast === undefined) return { from: atFirst }
  return atFirst < atLast ? { from: atFirst, to: atLast } : null
}

/** undefined: nothing comes after. */
function startOf(codec: KeyCodec, equal: readonly SqlValue[], value: SqlValue, side: Side): Key | undefined {
  const range = codec.prefixRange([...equal, value])
  return side?.inclusive === true ? range.from : range.to
}

/** undefined: no end. */
function endOf(codec: KeyCodec, equal: readonly SqlValue[], value: SqlValue, side: Side): Key | undefined {
  const range = codec.prefixRange([...equal, value])
  return side?.inclusive === true ? range.to : range.from
}

const compareKeys = (a: Key, b: Key): number => (a < b ? -1 : a > b ? 1 : 0)

function distinctKeys(ranges: readonly ScanRange[]): ScanRange[] {
  const keys = new Set<Key>()
  for (const range of ranges) if (range.kind === 'key') keys.add(range.key)
  return [...keys].sort(compareKeys).map(key => ({ kind: 'key', key }))
}

/** The union as ascending ranges that do not touch each other's keys. */
function unionRanges(ranges: readonly ScanRange[]): ScanRange[] {
  const plain = ranges.map(range => (range.kind === 'range' ? range.range : { from: range.key, to: range.key, toInclusive: true }))
  plain.sort(compareStarts)
  const merged: KeyRange[] = []
  for (const range of plain) {
    const last = merged.at(-1)
    if (last === undefined || startsAfter(range, last)) merged.push(range)
    else if (endsAfter(range, last)) merged[merged.length - 1] = withEnd(last, range)
  }
  return merged.map(range => ({ kind: 'range', range }))
}

function compareStarts(a: KeyRange, b: KeyRange): number {
  if (a.from === undefined || b.from === undefined) return (a.from === undefined ? 0 : 1) - (b.from === undefined ? 0 : 1)
  return compareKeys(a.from, b.from) || (a.fromInclusive === false ? 1 : 0) - (b.fromInclusive === false ? 1 : 0)
}

function startsAfter(range: KeyRange, last: KeyRange): boolean {
  if (last.to === undefined || range.from === undefined) return false
  const order = compareKeys(range.from, last.to)
  return order > 0 || (order === 0 && last.toInclusive !== true)
}

function endsAfter(range: KeyRange, last: KeyRange): boolean {
  if (last.to === undefined) return false
  if (range.to === undefined) return true
  const order = compareKeys(range.to, last.to)
  return order > 0 || (order === 0 && range.toInclusive === true)
}

function withEnd(range: KeyRange, end: KeyRange): KeyRange {
  return {
    ...(range.from === undefined ? {} : { from: range.from }),
    ...(range.fromInclusive === undefined ? {} : { fromInclusive: range.fromInclusive }),
    ...(end.to === undefined ? {} : { to: end.to }),
    ...(end.toInclusive === undefined ? {} : { toInclusive: end.toInclusive }),
  }
}
