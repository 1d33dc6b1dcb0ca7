// A run of doubles, bit-exact but for the payload of NaN. Whole numbers and decimals with few digits after the point are
// packed as integers; the smallest power of ten that gives back every item exactly is taken.
//
// mode u8: 0..4 = integers (integer-codec.ts) divided by 10^mode · 5 = raw 8-byte floats

import type { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import { integerBound, readIntegers, writeIntegers, type NumberArray, type NumberTarget } from './integer-codec.ts'

const powers = [1, 10, 100, 1000, 10_000] as const
const rawMode = 5

/** Mirror of `readNumbers`. */
export function writeNumbers(writer: BytesWriter, items: NumberArray, count: number): void {
  // One array type for the loops below. Integers of an 'i32' column need no look at their fractions.
  const doubles = items instanceof Float64Array ? items : Float64Array.from(items)
  const mode = items instanceof Int32Array ? 0 : scaleOf(doubles, count)
  writer.u8(mode)
  if (mode === rawMode) writeFloats(writer, doubles, count)
  else if (mode === 0) writeIntegers(writer, doubles, count)
  else {
    const power = powers[mode]
    const scaled = new Float64Array(count)
    // Adding 0 turns a rounded -0 into 0.
    for (let i = 0; i < count; i++) scaled[i] = Math.round(doubles[i] * power) + 0
    writeIntegers(writer, scaled, count)
  }
}

function scaleOf(items: Float64Array, count: number): number {
  let mode = 0
  for (let i = 0; i < count; i++) {
    const item = items[i]
    if (item === 0 && 1 / item < 0) return rawMode
    while (!isExact(item, powers[mode])) if (++mode === rawMode) return rawMode
  }
  // A later item may need a greater power, under which an earlier one is no longer exact.
  if (mode > 0) for (let i = 0; i < count; i++) if (!isExact(items[i], powers[mode])) return rawMode
  return mode
}

function isExact(item: number, power: number): boolean {
  const scaled = Math.round(item * power)
  return scaled / power === item && scaled < integerBound && scaled > -integerBound
}

function writeFloats(writer: BytesWriter, items: Float64Array, count: number): void {
  const view = new DataView(new ArrayBuffer(8 * count))
  // A NaN has one form, or equal rows would not give equal pages.
  for (let i = 0; i < count; i++) {
    const item = items[i]
    if (item === item) view.setFloat64(8 * i, item, true)
    else view.setUint32(8 * i + 4, 0x7ff8_0000, true)
  }
  writer.raw(new Uint8Array(view.buffer))
}

/** Fills the first `count` items of `target`. */
export function readNumbers(reader: BytesReader, target: NumberTarget, count: number): void {
  const mode = reader.u8()
  if (mode === rawMode) {
    readFloats(reader, target, count)
    return
  }
  if (mode > rawMode) throw reader.fail(`unknown number packing ${mode}`)
  if (mode > 0 && target instanceof Int32Array) throw reader.fail('fractions in an integer column')
  readIntegers(reader, target, count)
  if (mode > 0) for (let i = 0, power = powers[mode]; i < count; i++) target[i] /= power
}

function readFloats(reader: BytesReader, target: NumberTarget, count: number): void {
  if (target instanceof Int32Array) throw reader.fail('floats in an integer column')
  const bytes = reader.raw(8 * count)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  for (let i = 0; i < count; i++) target[i] = view.getFloat64(8 * i, true)
}
