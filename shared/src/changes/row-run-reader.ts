// Reads what row-run-codec.ts wrote: one run of row changes. Part of recovery, as everything that reads a log.

import { asColumnId, asTableId, type ColumnId, type TableId } from '../base/brand.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import { readKey } from '../base/cell-codec.ts'
import type { Key } from '../base/cell.ts'
import type { Birth, Stamp } from '../base/stamp.ts'
import type { ChangedCells } from './changed-cells.ts'
import { readColumn } from './column-reader.ts'
import type { DictionaryReader } from './dictionary-reader.ts'
import type { RowChange, SeenBirth } from './row-change.ts'
import { noCells, runKinds, seenFlag, setCount } from './row-run-codec.ts'

/** Cells that the rest of a change set may still have. */
export interface CellBudget {
  cells: number
}

/** Appends the changes of one run to `rows`. Mirror of `writeRun`. */
export function readRun(reader: BytesReader, dictionary: DictionaryReader, rows: RowChange[], budget: CellBudget): void {
  const head = reader.u8()
  const kind = runKinds[head & ~seenFlag]
  const withSeen = (head & seenFlag) !== 0
  if (kind === undefined || (withSeen && kind !== 'update')) throw reader.fail(`unknown kind ${head} of row changes`)
  const table = asTableId(reader.varint())
  const count = reader.count() + 1
  const sets: ColumnId[][] = []
  for (let left = setCount(kind); left > 0; left--) sets.push(readColumnIds(reader))
  budget.cells -= count * sets.reduce((sum, columns) => sum + columns.length, 0)
  if (budget.cells < 0) throw reader.fail('more cells than a change set may have')
  const keys = readKeys(reader, count)
  const ordinals = kind === 'insert' || kind === 'upsert' ? readOrdinals(reader, count) : []
  const births = kind === 'update' || kind === 'delete' ? readBirths(reader, dictionary, count) : []
  const musts = kind === 'delete' ? keys.map(() => readMust(reader)) : []
  const seen = withSeen ? keys.map(() => readSeen(reader, dictionary)) : []
  const cells = sets.map(columns => readCells(reader, columns, count))
  for (let i = 0; i < count; i++) {
    const key = keys[i]
    if (kind === 'insert') rows.push({ kind, table, key, cells: cells[0][i], ordinal: ordinals[i] })
    else if (kind === 'delete') rows.push({ kind, table, key, birth: births[i], must: musts[i] })
    else if (kind === 'upsert') rows.push({ kind, table, key, ordinal: ordinals[i], insert: cells[0][i], update: cells[1][i] })
    else rows.push(makeUpdate({ table, key, birth: births[i], cells: cells[0][i] }, seen[i]))
  }
}

function makeUpdate(
  fields: { table: TableId; key: Key; birth: SeenBirth; cells: ChangedCells },
  seen: ReadonlyMap<ColumnId, Stamp> | undefined,
): RowChange {
  return seen === undefined ? { kind: 'update', ...fields } : { kind: 'update', ...fields, seen }
}

function readColumnIds(reader: BytesReader): ColumnId[] {
  const columns: ColumnId[] = []
  const seen = new Set<number>()
  let previous = 0
  for (let left = reader.count(); left > 0; left--) {
    previous += reader.signedVarint()
    if (previous < 0 || !Number.isSafeInteger(previous) || seen.has(previous)) throw reader.fail('a repeated or impossible column id')
    seen.add(previous)
    columns.push(asColumnId(previous))
  }
  return columns
}

function readKeys(reader: BytesReader, count: number): Key[] {
  const packing = reader.u8()
  if (packing > 1) throw reader.fail(`unknown packing ${packing} of keys`)
  // The count was checked against the bytes that are left, so a hostile one cannot make us allocate.
  const keys: Key[] = []
  let previous = 0
  for (let i = 0; i < count; i++) {
    if (packing === 1) keys.push(readKey(reader))
    else {
      previous += reader.signedVarint()
      keys.push(previous)
    }
  }
  return keys
}

function readOrdinal(reader: BytesReader, previous: number): number {
  const ordinal = previous + reader.signedVarint()
  if (ordinal < 0 || !Number.isSafeInteger(ordinal)) throw reader.fail('an impossible ordinal')
  return ordinal
}

function readOrdinals(reader: BytesReader, count: number): number[] {
  const ordinals: number[] = []
  let previous = 0
  for (let i = 0; i < count; i++) {
    previous = readOrdinal(reader, previous)
    ordinals.push(previous)
  }
  return ordinals
}

function readBirths(reader: BytesReader, dictionary: DictionaryReader, count: number): SeenBirth[] {
  const births: SeenBirth[] = []
  let ordinal = 0
  const one = (number: number): Birth => {
    if (number < 2) throw reader.fail('a birth inside a list that is no birth')
    const life = dictionary.life(number - 2)
    ordinal = readOrdinal(reader, ordinal)
    return { hlc: life.hlc, origin: life.origin, seq: life.seq, ordinal }
  }
  for (let i = 0; i < count; i++) {
    const head = reader.varint()
    if (head === 0) births.push('any')
    else if (head > 1) births.push(one(head))
    else {
      const list: Birth[] = []
      for (let left = reader.count(2); left > 0; left--) list.push(one(reader.varint()))
      births.push(list)
    }
  }
  return births
}

function readMust(reader: BytesReader): boolean {
  const flag = reader.u8()
  if (flag > 1) throw reader.fail('a flag above 1')
  return flag === 1
}

function readSeen(reader: BytesReader, dictionary: DictionaryReader): ReadonlyMap<ColumnId, Stamp> {
  const seen = new Map<ColumnId, Stamp>()
  for (let left = reader.count(2); left > 0; left--) {
    const column = asColumnId(reader.varint())
    seen.set(column, dictionary.stamp())
  }
  return seen
}

function readCells(reader: BytesReader, columns: readonly ColumnId[], count: number): readonly ChangedCells[] {
  if (columns.length === 0) return Array.from({ length: count }, () => noCells)
  const rows: ChangedCells[] = []
  const byColumn = columns.map(() => readColumn(reader, count))
  for (let i = 0; i < count; i++) rows.push({ columns, values: byColumn.map(values => values[i]) })
  return rows
}
