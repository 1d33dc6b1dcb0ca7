// A run: consecutive row changes of one kind, one table and the same columns, written column by column.
//
// u8 kind (0 insert, 1 update, 2 delete, 3 upsert) + 8 when updates carry `seen` stamps · varint table · varint rows - 1
// columns   varint count, then column ids as ascending-or-not zig-zag differences (upsert: twice, insert then update)
// keys      u8 0: all integers, zig-zag differences · 1: one key after the other
// ordinals  insert, upsert: zig-zag differences
// births    update, delete: varint 0 any · 1 list: count, then births · 2.. life number + 2, then ordinal as a difference
// must      delete: u8 per row
// seen      per row: varint count, then column id and stamp
// cells     per column: u8 packing (0 one cell after the other · 1 all integers · 2 all text · 3 all the same cell), then the values

import { assert } from '../base/assert.ts'
import type { ColumnId } from '../base/brand.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import { writeKey } from '../base/cell-codec.ts'
import type { Cell } from '../base/cell.ts'
import type { Birth } from '../base/stamp.ts'
import type { DictionaryWriter } from './change-dictionary.ts'
import { writeColumn } from './column-codec.ts'
import { sameColumns, type ChangedCells } from './changed-cells.ts'
import type { RowChange } from './row-change.ts'

export const runKinds = ['insert', 'update', 'delete', 'upsert'] as const
export const seenFlag = 8
export const noCells: ChangedCells = { columns: [], values: [] }

/** Sets of cells in the order they are written: an upsert has two, a delete none. */
export function setCount(kind: RowChange['kind']): number {
  return kind === 'delete' ? 0 : kind === 'upsert' ? 2 : 1
}

function cellSet(change: RowChange, set: number): ChangedCells {
  if (change.kind === 'delete') return noCells
  if (change.kind !== 'upsert') return change.cells
  return set === 0 ? change.insert : change.update
}

function hasSeen(change: RowChange): boolean {
  return change.kind === 'update' && change.seen !== undefined
}

/** Index after the last change that can be written in one run with the change at `start`. */
export function runEnd(rows: readonly RowChange[], start: number): number {
  const first = rows[start]
  const { kind, table } = first
  const shared = first.kind === 'update' && first.seen === undefined ? first.cells.columns : null
  let end = start + 1
  while (end < rows.length) {
    const next = rows[end]
    if (next.kind !== kind || next.table !== table) break
    // Updates of one statement share one list.
    const isAlike = next.kind === 'update' && next.cells.columns === shared && next.seen === undefined
    if (!isAlike && (hasSeen(next) !== hasSeen(first) || !changesSameColumns(first, next))) break
    end++
  }
  return end
}

function changesSameColumns(a: RowChange, b: RowChange): boolean {
  for (let set = setCount(a.kind) - 1; set >= 0; set--) if (!sameColumns(cellSet(a, set).columns, cellSet(b, set).columns)) return false
  return true
}

/** Writes `rows[start..end)`, which `runEnd` found to be one run. Mirror of `readRun` (row-run-reader.ts). */
export function writeRun(writer: BytesWriter, dictionary: DictionaryWriter, rows: readonly RowChange[], start: number, end: number): void {
  const run = start === 0 && end === rows.length ? rows : rows.slice(start, end)
  const first = run[0]
  const withSeen = hasSeen(first)
  writer.u8(runKinds.indexOf(first.kind) + (withSeen ? seenFlag : 0))
  writer.varint(first.table)
  writer.varint(run.length - 1)
  const sets = setCount(first.kind)
  for (let set = 0; set < sets; set++) writeColumnIds(writer, cellSet(first, set).columns)
  writeKeys(writer, run)
  if (first.kind === 'insert' || first.kind === 'upsert') writeOrdinals(writer, run)
  else writeBirths(writer, dictionary, run)
  if (first.kind === 'delete') for (const change of run) writer.u8(change.kind === 'delete' && change.must ? 1 : 0)
  if (withSeen) for (const change of run) writeSeen(writer, dictionary, change)
  for (let set = 0; set < sets; set++)
    for (let column = 0; column < cellSet(first, set).columns.length; column++) writeColumn(writer, columnOf(run, set, column))
}

