import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { BytesReader } from './bytes-reader.ts'
import { BytesWriter } from './bytes-writer.ts'
import { cellMaxDepth, readCell, readHlc, readKey, writeCell, writeHlc, writeKey } from './cell-codec.ts'
import type { Cell, CellObject, Key } from './cell.ts'
import { ZenError } from './errors.ts'

const malformed = (reason: string): ZenError => new ZenError('PROTOCOL_MALFORMED', reason)

function encode(cell: Cell): Uint8Array<ArrayBuffer> {
  const writer = new BytesWriter()
  writeCell(writer, cell)
  return writer.finish()
}

function decode(bytes: Uint8Array<ArrayBuffer>): Cell {
  const reader = new BytesReader(bytes, malformed)
  const cell = readCell(reader)
  reader.end()
  return cell
}

const samples: readonly Cell[] = [
  null, true, false, 0, -0, 1, -1, 2 ** 31, -(2 ** 51), 2 ** 53, -(2 ** 53), 1.5, Number.NaN, Infinity, -Infinity, 5e-324,
  '', 'zen', '\u{1f600} \u0000', 0n, 2n ** 64n, -(2n ** 200n), new Uint8Array(0), new Uint8Array([0, 255]),
  { kind: 'decimal', digits: 150, scale: 2 } as CellObject,
  { kind: 'decimal', digits: 10n ** 40n, scale: 0, special: 'NaN' } as CellObject,
  { kind: 'array', elementType: { kind: 'scalar', name: 'int4' }, dimensions: [2, 2], lowerBounds: [1, 1], items: [1, null, 3, 4] } as CellObject,
  { kind: 'record', fields: [1, 'a', { kind: 'interval', months: 1, days: -2, micros: 3 }], types: [{ kind: 'enum', name: 'mood', labels: ['x'] }] } as CellObject,
] // prettier-ignore

describe('cell codec', () => {
  test.each(samples.map((cell, index) => ({ index, cell })))('sample $index comes back as it was', ({ cell }) => {
    expect(decode(encode(cell))).toStrictEqual(cell)
  })

  test('any number, text, bytes or bigint comes back', () => {
    const cell = fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), fc.bigInt(), fc.uint8Array())
    fc.assert(
      fc.property(cell, value => {
        expect(decode(encode(value as Cell))).toStrictEqual(value)
      }),
    )
  })

  test('equal objects with another property order give equal bytes', () => {
    const a = { kind: 'interval', months: 1, days: 2, micros: 3 } as CellObject
    const b = { micros: 3, days: 2, kind: 'interval', months: 1 } as CellObject
    expect(encode(a)).toEqual(encode(b))
  })

  test('a decimal costs less than its property names would', () => {
    expect(encode({ kind: 'decimal', digits: 12345, scale: 2 } as CellObject).length).toBeLessThanOrEqual(13)
  })

  test.each([0, -5, 2 ** 40, 1.5, 'abc', '', '\u00ff\u0000'] as Key[])('key %j comes back', key => {
    const writer = new BytesWriter()
    writeKey(writer, key)
    expect(readKey(new BytesReader(writer.finish(), malformed))).toBe(key)
  })

  test('a clock reading comes back, and one out of range is refused', () => {
    const writer = new BytesWriter()
    writeHlc(writer, { ms: 2 ** 48 - 1, counter: 65_535 })
    expect(readHlc(new BytesReader(writer.finish(), malformed))).toEqual({ ms: 2 ** 48 - 1, counter: 65_535 })
    const broken = new BytesWriter()
    broken.varint(2 ** 48)
    broken.varint(0)
    expect(() => readHlc(new BytesReader(broken.finish(), malformed))).toThrow(ZenError)
  })

  test('hostile bytes give the typed error and nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
        try {
          readCell(new BytesReader(Uint8Array.from(bytes), malformed))
        } catch (error) {
          expect(error).toBeInstanceOf(ZenError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('nesting beyond the limit is refused before the stack is', () => {
    const writer = new BytesWriter()
    for (let i = 0; i < 10 * cellMaxDepth; i++) {
      writer.u8(10)
      writer.varint(1)
    }
    writer.u8(0)
    expect(() => decode(writer.finish())).toThrow(/too deep/)
  })

  test('a property named __proto__ is refused', () => {
    const writer = new BytesWriter()
    writer.u8(9)
    writer.varint(1)
    writer.varint(0)
    writer.text('__proto__')
    writer.u8(0)
    expect(() => decode(writer.finish())).toThrow(/forbidden/)
  })
})
