// Functions on bytea: parts, bits, hashes, text encodings.

import { fromHex, toHex } from '../base/content-hash.ts'
import { SqlError } from '../base/errors.ts'
import { strict, type FunctionEntry } from './define-function.ts'
import { md5, sha2 } from './hash-text.ts'
import { substringRange } from './text-functions.ts'
import { invalidParameter } from './value-errors.ts'

type Bytes = Uint8Array<ArrayBuffer>

const utf8 = (text: string): Bytes => new TextEncoder().encode(text)

function joinBytes(...parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

function indexOfBytes(bytes: Bytes, part: Bytes): number {
  for (let at = 0; at + part.length <= bytes.length; at++) if (part.every((byte, i) => bytes[at + i] === byte)) return at
  return -1
}

function trimBytes(bytes: Bytes, set: Bytes, sides: 'left' | 'right' | 'both'): Bytes {
  let start = 0
  let end = bytes.length
  if (sides !== 'right') while (start < end && set.includes(bytes[start])) start++
  if (sides !== 'left') while (end > start && set.includes(bytes[end - 1])) end--
  return bytes.slice(start, end)
}

function overlayBytes(bytes: Bytes, part: Bytes, start: number, length = part.length): Bytes {
  if (start <= 0) throw new SqlError('22011', 'negative substring length not allowed')
  return joinBytes(bytes.slice(0, start - 1), part, bytes.slice(Math.max(start - 1 + length, 0)))
}

function checkIndex(index: number | bigint, length: number): number {
  if (index < 0 || index >= length) throw new SqlError('2202E', `index ${index} out of valid range, 0..${length - 1}`)
  return Number(index)
}

function setByte(bytes: Bytes, index: number, value: number): Bytes {
  const copy = bytes.slice()
  copy[checkIndex(index, bytes.length)] = value
  return copy
}

function setBit(bytes: Bytes, index: number | bigint, value: number): Bytes {
  const at = checkIndex(index, bytes.length * 8)
  if (value !== 0 && value !== 1) throw invalidParameter('new bit must be 0 or 1')
  const mask = 1 << (at & 7)
  return setByte(bytes, at >> 3, (bytes[at >> 3] & ~mask) | (value * mask))
}

function bitCount(bytes: Bytes): number {
  let count = 0
  for (let byte of bytes) for (; byte !== 0; byte &= byte - 1) count++
  return count
}

/** Lines of 76 characters, as MIME wants them. */
function toBase64(bytes: Bytes): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i++) binary += String.fromCharCode(bytes[i])
  return btoa(binary).replace(/.{76}(?=.)/g, '$&\n')
}

function fromBase64(text: string): Bytes {
  const packed = text.replace(/[ \t\r\n]/g, '')
  const symbol = /[^A-Za-z0-9+/=]/.exec(packed)
  if (symbol !== null) throw invalidParameter(`invalid symbol "${symbol[0]}" found while decoding base64 sequence`)
  if (packed.length % 4 !== 0)
    throw invalidParameter('invalid base64 end sequence', 'Input data is missing padding, is truncated, or is otherwise corrupted.')
  if (/=[^=]|===$/.test(packed)) throw invalidParameter('unexpected "=" while decoding base64 sequence')
  return Uint8Array.from(atob(packed), char => char.charCodeAt(0))
}

function decodeHex(text: string): Bytes {
  const packed = text.replace(/[ \t\r\n]/g, '')
  const bad = /[^0-9a-f]/iu.exec(packed)
  if (bad !== null) throw invalidParameter(`invalid hexadecimal digit: "${bad[0]}"`)
  if (packed.length % 2 !== 0) throw invalidParameter('invalid hexadecimal data: odd number of digits')
  return fromHex(packed)
}

/** Zero bytes, high bytes and backslashes as \ooo and \\. */
function toEscape(bytes: Bytes): string {
  let text = ''
  for (const byte of bytes) {
    if (byte === 0 || byte > 127) text += `\\${byte.toString(8).padStart(3, '0')}`
    else text += byte === 92 ? '\\\\' : String.fromCharCode(byte)
  }
  return text
}

function fromEscape(text: string): Bytes {
  if (/\\(?![0-3][0-7]{2}|\\)/.test(text.replaceAll('\\\\', ''))) throw new SqlError('22P02', 'invalid input syntax for type bytea')
  const parts = [...text.matchAll(/\\([0-3][0-7]{2})|\\(\\)|([^\\]+)/g)].map(([, octal, slash, plain]) =>
    octal === undefined ? utf8(slash ?? plain) : Uint8Array.of(parseInt(octal, 8)),
  )
  return joinBytes(...parts)
}

function codec(format: string): { encode: (bytes: Bytes) => string; decode: (text: string) => Bytes } {
  switch (format.toLowerCase()) {
    case 'hex':
      return { encode: toHex, decode: decodeHex }
    case 'base64':
      return { encode: toBase64, decode: fromBase64 }
    case 'escape':
      return { encode: toEscape, decode: fromEscape }
    default:
      throw invalidParameter(`unrecognized encoding: "${format}"`)
  }
}

