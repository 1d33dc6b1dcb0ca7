// Reads JSON text into a tree with the spans of its parts, and checks json input. Strict RFC 8259, as PostgreSQL has it.

import { SqlError } from '../base/errors.ts'
import { compareJsonKeys, invalidJson, printJsonb, quoteJson, type JsonNode } from './json.ts'

/** Deeper nesting answers 54001, before the stack is at its end. */
const maxJsonDepth = 2000

const stringChunk = /[^"\\\u0000-\u001f]*/y
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const wordToken = /[A-Za-z0-9_$.+\u0080-\uffff-]+/y

const plainEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

class JsonReader {
  readonly #text: string
  /** false while json input is only checked: then \u0000 and lone surrogates pass, as in PostgreSQL. */
  readonly #decodes: boolean
  at = 0
  #depth = 0

  constructor(text: string, decodes: boolean) {
    this.#text = text
    this.#decodes = decodes
  }

  skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
      this.at++
    }
  }

  fail(): SqlError {
    if (this.at >= this.#text.length) return invalidJson('The input string ended unexpectedly.')
    wordToken.lastIndex = this.at
    const token = wordToken.exec(this.#text)?.[0] ?? this.#text[this.at]
    return invalidJson(`Token "${token}" is invalid.`)
  }

  value(): JsonNode {
    this.skipBlanks()
    const start = this.at
    switch (this.#text.charCodeAt(start)) {
      case 123:
        return this.#object(start)
      case 91:
        return this.#array(start)
      case 34: {
        const value = this.#string()
        return { kind: 'string', value, start, end: this.at }
      }
      case 116:
        this.#word('true')
        return { kind: 'boolean', value: true, start, end: this.at }
      case 102:
        this.#word('false')
        return { kind: 'boolean', value: false, start, end: this.at }
      case 110:
        this.#word('null')
        return { kind: 'null', start, end: this.at }
      default:
        return this.#number(start)
    }
  }

  #word(word: string): void {
    wordToken.lastIndex = this.at
    if (wordToken.exec(this.#text)?.[0] !== word) throw this.fail()
    this.at += word.length
  }

  #number(start: number): JsonNode {
    numberToken.lastIndex = start
    const text = numberToken.exec(this.#text)?.[0]
    if (text === undefined) throw this.fail()
    wordToken.lastIndex = start
    if (wordToken.exec(this.#text)?.[0] !== text) throw this.fail()
    this.at = start + text.length
    return { kind: 'number', text, start, end: this.at }
  }

  #enter(): void {
    if (++this.#depth > maxJsonDepth) throw new SqlError('54001', 'stack depth limit exceeded')
    this.at++
    this.skipBlanks()
  }

  #array(start: number): JsonNode {
    this.#enter()
    const items: JsonNode[] = []
    if (this.#text.charCodeAt(this.at) !== 93) {
      for (;;) {
        items.push(this.value())
        this.skipBlanks()
        if (this.#text.charCodeAt(this.at) !== 44) break
        this.at++
      }
      if (this.#text.charCodeAt(this.at) !== 93) throw this.fail()
    }
    this.at++
    this.#depth--
    return { kind: 'array', items, start, end: this.at }
  }

  #object(start: number): JsonNode {
    this.#enter()
    const keys: string[] = []
    const values: JsonNode[] = []
    if (this.#text.charCodeAt(this.at) !== 125) {
      for (;;) {
        this.skipBlanks()
        if (this.#text.charCodeAt(this.at) !== 34) throw this.fail()
        keys.push(this.#string())
        this.skipBlanks()
        if (this.#text.charCodeAt(this.at) !== 58) throw this.fail()
        this.at++
        values.push(this.value())
        this.skipBlanks()
        if (this.#text.charCodeAt(this.at) !== 44) break
        this.at++
      }
      if (this.#text.charCodeAt(this.at) !== 125) throw this.fail()
    }
    this.at++
    this.#depth--
    return { kind: 'object', keys, values, start, end: this.at }
  }

  #string(): string {
    this.at++
    let value = ''
    for (;;) {
      stringChunk.lastIndex = this.at
      const chunk = stringChunk.exec(this.#text)?.[0] ?? ''
      this.at += chunk.length
      value = value === '' ? chunk : value + chunk
      const next = this.#text.charCodeAt(this.at)
      if (next === 34) break
      if (next !== 92)
        throw Number.isNaN(next)
          ? this.fail()
          : invalidJson(`Character with value 0x${next.toString(16).padStart(2, '0')} must be escaped.`)
      value += this.#escape()
    }
    this.at++
    return value
  }

  #escape(): string {
    const letter = this.#text[this.at + 1] ?? ''
    if (letter !== 'u') {
      const char = plainEscapes[letter]
      if (char === undefined) throw letter === '' ? this.fail() : invalidJson(`Escape sequence "\\${letter}" is invalid.`)
      this.at += 2
      return char
    }
    const unit = this.#hexUnit()
    if (!this.#decodes) return String.fromCharCode(unit)
    if (unit === 0) throw new SqlError('22P05', 'unsupported Unicode escape sequence', { detail: '\\u0000 cannot be converted to text.' })
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit)
    const isPair = unit < 0xdc00 && this.#text[this.at] === '\\' && this.#text[this.at + 1] === 'u'
    if (!isPair) throw this.loneSurrogate()
    const low = this.#hexUnit()
    if (low < 0xdc00 || low > 0xdfff) throw this.loneSurrogate()
    return String.fromCharCode(unit, low)
  }

  loneSurrogate(): SqlError {
    return invalidJson('Unicode low surrogate must follow a high surrogate.')
  }

  #hexUnit(): number {
    const hex = this.#text.slice(this.at + 2, this.at + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw invalidJson('"\\u" must be followed by four hexadecimal digits.')
    this.at += 6
    return Number.parseInt(hex, 16)
  }
}

function read(text: string, decodes: boolean): JsonNode {
  const reader = new JsonReader(text, decodes)
  const node = reader.value()
  reader.skipBlanks()
  if (reader.at < text.length) throw reader.fail()
  return node
}

/** Throws 22P02 "invalid input syntax for type json", 22P05 for \u0000. */
export function parseJson(text: string): JsonNode {
  return read(text, true)
}

/** What the native parser would not keep: numbers with a point, an exponent or many digits, minus zero, escapes of single units. */
const needsOwnParser = /\d[.eE]|\d{16}|-0|\\u/
/** The native parser has no limit of depth; printing has. */
const maxNativeLength = 1_000_000

/** json text -> canonical jsonb text. */
export function canonicalJsonb(text: string): string {
  if (text.length <= maxNativeLength && !needsOwnParser.test(text)) {
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      return printJsonb(read(text, true))
    }
    const printed = printNative(parsed, 0)
    if (printed !== null) return printed
  }
  return printJsonb(read(text, true))
}

/** Canonical text of what JSON.parse gave; null when it is nested too deeply. */
function printNative(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return quoteJson(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (depth > maxJsonDepth) return null
  const parts: string[] = []
  if (Array.isArray(value)) {
    for (const item of value) {
      const text = printNative(item, depth + 1)
      if (text === null) return null
      parts.push(text)
    }
    return `[${parts.join(', ')}]`
  }
  const members = Object.entries(value)
  if (members.length > 1) members.sort((a, b) => compareJsonKeys(a[0], b[0]))
  for (const [key, member] of members) {
    const text = printNative(member, depth + 1)
    if (text === null) return null
    parts.push(`${quoteJson(key)}: ${text}`)
  }
  return `{${parts.join(', ')}}`
}

/** json_in: the text itself when it is JSON. The native parser has the same grammar and is fast; ours explains what is wrong. */
export function checkJson(text: string): string {
  try {
    JSON.parse(text)
  } catch {
    read(text, false)
  }
  return text
}
