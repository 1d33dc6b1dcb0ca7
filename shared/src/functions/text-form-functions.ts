// Functions that build, pad, quote and normalise text.

import { SqlError } from '../base/errors.ts'
import { valueMaxBytes } from '../base/limits.ts'
import { utf8Length } from '../values/compare-text.ts'
import { compareText } from '../values/compare-values.ts'
import { type FunctionEntry, contextual, lenient, strict } from './define-function.ts'
import { textOf } from './evaluation-values.ts'
import { checkEscape } from './like-match.ts'
import { charLength, lower, sliceChars, upper } from './text-chars.ts'
import { formatText, quoteIdentifier, quoteLiteral } from './text-format.ts'
import { invalidParameter } from './value-errors.ts'

function checkLength(units: number): void {
  if (units > valueMaxBytes) throw new SqlError('54000', 'requested length too large')
}

function repeat(text: string, count: number): string {
  if (count <= 0 || text === '') return ''
  checkLength(text.length * count)
  return text.repeat(count)
}

type Side = 'left' | 'right'

function pad(side: Side, text: string, length: number, fill = ' '): string {
  checkLength(length)
  const missing = length - charLength(text)
  if (missing <= 0 || fill === '') return sliceChars(text, 0, Math.min(length, charLength(text)))
  const fillLength = charLength(fill)
  const padding = sliceChars(fill.repeat(Math.ceil(missing / fillLength)), 0, missing)
  return side === 'left' ? padding + text : text + padding
}

function translate(text: string, from: string, to: string): string {
  const targets = [...to]
  const map = new Map<string, string>()
  let i = 0
  for (const char of from) {
    if (!map.has(char)) map.set(char, targets[i] ?? '')
    i++
  }
  let result = ''
  for (const char of text) result += map.get(char) ?? char
  return result
}

function overlay(text: string, replacement: string, start: number, length: number): string {
  if (start <= 0) throw new SqlError('22011', 'negative substring length not allowed')
  return sliceChars(text, 0, start - 1) + replacement + sliceChars(text, start - 1 + length, Infinity)
}

function chr(code: number): string {
  if (code < 0) throw invalidParameter('character number must be positive')
  if (code === 0) throw new SqlError('54000', 'null character not permitted')
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    throw new SqlError('54000', `requested character not valid for encoding: ${code}`)
  return String.fromCodePoint(code)
}

/** Digits of a number in base 2^k; a negative one in two's complement of `bits` bits. */
const digitsOf = (value: number | bigint, bits: number, base: number): string => BigInt.asUintN(bits, BigInt(value)).toString(base)

/** \XXXX, \+XXXXXX, \uXXXX, \UXXXXXXXX and \\. */
function unistr(text: string): string {
  const decoded = text.replace(/\\(?:(\\)|([0-9a-f]{4})|\+([0-9a-f]{6})|u([0-9a-f]{4})|U([0-9a-f]{8})|)/gi, (found, slash, a, b, c, d) => {
    if (slash !== undefined) return slash
    const hex = a ?? b ?? c ?? d
    if (hex === undefined) {
      const hint = 'Unicode escapes must be \\XXXX, \\+XXXXXX, \\uXXXX, or \\UXXXXXXXX.'
      throw new SqlError('42601', 'invalid Unicode escape', { hint })
    }
    const code = parseInt(hex, 16)
    if (code === 0 || code > 0x10ffff) throw new SqlError('42601', 'invalid Unicode escape value')
    return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code)
  })
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(decoded))
    throw new SqlError('42601', 'invalid Unicode surrogate pair')
  return decoded
}

const normalForms = ['NFC', 'NFD', 'NFKC', 'NFKD']

function normalForm(form: string): string {
  if (!normalForms.includes(form.toUpperCase())) throw invalidParameter(`invalid normalization form: ${form}`)
  return form.toUpperCase()
}

/** First character of each word in upper case, the rest in lower case. */
export function initcap(text: string): string {
  return lower(text).replace(/[\p{L}\p{N}]+/gu, word => {
    const [first] = word
    return upper(first) + word.slice(first.length)
  })
}

export function splitPart(text: string, separator: string, field: number): string {
  if (field === 0) throw invalidParameter('field position must not be zero')
  const parts = separator === '' ? [text] : text.split(separator)
  return (field > 0 ? parts[field - 1] : parts[parts.length + field]) ?? ''
}

