// A run of strings: all of them in one piece of UTF-8 with their lengths, so that one native call decodes a page, or a
// dictionary when values repeat. Strings of one dictionary entry are one string in memory.
//
// mode u8: 0 plain · 1 dictionary of up to 255 entries, in order of first appearance, and an index an item
//          2 plain, in UTF-16 because a string has half a surrogate pair, which UTF-8 cannot hold
// plain    lengths in UTF-16 units (integer-codec.ts), then the text: varint byte length, bytes

import { assert } from '../base/assert.ts'
import type { BytesReader } from '../base/bytes-reader.ts'
import type { BytesWriter } from '../base/bytes-writer.ts'
import { pageMaxBytes } from '../base/limits.ts'
import { readIntegers, writeIntegers } from './integer-codec.ts'

const plain = 0
const dictionary = 1
const wide = 2
const dictionaryMaxEntries = 255

const utf8 = new TextEncoder()

/** Mirror of `readTexts`. */
export function writeTexts(writer: BytesWriter, items: readonly string[]): void {
  const entries = repeatedTexts(items)
  if (entries === null) {
    writePlain(writer, items)
    return
  }
  writer.u8(dictionary)
  writer.varint(entries.size)
  writePlain(writer, [...entries.keys()])
  const indexes = new Int32Array(items.length)
  for (let i = 0; i < items.length; i++) indexes[i] = entries.get(items[i]) ?? 0
  writeIntegers(writer, indexes, items.length)
}

/** The distinct texts with their indexes, when a dictionary of them is smaller than the texts; else null. */
function repeatedTexts(items: readonly string[]): Map<string, number> | null {
  if (items.length < 2) return null
  const entries = new Map<string, number>()
  let length = 0
  let distinctLength = 0
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    length += item.length + 1
    if (entries.has(item)) continue
    if (entries.size === dictionaryMaxEntries) return null
    entries.set(item, entries.size)
    distinctLength += item.length + 1
  }
  return distinctLength + (entries.size > 1 ? items.length : 0) < length ? entries : null
}

function writePlain(writer: BytesWriter, items: readonly string[]): void {
  const text = items.join('')
  const bytes = utf8.encode(text)
  const isWide = bytes.length !== text.length && /\p{Surrogate}/u.test(text)
  writer.u8(isWide ? wide : plain)
  const lengths = new Int32Array(items.length)
  for (let i = 0; i < items.length; i++) lengths[i] = items[i].length
  writeIntegers(writer, lengths, items.length)
  writer.bytes(isWide ? utf16Bytes(text) : bytes)
}

function utf16Bytes(text: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length))
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true)
  return new Uint8Array(view.buffer)
}

/** `count` strings. */
export function readTexts(reader: BytesReader, count: number): string[] {
  const mode = reader.u8()
  if (mode !== dictionary) return readPlain(reader, mode, count)
  const size = reader.varint()
  if (size === 0 || size > dictionaryMaxEntries) throw reader.fail(`a dictionary of ${size} entries`)
  const entries = readPlain(reader, reader.u8(), size)
  const indexes = new Int32Array(count)
  readIntegers(reader, indexes, count)
  const items = new Array<string>(count)
  for (let i = 0; i < count; i++) {
    const index = indexes[i]
    if (index < 0 || index >= size) throw reader.fail(`entry ${index} of a dictionary of ${size}`)
    items[i] = entries[index]
  }
  return items
}

function readPlain(reader: BytesReader, mode: number, count: number): string[] {
  if (mode !== plain && mode !== wide) throw reader.fail(`unknown text packing ${mode}`)
  const lengths = new Int32Array(count)
  readIntegers(reader, lengths, count)
  const text = mode === plain ? reader.text() : readUtf16(reader)
  const items = new Array<string>(count)
  let at = 0
  for (let i = 0; i < count; i++) {
    const length = lengths[i]
    if (length < 0) throw reader.fail('a text of negative length')
    items[i] = text.slice(at, at + length)
    at += length
  }
  if (at !== text.length) throw reader.fail(`texts of ${at} units in ${text.length}`)
  return items
}

function readUtf16(reader: BytesReader): string {
  const bytes = reader.bytes()
  if (bytes.length % 2 !== 0) throw reader.fail('UTF-16 of odd length')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 2) parts.push(String.fromCharCode(view.getUint16(at, true)))
  return parts.join('')
}

/** Binary strings in ascending order, each as the length it shares with the one before and its own rest. Mirror of `readBinaryKeys`. */
export function writeBinaryKeys(writer: BytesWriter, keys: readonly string[], count: number): void {
  const shared = new Int32Array(count)
  const lengths = new Int32Array(count)
  let size = 0
  let last = ''
  for (let i = 0; i < count; i++) {
    const key = keys[i]
    let same = 0
    while (same < last.length && same < key.length && last.charCodeAt(same) === key.charCodeAt(same)) same++
    shared[i] = same
    lengths[i] = key.length - same
    size += lengths[i]
    last = key
  }
  writeIntegers(writer, shared, count)
  writeIntegers(writer, lengths, count)
  const rest = new Uint8Array(size)
  for (let i = 0, at = 0; i < count; i++) {
    for (let j = shared[i]; j < keys[i].length; j++) {
      const code = keys[i].charCodeAt(j)
      assert(code < 256, 'a binary key has char codes below 256')
      rest[at++] = code
    }
  }
  writer.bytes(rest)
}

/** `count` binary strings. Their order is for the caller to check. */
export function readBinaryKeys(reader: BytesReader, count: number): string[] {
  const shared = new Int32Array(count)
  const lengths = new Int32Array(count)
  readIntegers(reader, shared, count)
  readIntegers(reader, lengths, count)
  const text = binaryString(reader.bytes())
  const keys = new Array<string>(count)
  let at = 0
  let last = ''
  let size = 0
  for (let i = 0; i < count; i++) {
    if (shared[i] < 0 || shared[i] > last.length || lengths[i] < 0) throw reader.fail('a key that shares more than there is')
    last = last.slice(0, shared[i]) + text.slice(at, at + lengths[i])
    at += lengths[i]
    keys[i] = last
    size += last.length
    // Shared beginnings could otherwise make a small page large.
    if (size > pageMaxBytes) throw reader.fail('keys larger than a page')
  }
  if (at !== text.length) throw reader.fail(`keys of ${at} bytes in ${text.length}`)
  return keys
}

function binaryString(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096))
  return text
}
