// A run of integers, packed: a frame of reference (base + bytes of equal width) or the same over the differences of
// neighbours, whichever is smaller; equal sizes take the frame. Constant and evenly rising runs take no bytes an item.
//
// mode u8: low 3 bits = bytes an item (0..7), bit 3 = differences
// base zig-zag varint; with differences: first item, then smallest difference, and count - 1 items

import { assert } from '../base/assert.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'

/** Integers of this magnitude and above are written by number-codec.ts as floats. */
export const integerBound = 2 ** 51

export type NumberArray = Int32Array | Float64Array | readonly number[]
export type NumberTarget = Int32Array | Float64Array

const differencesFlag = 8

/** Mirror of `readIntegers`. Items are integers below `integerBound` in magnitude, not -0. */
export function writeIntegers(writer: BytesWriter, items: NumberArray, count: number): void {
  if (count > 0) writeRun(writer, items instanceof Float64Array ? items : Float64Array.from(items), count)
}

/** One array type, so that the loops stay monomorphic. */
function writeRun(writer: BytesWriter, items: Float64Array, count: number): void {
  let min = items[0]
  let max = min
  let minStep = Infinity
  let maxStep = -Infinity
  let last = min
  for (let i = 1; i < count; i++) {
    const item = items[i]
    const step = item - last
    if (item < min) min = item
    if (item > max) max = item
    if (step < minStep) minStep = step
    if (step > maxStep) maxStep = step
    last = item
  }
  assert(min > -integerBound && max < integerBound, 'integers to pack are below 2^51')
  const width = bytesFor(max - min)
  const frameSize = varintBytes(min) + count * width
  const stepWidth = count < 2 ? 7 : bytesFor(maxStep - minStep)
  if (count > 1 && varintBytes(items[0]) + varintBytes(minStep) + (count - 1) * stepWidth < frameSize) {
    writer.u8(differencesFlag | stepWidth)
    writer.signedVarint(items[0])
    writer.signedVarint(minStep)
    if (stepWidth === 0) return
    const steps = new Float64Array(count - 1)
    for (let i = 1; i < count; i++) steps[i - 1] = items[i] - items[i - 1]
    pack(writer, steps, { count: count - 1, base: minStep, width: stepWidth })
  } else {
    writer.u8(width)
    writer.signedVarint(min)
    if (width > 0) pack(writer, items, { count, base: min, width })
  }
}

function bytesFor(range: number): number {
  if (range < 0x1_0000_0000) return range < 1 ? 0 : range < 0x100 ? 1 : range < 0x1_0000 ? 2 : range < 0x100_0000 ? 3 : 4
  return range < 2 ** 40 ? 5 : range < 2 ** 48 ? 6 : 7
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value >= 0 ? value * 2 : -value * 2 - 1; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++
  return bytes
}

function pack(writer: BytesWriter, items: Float64Array, run: { count: number; base: number; width: number }): void {
  const { count, base, width } = run
  const bytes = new Uint8Array(count * width)
  if (width === 1) for (let i = 0; i < count; i++) bytes[i] = items[i] - base
  else if (width === 2) {
    for (let i = 0, at = 0; i < count; i++, at += 2) {
      const item = items[i] - base
      bytes[at] = item
      bytes[at + 1] = item >>> 8
    }
  } else packWide(bytes, items, run)
  writer.raw(bytes)
}

function packWide(bytes: Uint8Array, items: Float64Array, run: { count: number; base: number; width: number }): void {
  const { count, base, width } = run
  for (let i = 0, at = 0; i < count; i++, at += width) {
    const item = items[i] - base
    const low = item >>> 0
    bytes[at] = low
    bytes[at + 1] = low >>> 8
    bytes[at + 2] = low >>> 16
    if (width === 3) continue
    bytes[at + 3] = low >>> 24
    let high = Math.floor(item / 0x1_0000_0000)
    for (let j = 4; j < width; j++, high >>>= 8) bytes[at + j] = high
  }
}

/** Fills the first `count` items of `target`; each must be exact in it. */
export function readIntegers(reader: BytesReader, target: NumberTarget, count: number): void {
  if (count === 0) return
  const mode = reader.u8()
  if (mode > 15) throw reader.fail(`unknown integer packing ${mode}`)
  const width = mode & 7
  if ((mode & differencesFlag) === 0) unpackFrame(reader, target, { count, width, base: reader.signedVarint() })
  else unpackDifferences(reader, target, { count, width, first: reader.signedVarint(), minStep: reader.signedVarint() })
}

function unpackFrame(reader: BytesReader, target: NumberTarget, run: { count: number; width: number; base: number }): void {
  const { count, width, base } = run
  const bytes = reader.raw(count * width)
  for (let i = 0, at = 0; i < count; i++, at += width) {
    const item = base + unpackItem(bytes, at, width)
    target[i] = item
    if (target[i] !== item || item > Number.MAX_SAFE_INTEGER) throw reader.fail(`the integer ${item}, out of range`)
  }
}

function unpackDifferences(
  reader: BytesReader,
  target: NumberTarget,
  run: { count: number; width: number; first: number; minStep: number },
): void {
  const { count, width, first, minStep } = run
  const bytes = reader.raw((count - 1) * width)
  let item = first
  for (let i = 0, at = 0; ; at += width) {
    target[i] = item
    if (target[i] !== item || item > Number.MAX_SAFE_INTEGER || item < Number.MIN_SAFE_INTEGER)
      throw reader.fail(`the integer ${item}, out of range`)
    if (++i === count) return
    item += minStep + unpackItem(bytes, at, width)
  }
}

function unpackItem(bytes: Uint8Array, at: number, width: number): number {
  switch (width) {
    case 0:
      return 0
    case 1:
      return bytes[at]
    case 2:
      return bytes[at] | (bytes[at + 1] << 8)
    case 3:
      return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)
    default: {
      const low = (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0
      let high = 0
      for (let j = width - 1; j >= 4; j--) high = high * 256 + bytes[at + j]
      return high * 0x1_0000_0000 + low
    }
  }
}