const latin1 = /^(?:latin1|iso_?8859_?1|sql_ascii)$/

function convertFrom(bytes: Bytes, encoding: string): string {
  const name = encodingName(encoding)
  if (latin1.test(name)) return Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new SqlError('22021', `invalid byte sequence for encoding "UTF8": 0x${toHex(bytes.slice(0, 4))}`, { cause })
  }
}

function convertTo(text: string, encoding: string): Bytes {
  if (!latin1.test(encodingName(encoding))) return utf8(text)
  return Uint8Array.from(text, char => {
    if (char > '\xff')
      throw new SqlError(
        '22P05',
        `character with byte sequence 0x${toHex(utf8(char))} in encoding "UTF8" has no equivalent in encoding "LATIN1"`,
      )
    return char.charCodeAt(0)
  })
}

function encodingName(encoding: string): string {
  const name = encoding.toLowerCase().replaceAll('-', '_')
  if (!/^utf_?8$/.test(name) && !latin1.test(name)) throw invalidParameter(`invalid source encoding name "${encoding}"`)
  return name
}

const crcTable = (polynomial: number): number[] =>
  Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? polynomial ^ (n >>> 1) : n >>> 1
    return n >>> 0
  })

function crc32(bytes: Bytes, polynomial: number): number {
  const table = crcTable(polynomial)
  return (bytes.reduce((crc, byte) => table[(crc ^ byte) & 255] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0
}

const hashes: readonly FunctionEntry[] = [
  strict('md5(text) text', text => toHex(md5(utf8(text)))),
  strict('md5(bytea) text', bytes => toHex(md5(bytes))),
  ...([224, 256, 384, 512] as const).map(bits => strict(`sha${bits}(bytea) bytea`, bytes => sha2(bytes, bits))),
  strict('crc32(bytea) int8', bytes => crc32(bytes, 0xedb88320)),
  strict('crc32c(bytea) int8', bytes => crc32(bytes, 0x82f63b78)),
]

/** The wire form: big-endian. */
function sent(bytes: number, write: (view: DataView) => void): Bytes {
  const view = new DataView(new ArrayBuffer(bytes))
  write(view)
  return new Uint8Array(view.buffer)
}

const senders: readonly FunctionEntry[] = [
  strict('int2send(int2) bytea', value => sent(2, view => view.setInt16(0, value))),
  strict('int4send(int4) bytea', value => sent(4, view => view.setInt32(0, value))),
  strict('int8send(int8) bytea', value => sent(8, view => view.setBigInt64(0, BigInt(value)))),
  strict('float4send(float4) bytea', value => sent(4, view => view.setFloat32(0, value))),
  strict('float8send(float8) bytea', value => sent(8, view => view.setFloat64(0, value))),
]

export const binaryFunctions: readonly FunctionEntry[] = [
  strict('||(bytea, bytea) bytea', (a, b) => joinBytes(a, b)),
  strict('length octet_length(bytea) int4', bytes => bytes.length),
  strict('length(bytea, name) int4', (bytes, encoding) => [...convertFrom(bytes, encoding)].length),
  strict('bit_length(bytea) int4', bytes => bytes.length * 8),
  strict('bit_count(bytea) int8', bitCount),
  strict('substr substring(bytea, int4) bytea', (bytes, start) => bytes.slice(...substringRange(start, undefined))),
  strict('substr substring(bytea, int4, int4) bytea', (bytes, start, length) => {
    const [from, to] = substringRange(start, length)
    return bytes.slice(from, Math.max(to, from))
  }),
  strict('position(bytea, bytea) int4', (bytes, part) => indexOfBytes(bytes, part) + 1),
  strict('btrim(bytea, bytea) bytea', (bytes, set) => trimBytes(bytes, set, 'both')),
  strict('ltrim(bytea, bytea) bytea', (bytes, set) => trimBytes(bytes, set, 'left')),
  strict('rtrim(bytea, bytea) bytea', (bytes, set) => trimBytes(bytes, set, 'right')),
  strict('overlay(bytea, bytea, int4) bytea', overlayBytes),
  strict('overlay(bytea, bytea, int4, int4) bytea', overlayBytes),
  strict('reverse(bytea) bytea', bytes => bytes.slice().reverse()),
  strict('get_byte(bytea, int4) int4', (bytes, index) => bytes[checkIndex(index, bytes.length)]),
  strict('set_byte(bytea, int4, int4) bytea', setByte),
  strict('get_bit(bytea, int8) int4', (bytes, index) => {
    const at = checkIndex(index, bytes.length * 8)
    return (bytes[at >> 3] >> (at & 7)) & 1
  }),
  strict('set_bit(bytea, int8, int4) bytea', setBit),
  strict('encode(bytea, text) text', (bytes, format) => codec(format).encode(bytes)),
  strict('decode(text, text) bytea', (text, format) => codec(format).decode(text)),
  strict('convert_from(bytea, name) text', convertFrom),
  strict('convert_to(text, name) bytea', convertTo),
  ...hashes,
  ...senders,
]