function columnOf(run: readonly RowChange[], set: number, column: number): readonly Cell[] {
  const values: Cell[] = []
  for (let i = 0; i < run.length; i++) {
    const change = run[i]
    values.push((change.kind === 'update' ? change.cells : cellSet(change, set)).values[column])
  }
  return values
}

function writeColumnIds(writer: BytesWriter, columns: readonly ColumnId[]): void {
  writer.varint(columns.length)
  let previous = 0
  for (const column of columns) {
    writer.signedVarint(column - previous)
    previous = column
  }
}

/** Differences of integers stay exact within this. */
const exactSpan = 2 ** 51

function writeKeys(writer: BytesWriter, run: readonly RowChange[]): void {
  const integers = integerKeys(run)
  writer.u8(integers === null ? 1 : 0)
  if (integers !== null) writer.signedDifferences(integers)
  else for (const { key } of run) writeKey(writer, key)
}

/** null: not all of them are integers. */
function integerKeys(run: readonly RowChange[]): readonly number[] | null {
  const keys: number[] = []
  for (let i = 0; i < run.length; i++) {
    const { key } = run[i]
    if (typeof key !== 'number' || key % 1 !== 0 || key >= exactSpan || key <= -exactSpan || Object.is(key, -0)) return null
    keys.push(key)
  }
  return keys
}

function writeOrdinals(writer: BytesWriter, run: readonly RowChange[]): void {
  let previous = 0
  for (const change of run) {
    assert(change.kind === 'insert' || change.kind === 'upsert', 'only inserts and upserts have ordinals')
    writer.signedVarint(change.ordinal - previous)
    previous = change.ordinal
  }
}

function writeBirths(writer: BytesWriter, dictionary: DictionaryWriter, run: readonly RowChange[]): void {
  let previous = 0
  let lastNumber = 0
  const one = (birth: Birth): void => {
    lastNumber = dictionary.life(birth, 2)
    writer.signedVarint(birth.ordinal - previous)
    previous = birth.ordinal
  }
  for (let i = 0; i < run.length;) {
    const change = run[i++]
    assert(change.kind === 'update' || change.kind === 'delete', 'only updates and deletes name births')
    const seen = change.birth
    if (seen === 'any') writer.varint(0)
    else if (isBirthList(seen)) {
      writer.varint(1)
      writer.varint(seen.length)
      for (const birth of seen) one(birth)
    } else {
      one(seen)
      // Rows that came together share their birth: the same number again, and no difference of ordinals.
      const same = sameBirthsFrom(run, i, seen)
      if (lastNumber < 0x80) writer.repeatedPair(lastNumber, 0, same)
      else
        for (let n = 0; n < same; n++) {
          writer.varint(lastNumber)
          writer.varint(0)
        }
      i += same
    }
  }
}

/** How many changes from `start` on saw this very birth. */
function sameBirthsFrom(run: readonly RowChange[], start: number, birth: Birth): number {
  let end = start
  while (end < run.length) {
    const change = run[end]
    if (change.kind !== 'update' && change.kind !== 'delete') break
    if (change.birth !== birth) break
    end++
  }
  return end - start
}

function isBirthList(seen: Birth | readonly Birth[]): seen is readonly Birth[] {
  return Array.isArray(seen)
}

function writeSeen(writer: BytesWriter, dictionary: DictionaryWriter, change: RowChange): void {
  assert(change.kind === 'update' && change.seen, 'only updates carry seen stamps')
  writer.varint(change.seen.size)
  for (const [column, stamp] of change.seen) {
    writer.varint(column)
    dictionary.stamp(stamp)
  }
}
