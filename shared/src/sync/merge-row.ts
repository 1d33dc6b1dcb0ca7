// The only way a row changes (merge-rules R9, R10, R14): pure, called by the acceptor's trial, by `confirmed` when a
// record arrives, by the fold of the outbox and by recovery. Same row + same change + same stamp = same row, everywhere.
// Canonical stamps: a cell keeps a stamp of its own exactly when it differs from the row's.

import { unreachable } from '../base/assert.ts'
import { asOriginId, type ColumnId, type OriginId } from '../base/brand.ts'
import type { Cell } from '../base/cell.ts'
import { notSupported } from '../base/errors.ts'
import type { Hlc } from '../base/hlc.ts'
import { compareStamps, sameBirth, sameStamp, type Birth, type Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../base/stored-row.ts'
import type { ChangedCells } from '../changes/changed-cells.ts'
import type { RowChange, SeenBirth } from '../changes/row-change.ts'

/** Identity and stamp of the change set that a change belongs to. One object per change set: rows share it as their stamp. */
export interface ChangeSetStamp extends Stamp {
  readonly hlc: Hlc
  readonly origin: OriginId
  readonly seq: number
}

/** What the merge must know of a table. */
export interface RowShape {
  /** Position of a column in a stored row; -1 when the table has no such column (any more). */
  position(column: ColumnId): number
  /** One cell per position: what a column holds that an insert does not carry. */
  readonly missing: readonly Cell[]
}

export type MergeEffect =
  /** Everything the change says is in the row now. */
  | 'applied'
  /** Some cells lost to newer ones. */
  | 'partly'
  /** All cells lost to newer ones. */
  | 'lost'
  /** The life that the change names is over (or never was): no effect. */
  | 'gone'
  /** An insert met a row of another life: the greater insert stamp is the visible row. The acceptor rejects this (23505). */
  | 'occupied'

export interface MergeResult {
  /** The row after the change, or null when there is none. Never the argument changed. */
  readonly row: StoredRow | null
  readonly effect: MergeEffect
  /** Columns of the change whose values did not get in. */
  readonly lost: readonly ColumnId[]
}

const none: readonly ColumnId[] = Object.freeze([])

/** Applies one change to the row under its key (null: there is none). */
export function applyRowChange(row: StoredRow | null, change: RowChange, from: ChangeSetStamp, shape: RowShape): MergeResult {
  switch (change.kind) {
    case 'insert':
      return applyInsert(row, change, from, shape)
    case 'update':
      return row !== null && sawBirth(change.birth, row.birth)
        ? mergeCells(row, change.cells, from, shape)
        : { row, effect: 'gone', lost: change.cells.columns }
    case 'delete':
      return row !== null && sawBirth(change.birth, row.birth)
        ? { row: null, effect: 'applied', lost: none }
        : { row, effect: 'gone', lost: none }
    case 'upsert':
      throw notSupported('upsert row changes before the acceptor resolved them')
    default:
      return unreachable(change)
  }
}

/** Does a change that names `seen` mean the life `birth`? */
export function sawBirth(seen: SeenBirth, birth: Birth | null): boolean {
  if (seen === 'any') return true
  if (birth === null) return false
  if (isBirthList(seen)) return seen.some(one => sameBirth(one, birth))
  return sameBirth(seen, birth)
}

function isBirthList(seen: Birth | readonly Birth[]): seen is readonly Birth[] {
  return Array.isArray(seen)
}

function applyInsert(
  row: StoredRow | null,
  change: Extract<RowChange, { kind: 'insert' }>,
  from: ChangeSetStamp,
  shape: RowShape,
): MergeResult {
  const cells = shape.missing.slice()
  const unknown: ColumnId[] = []
  const { columns, values } = change.cells
  for (let i = 0; i < columns.length; i++) {
    const position = shape.position(columns[i])
    if (position < 0) unknown.push(columns[i])
    else cells[position] = values[i]
  }
  const birth: Birth = { hlc: from.hlc, origin: from.origin, seq: from.seq, ordinal: change.ordinal }
  if (row === null) return { row: { cells, birth, cellStamps: null }, effect: 'applied', lost: unknown }
  if (row.birth !== null && compareStamps(row.birth, birth) >= 0) return { row, effect: 'occupied', lost: change.cells.columns }
  return { row: { cells, birth, cellStamps: null }, effect: 'occupied', lost: unknown }
}

function mergeCells(row: StoredRow, changes: ChangedCells, from: ChangeSetStamp, shape: RowShape): MergeResult {
  const cells = row.cells.slice()
  let stamps: Map<number, Stamp> | null = null
  let lost: ColumnId[] | null = null
  let won = 0
  const { columns, values } = changes
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]
    const position = shape.position(column)
    // R2: an equal stamp is the same change set, whose later statement wins.
    if (position < 0 || compareStamps(stampOfCell(row, position), from) > 0) {
      lost ??= []
      lost.push(column)
      continue
    }
    won++
    cells[position] = values[i]
    stamps ??= new Map(row.cellStamps)
    if (row.birth !== null && sameStamp(row.birth, from)) stamps.delete(position)
    else stamps.set(position, from)
  }
  if (won === 0) return { row, effect: lost === null ? 'applied' : 'lost', lost: lost ?? none }
  const cellStamps = stamps === null || stamps.size === 0 || row.birth === null ? null : stamps
  return { row: { cells, birth: row.birth, cellStamps }, effect: lost === null ? 'applied' : 'partly', lost: lost ?? none }
}

/** The stamp of the write that a cell's value comes from. */
export function stampOfCell(row: StoredRow, position: number): Stamp {
  return row.cellStamps?.get(position) ?? row.birth ?? unstamped
}

const unstamped: Stamp = Object.freeze({ hlc: Object.freeze({ ms: 0, counter: 0 }), origin: asOriginId('') })
