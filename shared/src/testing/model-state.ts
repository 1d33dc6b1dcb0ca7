// A branch's state as the smallest thing that keeps every merge rule: one table of three columns (key, a, b), b unique,
// a at most 100. Used by the model replica and the model acceptor; every change goes through sync/merge-row.ts.

import { asColumnId, asTableId, type ColumnId } from '../base/brand.ts'
import type { Cell } from '../base/cell.ts'
import { compareHlc, maxHlc, printHlc, type Hlc } from '../base/hlc.ts'
import type { Birth, Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../base/stored-row.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { RowChange } from '../changes/row-change.ts'
import type { Judgement } from '../sync/decide.ts'
import { stampOfRecord, type LogRecord } from '../sync/log-record.ts'
import { applyRowChange, type ChangeSetStamp, type RowShape } from '../sync/merge-row.ts'
import { OriginTable } from '../sync/origin-table.ts'
import { positionAfter, startOf, type Position } from '../sync/position.ts'

export const modelTable = asTableId(1)
export const columnKey = asColumnId(1)
export const columnA = asColumnId(2)
export const columnB = asColumnId(3)
const shape: RowShape = { position: (column: ColumnId) => (column <= 3 ? column - 1 : -1), missing: [null, null, null] }
const greatestA = 100

export type ModelRows = Map<number, StoredRow>

export interface ModelState {
  readonly rows: ModelRows
  readonly origins: OriginTable
  position: Position
}

export function emptyModelState(): ModelState {
  return { rows: new Map(), origins: new OriginTable(), position: startOf('main') }
}

export function copyModelState(state: ModelState): ModelState {
  return { rows: new Map(state.rows), origins: state.origins.copy(), position: state.position }
}

/** Applies rows in place; answers how many cells lost, or the first change that made no sense to the acceptor. */
export function applyRows(
  rows: ModelRows,
  changes: readonly RowChange[],
  stamp: ChangeSetStamp,
): { lostCells: number; wrong: string | null } {
  let lostCells = 0
  let wrong: string | null = null
  for (const change of changes) {
    const key = Number(change.key)
    const { row, effect, lost } = applyRowChange(rows.get(key) ?? null, change, stamp, shape)
    if (row === null) rows.delete(key)
    else rows.set(key, row)
    lostCells += lost.length
    if (effect === 'occupied') wrong ??= '23505'
    if (effect === 'gone' && change.kind === 'delete' && change.must) wrong ??= '40001'
  }
  return { lostCells, wrong }
}

export function applyRecordToModel(state: ModelState, record: LogRecord): void {
  if (record.verdict.kind === 'accepted') applyRows(state.rows, record.changeSet.rows, stampOfRecord(record))
  state.origins.record(record)
  state.position = positionAfter(state.position, record)
}

/** R16: constraints on the merged result. */
export function judgeModel(rows: ModelRows, changeSet: ChangeSet, stamp: ChangeSetStamp): Judgement {
  const trial = new Map(rows)
  const { lostCells, wrong } = applyRows(trial, changeSet.rows, stamp)
  if (wrong !== null) return { kind: 'reject', sqlState: wrong, message: 'the key is taken or the row was moved', constraint: 'pkey' }
  const claimed = new Set<Cell>()
  for (const { cells } of trial.values()) {
    const [, a, b] = cells
    if (typeof a === 'number' && a > greatestA)
      return { kind: 'reject', sqlState: '23514', message: 'a is too large', constraint: 'a_check' }
    if (b !== null && claimed.has(b)) return { kind: 'reject', sqlState: '23505', message: 'b is taken', constraint: 'b_key' }
    claimed.add(b)
  }
  return { kind: 'accept', lostCells, changeSet }
}

/** Position and rows with all their stamps, as text: equal states give equal text. Origins are compared apart. */
export function digestOf(state: ModelState): string {
  const rows = [...state.rows].sort((a, b) => a[0] - b[0]).map(([key, row]) => `${key}:${digestRow(row)}`)
  return `${state.position.lsn}|${rows.join(';')}`
}

function digestRow({ cells, birth, cellStamps }: StoredRow): string {
  const stamps = [...(cellStamps ?? [])].sort((a, b) => a[0] - b[0]).map(([position, stamp]) => `${position}@${digestStamp(stamp)}`)
  return `${cells.join(',')}^${birth === null ? '' : `${digestStamp(birth)}#${birth.seq}.${birth.ordinal}`}^${stamps.join(',')}`
}

function digestStamp(stamp: Stamp | Birth): string {
  return `${printHlc(stamp.hlc)}/${stamp.origin}`
}

/** Greatest stamp of anything in the rows. */
export function greatestHlc(rows: ModelRows, atLeast: Hlc): Hlc {
  let greatest = atLeast
  for (const { birth, cellStamps } of rows.values()) {
    if (birth !== null) greatest = maxHlc(greatest, birth.hlc)
    for (const stamp of cellStamps?.values() ?? []) if (compareHlc(stamp.hlc, greatest) > 0) greatest = stamp.hlc
  }
  return greatest
}
