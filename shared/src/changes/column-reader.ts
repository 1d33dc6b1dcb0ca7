// Reads what column-codec.ts wrote: the values of one column of a run of row changes. Part of recovery.

import type { BytesReader } from '../base/bytes-reader.ts'
import { readCell } from '../base/cell-codec.ts'
import type { Cell } from '../base/cell.ts'
import { packings } from './column-codec.ts'

/** Mirror of `writeColumn`: `count` values. */
export function readColumn(reader: BytesReader, count: number): readonly Cell[] {
  const packing = reader.u8()
  const values: Cell[] = []
  switch (packing) {
    case packings.mixed:
      for (let i = 0; i < count; i++) values.push(readCell(reader))
      return values
    case packings.integer:
      for (let i = 0; i < count; i++) values.push(reader.signedVarint())
      return values
    case packings.text:
      for (let i = 0; i < count; i++) values.push(reader.text())
      return values
    case packings.same: {
      const value = readCell(reader)
      for (let i = 0; i < count; i++) values.push(value)
      return values
    }
    default:
      throw reader.fail(`unknown packing ${packing} of a column`)
  }
}
