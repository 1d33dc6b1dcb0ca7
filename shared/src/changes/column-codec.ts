// One column of a run of row changes as bytes: u8 packing, then the values.
//
// 0 mixed   one cell after the other (base/cell-codec.ts)
// 1 integer zig-zag varints: every value is a plain integer
// 2 text    varint byte length and UTF-8, one after the other
// 3 same    one cell that all rows share (NULL columns of a bulk insert, one SET for many rows)

import type { BytesWriter } from '../base/bytes-writer.ts'
import { writeCell, writeCells } from '../base/cell-codec.ts'
import type { Cell } from '../base/cell.ts'

export const packings = { mixed: 0, integer: 1, text: 2, same: 3 } as const
type Packing = (typeof packings)[keyof typeof packings]

/** Mirror of `readColumn` (column-reader.ts). */
export function writeColumn(writer: BytesWriter, values: readonly Cell[]): void {
  const packing = choosePacking(values)
  writer.u8(packing)
  if (packing === packings.same) return writeCell(writer, values[0])
  if (packing === packings.mixed) return writeCells(writer, values)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value === 'number') writer.signedVarint(value)
    else if (typeof value === 'string') writer.text(value)
  }
}

function choosePacking(values: readonly Cell[]): Packing {
  const first = values[0]
  if (values.length === 1) return packings.mixed
  let allSame = typeof first !== 'object' || first === null
  let allIntegers = true
  let allText = true
  for (const value of values) {
    if (allSame && !Object.is(value, first)) allSame = false
    if (allIntegers && !(typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 52 && !Object.is(value, -0)))
      allIntegers = false
    if (allText && typeof value !== 'string') allText = false
    if (!allSame && !allIntegers && !allText) return packings.mixed
  }
  return allSame ? packings.same : allIntegers ? packings.integer : packings.text
}
