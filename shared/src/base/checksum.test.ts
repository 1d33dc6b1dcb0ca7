// CRC-32 against the definition, bit by bit, and the check value that the standard gives.

import { expect, test } from 'vitest'
import { crc32 } from './checksum.ts'
import { seededRandom } from './random.ts'

function crc32ByDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

test('the checksum of the digits 1 to 9 is the check value of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  expect(crc32(new Uint8Array(0))).toBe(0)
})

test('every length and every part of a buffer has the checksum of the definition', () => {
  const random = seededRandom(7)
  const bytes = Uint8Array.from({ length: 80 }, () => random.below(256))
  for (let from = 0; from <= 17; from++)
    for (let to = from; to <= bytes.length; to++)
      expect(crc32(bytes, from, to), `${from}..${to}`).toBe(crc32ByDefinition(bytes.subarray(from, to)))
})
