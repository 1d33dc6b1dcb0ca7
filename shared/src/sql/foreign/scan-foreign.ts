// Space, comments, strings and names of foreign dialects.

import { grammarError, syntaxError } from '../parse/syntax-error.ts'
import type { DialectTraits } from './foreign-dialect.ts'
import type { Scan } from '../parse/scan-string.ts'

/**
 * The offset of the next character that is neither space nor comment. MySQL runs what stands in its versioned comments (an exclamation
 * mark and a number after the opening): their borders are space.
 */
export function skipForeignSpace(text: string, start: number, traits: DialectTraits): number {
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (code <= 32 || code === 0xa0 || code === 0xfeff) {
      at++
    } else if (code === 45 && text.charCodeAt(at + 1) === 45) {
      at = endOfLine(text, at)
    } else if (code === 35 && traits.hasHashComments) {
      at = endOfLine(text, at)
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      at = traits.title === 'MySQL' && text[at + 2] === '!' ? afterVersion(text, at + 3) : skipComment(text, at, traits)
    } else if (code === 42 && text.charCodeAt(at + 1) === 47 && traits.title === 'MySQL') {
      at += 2
    } else {
      return at
    }
  }
}

export function endOfLine(text: string, start: number): number {
  const newline = text.indexOf('\n', start)
  return newline < 0 ? text.length : newline
}

function afterVersion(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++
  return at
}

function skipComment(text: string, start: number, traits: DialectTraits): number {
  let depth = 1
  let at = start + 2
  while (at < text.length) {
    const pair = text.slice(at, at + 2)
    if (pair === '*/') {
      at += 2
      if (--depth === 0) return at
    } else if (pair === '/*' && traits.hasNestedComments) {
      at += 2
      depth++
    } else {
      at++
    }
  }
  throw syntaxError(text, start, text.length, 'unterminated /* comment')
}

/** A string or a quoted name up to `close`, which stands for itself when doubled. */
export function scanDoubled(text: string, start: number, close: string, scan: Scan): void {
  let from = start + 1
  let value = ''
  for (;;) {
    const end = text.indexOf(close, from)
    if (end < 0) throw syntaxError(text, start, text.length, 'unterminated quoted string')
    value += text.slice(from, end)
    if (text[end + 1] !== close) {
      scan.text = value
      scan.end = end + 1
      return
    }
    value += close
    from = end + 2
  }
}

const escapes: Readonly<Record<string, string>> = { '0': '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' }

/** A string of MySQL: backslash escapes, doubled quotes; \% and \_ keep their backslash. */
export function scanBackslashed(text: string, start: number, scan: Scan): void {
  const quote = text[start]
  let at = start + 1
  let from = at
  let value = ''
  for (;;) {
    const letter = text[at]
    if (letter === undefined) throw syntaxError(text, start, text.length, 'unterminated quoted string')
    if (letter === '\\') {
      const next = text[at + 1] ?? ''
      value += text.slice(from, at) + (next === '%' || next === '_' ? `\\${next}` : (escapes[next] ?? next))
      at += 2
      from = at
    } else if (letter !== quote) {
      at++
    } else if (text[at + 1] === quote) {
      value += text.slice(from, at + 1)
      at += 2
      from = at
    } else {
      scan.text = value + text.slice(from, at)
      scan.end = at + 1
      return
    }
  }
}

/** Bytes of a _binary string as hexadecimal digits. A dump that was read as text has lost bytes that are no UTF-8. */
export function hexOfBinary(value: string, at: number): string {
  if (value.includes('\ufffd')) {
    throw grammarError('binary data of the dump is damaged', at, 'Write binary columns as hexadecimal: mysqldump --hex-blob.')
  }
  return Array.from(new TextEncoder().encode(value), byte => byte.toString(16).padStart(2, '0')).join('')
}
