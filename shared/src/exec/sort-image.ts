// Numbers that sort as values do: the radix sort of sort-rows.ts works on these instead of on values.

import type { Vector } from '../values/vector.ts'
import { comparisonKind } from './expression/comparison-kind.ts'

interface SortOrdered {
  readonly vector: Vector
  readonly descending: boolean
}

/** Unsigned 64-bit numbers whose order is the column's; when not exact, equal images may hide an order. */
export interface SortImage {
  readonly high: Uint32Array
  readonly low: Uint32Array
  readonly isExact: boolean
}

export function imageOf({ vector, descending }: SortOrdered, count: number): SortImage | null {
  const { data } = vector
  const kind = comparisonKind(vector.type)
  if (data instanceof Int32Array) return imageOfInts(data, count, descending)
  if (data instanceof Float64Array) return imageOfFloats(data, count, descending)
  return kind === 'text' ? imageOfText(vector, descending, count, i => i, 0) : null
}

function imageOfInts(data: Int32Array, count: number, descending: boolean): SortImage {
  const high = new Uint32Array(count)
  const flip = descending ? 0x7fffffff : 0x80000000
  for (let i = 0; i < count; i++) high[i] = data[i] ^ flip
  return { high, low: new Uint32Array(0), isExact: true }
}

function imageOfFloats(data: Float64Array, count: number, descending: boolean): SortImage {
  const high = new Uint32Array(count)
  const low = new Uint32Array(count)
  const float = new Float64Array(1)
  const words = new Uint32Array(float.buffer)
  const [lowWord, highWord] = littleEndian ? [0, 1] : [1, 0]
  const flip = descending ? 0xffffffff : 0
  for (let i = 0; i < count; i++) {
    // -0 becomes 0 and every NaN the same one, above Infinity.
    const value = data[i]
    float[0] = value === value ? value + 0 : NaN
    const sign = words[highWord] >>> 31
    const mask = sign === 1 && value === value ? 0xffffffff : 0x80000000
    high[i] = words[highWord] ^ mask ^ flip
    low[i] = words[lowWord] ^ (mask === 0xffffffff ? 0xffffffff : 0) ^ flip
  }
  return { high, low, isExact: true }
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Four UTF-16 units from `offset` on, 16 bits each. `rowAt` names the row of a place. */
function imageOfText({ data }: Vector, descending: boolean, count: number, rowAt: (place: number) => number, offset: number): SortImage {
  const high = new Uint32Array(count)
  const low = new Uint32Array(count)
  const flip = descending ? 0xffffffff : 0
  for (let i = 0; i < count; i++) {
    const text = data[rowAt(i)]
    if (typeof text !== 'string') continue
    high[i] = (orderUnit(text, offset) * 65536 + orderUnit(text, offset + 1)) ^ flip
    low[i] = (orderUnit(text, offset + 2) * 65536 + orderUnit(text, offset + 3)) ^ flip
  }
  return { high, low, isExact: false }
}

/** For rows whose texts begin alike: the image of what follows, by place in `rows`; null when the texts are all equal. */
export function imageAfterPrefix({ vector, descending }: SortOrdered, rows: Int32Array): SortImage | null {
  const { data } = vector
  const first = data[rows[0]]
  if (typeof first !== 'string') return null
  let common = first.length
  let isLonger = false
  for (let i = 1; i < rows.length; i++) {
    const text = data[rows[i]]
    if (typeof text !== 'string') return null
    let same = 0
    const end = Math.min(common, text.length)
    while (same < end && text.charCodeAt(same) === first.charCodeAt(same)) same++
    if (same < common || text.length > common) isLonger = true
    common = same
  }
  return isLonger ? imageOfText(vector, descending, rows.length, i => rows[i], common) : null
}

/** A UTF-16 unit so that units compare as UTF-8 does: surrogates go above the rest; the end of the text is below all. */
function orderUnit(text: string, index: number): number {
  if (index >= text.length) return 0
  const unit = text.charCodeAt(index)
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}
