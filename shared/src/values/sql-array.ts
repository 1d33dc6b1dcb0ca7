// Arrays: make them, read and write array literals, take elements. Called by text-io.ts, casts and array functions.

import { assert } from '../base/assert.ts'
import { SqlError } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlArray, SqlValue } from './sql-value.ts'

/** PostgreSQL's limit on dimensions. */
export const maxArrayDimensions = 6

export function emptyArray(elementType: SqlType): SqlArray {
  return { kind: 'array', elementType, dimensions: [], lowerBounds: [], items: [] }
}

/** One-dimensional array with lower bound 1; `{}` for no items. */
export function makeArray(elementType: SqlType, items: readonly SqlValue[]): SqlArray {
  if (items.length === 0) return emptyArray(elementType)
  return { kind: 'array', elementType, dimensions: [items.length], lowerBounds: [1], items }
}

function malformed(text: string, detail: string): SqlError {
  return new SqlError('22P02', `malformed array literal: "${text}"`, { detail })
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** Reads one literal; `at` moves from left to right. */
class ArrayReader {
  readonly #text: string
  readonly #parseElement: (text: string) => SqlValue
  readonly items: SqlValue[] = []
  /** Length of each dimension, known once its first sub-array ended; -1 before. */
  readonly dimensions: number[] = []
  /** Depth at which elements stand; 0 until one was seen. */
  #elementDepth = 0
  at = 0

  constructor(text: string, parseElement: (text: string) => SqlValue) {
    this.#text = text
    this.#parseElement = parseElement
  }

  skipBlanks(): void {
    while (this.at < this.#text.length && isBlank(this.#text.charCodeAt(this.at))) this.at++
  }

  peek(): string {
    return this.#text[this.at] ?? ''
  }

  fail(detail: string): SqlError {
    return malformed(this.#text, detail)
  }

  unexpected(): SqlError {
    return this.at >= this.#text.length ? this.fail('Unexpected end of input.') : this.fail(`Unexpected "${this.peek()}" character.`)
  }

  /** Reads `{ … }` whose opening brace is next. */
  readBraces(depth: number): void {
    if (depth > maxArrayDimensions) {
      throw new SqlError('54000', `number of array dimensions (${depth}) exceeds the maximum allowed (${maxArrayDimensions})`)
    }
    this.at++
    let count = 0
    for (;;) {
      this.skipBlanks()
      const next = this.peek()
      // Only the whole array may be empty.
      if (next === '}' && count === 0 && depth === 1) break
      if (next === '{') this.#readNested(depth)
      else this.#readElement(depth)
      count++
      this.skipBlanks()
      if (this.peek() === ',') {
        this.at++
        continue
      }
      if (this.peek() === '}') break
      throw this.unexpected()
    }
    this.at++
    this.#closeDimension(depth, count)
  }

  #readNested(depth: number): void {
    if (this.#elementDepth !== 0 && this.#elementDepth <= depth) throw this.mismatch()
    this.readBraces(depth + 1)
  }

  #closeDimension(depth: number, count: number): void {
    const known = this.dimensions[depth - 1] ?? -1
    if (known >= 0 && known !== count) throw this.mismatch()
    while (this.dimensions.length < depth) this.dimensions.push(-1)
    this.dimensions[depth - 1] = count
  }

  mismatch(): SqlError {
    return this.fail('Multidimensional arrays must have sub-arrays with matching dimensions.')
  }

  #readElement(depth: number): void {
    const element = this.peek() === '"' ? this.#readQuoted() : this.#readBare()
    if (this.#elementDepth === 0) this.#elementDepth = depth
    if (this.#elementDepth !== depth || this.dimensions.length > depth) throw this.mismatch()
    this.items.push(element)
  }

  #readQuoted(): SqlValue {
    this.at++
    let text = ''
    for (; this.peek() !== '"'; this.at++) {
      if (this.peek() === '\\') this.at++
      if (this.at >= this.#text.length) throw this.unexpected()
      text += this.peek()
    }
    this.at++
    this.skipBlanks()
    if (this.peek() !== ',' && this.peek() !== '}')
      throw this.at >= this.#text.length ? this.unexpected() : this.fail('Unexpected array element.')
    return this.#parseElement(text)
  }

  #readBare(): SqlValue {
    let text = ''
    let isEscaped = false
    // Blanks at the end do not belong to the element, escaped ones do.
    let keptLength = 0
    for (; ; this.at++) {
      let next = this.peek()
      if (next === ',' || next === '}') break
      if (next === '{' || next === '"' || next === '') throw next === '"' ? this.fail('Unexpected array element.') : this.unexpected()
      const escapes = next === '\\'
      if (escapes) {
        isEscaped = true
        this.at++
        if (this.at >= this.#text.length) throw this.unexpected()
        next = this.peek()
      }
      text += next
      if (escapes || !isBlank(next.charCodeAt(0))) keptLength = text.length
    }
    if (keptLength === 0) throw this.unexpected()
    const element = text.slice(0, keptLength)
    return !isEscaped && element.toLowerCase() === 'null' ? null : this.#parseElement(element)
  }
}

interface WrittenBounds {
  readonly lowerBounds: number[]
  readonly lengths: number[]
}

/** Reads `[1:3][0:2]=` when it is there. */
function readBounds(reader: ArrayReader, text: string): WrittenBounds | null {
  if (reader.peek() !== '[') return null
  const match = /^((?:\s*\[\s*[+-]?\d+\s*(?::\s*[+-]?\d+\s*)?\])+)\s*=/.exec(text.slice(reader.at))
  if (match === null) {
    const isOpen = /^(?:\s*\[\s*[+-]?\d+\s*(?::\s*[+-]?\d+\s*)?\])+/.test(text.slice(reader.at))
    throw malformed(text, isOpen ? 'Missing "=" after array dimensions.' : '"[" must introduce explicitly-specified array dimensions.')
  }
  reader.at += match[0].length
  const bounds: WrittenBounds = { lowerBounds: [], lengths: [] }
  for (const [, lowerText, upperText] of match[1].matchAll(/\[\s*([+-]?\d+)\s*(?::\s*([+-]?\d+)\s*)?\]/g)) {
    const lower = upperText === undefined ? 1 : Number(lowerText)
    const upper = Number(upperText ?? lowerText)
    if (upper < lower) throw new SqlError('2202E', 'upper bound cannot be less than lower bound')
    bounds.lowerBounds.push(lower)
    bounds.lengths.push(upper - lower + 1)
  }
  return bounds
}

/** array_in; `parseElement` reads the text of one element that is not NULL. Throws 22P02. */
export function parseArray(elementType: SqlType, text: string, parseElement: (text: string) => SqlValue): SqlArray {
  const reader = new ArrayReader(text, parseElement)
  reader.skipBlanks()
  const bounds = readBounds(reader, text)
  reader.skipBlanks()
  if (reader.peek() !== '{') {
    throw malformed(
      text,
      bounds === null ? 'Array value must start with "{" or dimension information.' : 'Array contents must start with "{".',
    )
  }
  reader.readBraces(1)
  reader.skipBlanks()
  if (reader.at < text.length) throw malformed(text, 'Junk after closing right brace.')
  const { dimensions, items } = reader
  if (bounds !== null && (bounds.lengths.length !== dimensions.length || bounds.lengths.some((length, i) => length !== dimensions[i]))) {
    throw malformed(text, 'Specified array dimensions do not match array contents.')
  }
  if (items.length === 0) return emptyArray(elementType)
  return { kind: 'array', elementType, dimensions, lowerBounds: bounds?.lowerBounds ?? dimensions.map(() => 1), items }
}

function quoteElement(text: string): string {
  if (text !== '' && !/["\\{},\s]/.test(text) && text.toLowerCase() !== 'null') return text
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

export function printArray(array: SqlArray, printElement: (value: SqlValue) => string): string {
  if (array.items.length === 0) return '{}'
  let next = 0
  const braces = (depth: number): string => {
    const parts: string[] = []
    for (let i = 0; i < array.dimensions[depth]; i++) {
      if (depth < array.dimensions.length - 1) parts.push(braces(depth + 1))
      else {
        const item = array.items[next++]
        parts.push(item === null ? 'NULL' : quoteElement(printElement(item)))
      }
    }
    return `{${parts.join(',')}}`
  }
  const bounds = array.lowerBounds.some(bound => bound !== 1)
    ? `${array.lowerBounds.map((bound, i) => `[${bound}:${bound + array.dimensions[i] - 1}]`).join('')}=`
    : ''
  return bounds + braces(0)
}

/** a[i][j]: null when out of bounds or the number of subscripts differs. */
export function arrayElement(array: SqlArray, subscripts: readonly number[]): SqlValue {
  if (subscripts.length !== array.dimensions.length) return null
  let index = 0
  for (let i = 0; i < subscripts.length; i++) {
    const offset = subscripts[i] - array.lowerBounds[i]
    if (offset < 0 || offset >= array.dimensions[i]) return null
    index = index * array.dimensions[i] + offset
  }
  assert(index < array.items.length, 'an array has as many items as its dimensions say')
  return array.items[index]
}