/** like_escape(pattern, escape): the same pattern with the backslash as its escape character. */
export function likeEscape(pattern: string, escape: string): string {
  checkEscape(escape)
  if (escape === '\\') return pattern
  if (escape === '') return pattern.replaceAll('\\', '\\\\')
  let result = ''
  let isEscaped = false
  for (const char of pattern) {
    if (char === escape && !isEscaped) {
      result += '\\'
      isEscaped = true
    } else {
      result += char === '\\' && !isEscaped ? '\\\\' : char
      isEscaped = false
    }
  }
  return result
}

/** Byte order regardless of collation. */
export const patternEntries: FunctionEntry[] = [
  strict('~<~(text, text) bool', (a, b) => compareText(a, b) < 0),
  strict('~<=~(text, text) bool', (a, b) => compareText(a, b) <= 0),
  strict('~>~(text, text) bool', (a, b) => compareText(a, b) > 0),
  strict('~>=~(text, text) bool', (a, b) => compareText(a, b) >= 0),
]

const quotes: readonly FunctionEntry[] = [
  strict('quote_ident(text) text', quoteIdentifier),
  strict('quote_literal(text) text', quoteLiteral),
  contextual('quote_literal(anyelement) text', ([value], context, types) => quoteLiteral(textOf(value, types.arguments[0], context) ?? '')),
  lenient('quote_nullable(text) text', ([text]) => (text === null ? 'NULL' : quoteLiteral(text))),
  lenient('quote_nullable(anyelement) text', ([value], context, types) =>
    value === null ? 'NULL' : quoteLiteral(textOf(value, types.arguments[0], context) ?? ''),
  ),
]

export const textFormFunctions: readonly FunctionEntry[] = [
  strict('octet_length(text) int4', utf8Length),
  strict('octet_length(bpchar) int4', utf8Length),
  strict('bit_length(text) int4', text => utf8Length(text) * 8),
  strict('casefold(text) text', lower),
  strict('initcap(text) text', initcap),
  strict('split_part(text, text, int4) text', splitPart),
  strict('translate(text, text, text) text', translate),
  strict('lpad(text, int4) text', (text, length) => pad('left', text, length)),
  strict('lpad(text, int4, text) text', (text, length, fill) => pad('left', text, length, fill)),
  strict('rpad(text, int4) text', (text, length) => pad('right', text, length)),
  strict('rpad(text, int4, text) text', (text, length, fill) => pad('right', text, length, fill)),
  strict('repeat(text, int4) text', repeat),
  strict('reverse(text) text', text => [...text].reverse().join('')),
  strict('overlay(text, text, int4) text', (text, part, start) => overlay(text, part, start, charLength(part))),
  strict('overlay(text, text, int4, int4) text', overlay),
  strict('ascii(text) int4', text => text.codePointAt(0) ?? 0),
  strict('chr(int4) text', chr),
  strict('to_hex(int4) text', value => digitsOf(value, 32, 16)),
  strict('to_hex(int8) text', value => digitsOf(value, 64, 16)),
  strict('to_oct(int4) text', value => digitsOf(value, 32, 8)),
  strict('to_oct(int8) text', value => digitsOf(value, 64, 8)),
  strict('to_bin(int4) text', value => digitsOf(value, 32, 2)),
  strict('to_bin(int8) text', value => digitsOf(value, 64, 2)),
  strict('unistr(text) text', unistr),
  strict('like_escape(text, text) text', likeEscape),
  strict('normalize(text) text', text => text.normalize()),
  strict('normalize(text, text) text', (text, form) => text.normalize(normalForm(form))),
  strict('is_normalized(text) bool', text => text === text.normalize()),
  strict('is_normalized(text, text) bool', (text, form) => text === text.normalize(normalForm(form))),
  lenient('format(text) text', ([pattern]) => (pattern === null ? null : formatText(pattern, [])), 'stable'),
  lenient(
    'format(text, ...any) text',
    ([pattern, ...args], context, types) =>
      pattern === null
        ? null
        : formatText(
            pattern,
            args.map((arg, i) => textOf(arg, types.arguments[i + 1], context)),
          ),
    'stable',
  ),
  ...quotes,
  ...patternEntries,
]
