// A change set travels whole: in one message, in one log segment. One that could not arrive anywhere must not be committed, for it would
// stop everything behind it. Checked before the commit, by the logs that are shared.

import { SqlError } from '../base/errors.ts'
import { changeSetMaxBytes, changeSetMaxCells } from '../base/limits.ts'
import type { ChangedCells } from '../changes/changed-cells.ts'
import type { RowChange } from '../changes/row-change.ts'

/** Key, birth, kind and a number or two: more than they take. */
const bytesPerRow = 64
const bytesPerCell = 12

/** 54000 for a transaction whose rows do not fit into one message. */
export function requireShippable(rows: readonly RowChange[]): void {
  const cells = countCells(rows)
  // The quick look is far too high for most; the exact one is made when it matters.
  const fits = bytesOf(rows, text => text.length * 3) <= changeSetMaxBytes || bytesOf(rows, utf8Bytes) <= changeSetMaxBytes
  if (fits && cells <= changeSetMaxCells) return
  throw new SqlError('54000', `the transaction changes ${rows.length} rows, more than one change set can carry to other devices`, {
    hint: `Split it: a change set holds ${changeSetMaxBytes / 1024 / 1024} MB.`,
  })
}

function countCells(rows: readonly RowChange[]): number {
  let cells = 0
  for (const change of rows) for (const { values } of cellsOf(change)) cells += values.length
  return cells
}

function bytesOf(rows: readonly RowChange[], textBytes: (text: string) => number): number {
  let bytes = 0
  for (const change of rows) {
    bytes += bytesPerRow
    for (const { values } of cellsOf(change))
      for (const value of values) {
        bytes += bytesPerCell
        if (typeof value === 'string') bytes += textBytes(value)
        else if (value instanceof Uint8Array) bytes += value.length
      }
  }
  return bytes
}

function cellsOf(change: RowChange): readonly ChangedCells[] {
  if (change.kind === 'delete') return none
  return change.kind === 'upsert' ? [change.insert, change.update] : [change.cells]
}

const none: readonly ChangedCells[] = []

function utf8Bytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // A half of a surrogate pair is two bytes of four.
    if (unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff)) bytes += 2
    else if (unit > 0x7f) bytes++
  }
  return bytes
}
