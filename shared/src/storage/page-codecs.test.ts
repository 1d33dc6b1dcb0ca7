// The runs that pages are made of: each comes back as it was, bit for bit, and takes the bytes it should.

import { describe, expect, it } from 'vitest'
import { BytesReader } from '../base/bytes-reader.ts'
import { BytesWriter } from '../base/bytes-writer.ts'
import type { Cell } from '../base/cell.ts'
import { seededRandom } from '../base/random.ts'
import { randomCell } from '../testing/random-rows.ts'
import { readCells, writeCells } from './cells-codec.ts'
import { readIntegers, writeIntegers } from './integer-codec.ts'
import { readNumbers, writeNumbers } from './number-codec.ts'
import { sameCell } from './same-cell.ts'
import { readBinaryKeys, readTexts, writeBinaryKeys, writeTexts } from './text-codec.ts'

function written(write: (writer: BytesWriter) => void): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  write(writer)
  return writer.finish()
}

function readerOf(bytes: Uint8Array<ArrayBuffer>): BytesReader {
  return new BytesReader(bytes, reason => new RangeError(reason))
}

/** Bytes that the items take; fails unless they come back the same. */
function numbersSize(items: readonly number[]): number {
  const bytes = written(writer => writeNumbers(writer, items, items.length))
  const reader = readerOf(bytes)
  const target = new Float64Array(items.length)
  readNumbers(reader, target, items.length)
  reader.end()
  for (let i = 0; i < items.length; i++) expect(target[i]).toBe(items[i])
  return bytes.length
}

describe('a run of numbers', () => {
  it('takes no bytes an item when it is constant or rises evenly', () => {
    const many = Array.from({ length: 1000 }, (_, i) => i)
    expect(numbersSize(many)).toBeLessThan(8)
    expect(numbersSize(many.map(i => 1.7e12 + 1000 * i))).toBeLessThan(12)
    expect(numbersSize(many.map(() => -123_456_789))).toBeLessThan(8)
  })

  it('takes the bytes of its range, not of its size', () => {
    const random = seededRandom(1)
    const many = Array.from({ length: 1000 }, () => 1e15 + random.below(200))
    expect(numbersSize(many)).toBeLessThan(1020)
    expect(numbersSize(many.map(item => (item - 1e15) / 100))).toBeLessThan(1020)
  })

  it('comes back bit for bit, whatever it is', () => {
    const edges = [
      0,
      -0,
      1,
      -1,
      0.1,
      0.01,
      1 / 3,
      2 ** 31,
      -(2 ** 31),
      2 ** 32,
      2 ** 40,
      2 ** 51,
      -(2 ** 51),
      2 ** 53 - 1,
      1e300,
      5e-324,
      Infinity,
      -Infinity,
      Number.NaN,
      1.005,
      123456.78,
      2.675,
    ]
    const random = seededRandom(2)
    for (const edge of edges) expect(numbersSize([edge])).toBeLessThanOrEqual(12)
    for (let round = 0; round < 2000; round++) {
      const pool = random.below(3) === 0 ? edges : edges.filter(Number.isInteger)
      numbersSize(
        Array.from({ length: random.below(12) }, () =>
          random.below(3) === 0 ? random.below(2 ** 31) / 10 ** random.below(6) : pool[random.below(pool.length)],
        ),
      )
    }
  })

  it('has one form for one content, whichever array holds it', () => {
    const items = [5, 900, -3, 70_000]
    const forms = [items, Int32Array.from(items), Float64Array.from(items)].map(array =>
      written(writer => writeNumbers(writer, array, items.length)),
    )
    expect(forms[1]).toEqual(forms[0])
    expect(forms[2]).toEqual(forms[0])
    const capacity = new Float64Array(100).fill(9)
    capacity.set(items)
    expect(written(writer => writeNumbers(writer, capacity, items.length))).toEqual(forms[0])
  })

  it('packs every width of integer', () => {
    for (let bits = 0; bits <= 50; bits++) {
      for (const items of [
        [0, 2 ** bits],
        [-(2 ** bits), 2 ** bits - 1, 0],
        [2 ** bits, 2 ** bits - 1, 2 ** bits - 1, 0],
      ]) {
        const bytes = written(writer => writeIntegers(writer, items, items.length))
        const target = new Float64Array(items.length)
        readIntegers(readerOf(bytes), target, items.length)
        expect([...target]).toEqual(items)
      }
    }
  })
})

describe('a run of texts', () => {
  const back = (items: readonly string[]): number => {
    const bytes = written(writer => writeTexts(writer, items))
    const reader = readerOf(bytes)
    expect(readTexts(reader, items.length)).toEqual(items)
    reader.end()
    return bytes.length
  }

  it('comes back as it was, halves of surrogate pairs too', () => {
    for (const items of [
      [],
      [''],
      ['', ''],
      ['a'],
      ['ä', '€', '\u{1f600}'],
      ['\ud83d', '\ude00'],
      ['x\ud83d', 'y'],
      ['\ufeffbom', '\ufeff'],
      ['a\0b', '\uffff'],
    ])
      expect(back(items)).toBeGreaterThan(1)
  })

  it('takes a byte an item when few values repeat', () => {
    const items = Array.from({ length: 1000 }, (_, i) => ['open', 'paid', 'shipped'][i % 3])
    expect(back(items)).toBeLessThan(1040)
    expect(back(items.map(() => 'always the same'))).toBeLessThan(40)
  })

  it('is not a dictionary when that would be larger', () => {
    const items = Array.from({ length: 300 }, (_, i) => `${i}`)
    expect(back(items)).toBeLessThan(300 * 4)
  })

  it('keeps binary keys, and shares their beginnings', () => {
    const keys = Array.from({ length: 500 }, (_, i) => `\u0080\u00ff common beginning \u0000${String.fromCharCode(i >> 8, i & 255)}`)
    const bytes = written(writer => writeBinaryKeys(writer, keys, keys.length))
    expect(readBinaryKeys(readerOf(bytes), keys.length)).toEqual(keys)
    expect(bytes.length).toBeLessThan(500 * 3 + 60)
  })
})

describe('a run of cells', () => {
  it('comes back as it was', () => {
    const random = seededRandom(3)
    for (let round = 0; round < 500; round++) {
      const items: Cell[] = Array.from({ length: random.below(20) }, () => randomCell(random, 'any')).filter(item => item !== null)
      const reader = readerOf(written(writer => writeCells(writer, items)))
      const found = readCells(reader, items.length)
      reader.end()
      expect(found.length).toBe(items.length)
      found.forEach((item, i) => expect(sameCell(item, items[i])).toBe(true))
    }
  })

  it('takes the bytes of its digits when it is of numerics', () => {
    const items = Array.from({ length: 1000 }, (_, i) => ({ kind: 'decimal', digits: (i * 7919) % 60_000, scale: 2 }))
    const bytes = written(writer => writeCells(writer, items))
    expect(readCells(readerOf(bytes), items.length)).toEqual(items)
    expect(bytes.length).toBeLessThan(2100)
  })
})
