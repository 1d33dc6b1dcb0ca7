// The functions and operators on text that most applications use. Positions and lengths count characters; limits and errors are
// PostgreSQL's. The others are in text-form-functions.ts.

import { SqlError } from '../base/errors.ts'
import { type FunctionEntry, contextual, lenient, strict } from './define-function.ts'
import { castText, textOf } from './evaluation-values.ts'
import { charLength, charOffset, isPlain, lower, sliceChars, upper } from './text-chars.ts'

/** The range of characters of substring(text, start, length). */
export function substringRange(start: number, length: number | undefined): [from: number, to: number] {
  if (length === undefined) return [Math.max(start - 1, 0), Infinity]
  if (length < 0) throw new SqlError('22011', 'negative substring length not allowed')
  return [Math.max(start - 1, 0), start - 1 + length]
}

function substring(text: string, start: number, length?: number): string {
  return sliceChars(text, ...substringRange(start, length))
}

function trim(text: string, characters: string, sides: 'left' | 'right' | 'both'): string {
  const set = new Set(characters)
  const chars = isPlain(text) ? text : [...text]
  let start = 0
  let end = chars.length
  if (sides !== 'right') while (start < end && set.has(chars[start])) start++
  if (sides !== 'left') while (end > start && set.has(chars[end - 1])) end--
  return typeof chars === 'string' ? chars.slice(start, end) : chars.slice(start, end).join('')
}

/** Position of `part` in `text`, 1-based; 0 when absent. */
function positionOf(text: string, part: string): number {
  const at = text.indexOf(part)
  return at < 0 ? 0 : charOffset(text, at) + 1
}

const rtrimBlanks = (text: string): string => text.replace(/ +$/, '')

const trims: readonly FunctionEntry[] = [
  strict('btrim(text) text', text => trim(text, ' ', 'both')),
  strict('btrim(text, text) text', (text, set) => trim(text, set, 'both')),
  strict('ltrim(text) text', text => trim(text, ' ', 'left')),
  strict('ltrim(text, text) text', (text, set) => trim(text, set, 'left')),
  strict('rtrim(text) text', text => trim(text, ' ', 'right')),
  strict('rtrim(text, text) text', (text, set) => trim(text, set, 'right')),
]

const joins: readonly FunctionEntry[] = [
  strict('|| textcat(text, text) text', (a, b) => a + b),
  contextual('||(text, anynonarray) text', ([a, b], context, types) => a + (castText(b, types.arguments[1], context) ?? '')),
  contextual('||(anynonarray, text) text', ([a, b], context, types) => (castText(a, types.arguments[0], context) ?? '') + b),
  lenient(
    'concat(...any) text',
    (args, context, types) => args.map((arg, i) => textOf(arg, types.arguments[i], context) ?? '').join(''),
    'stable',
  ),
  lenient(
    'concat_ws(text, ...any) text',
    ([separator, ...args], context, types) =>
      separator === null
        ? null
        : args
            .map((arg, i) => textOf(arg, types.arguments[i + 1], context))
            .filter(text => text !== null)
            .join(separator),
    'stable',
  ),
]

export const textFunctions: readonly FunctionEntry[] = [
  strict('length char_length character_length(text) int4', charLength),
  strict('length char_length character_length(bpchar) int4', text => charLength(rtrimBlanks(text))),
  strict('lower(text) text', lower),
  strict('upper(text) text', upper),
  strict('substr substring(text, int4) text', (text, start) => substring(text, start)),
  strict('substr substring(text, int4, int4) text', substring),
  strict('position strpos(text, text) int4', positionOf),
  strict('replace(text, text, text) text', (text, from, to) => (from === '' ? text : text.replaceAll(from, () => to))),
  strict('left(text, int4) text', (text, n) => sliceChars(text, 0, n < 0 ? charLength(text) + n : n)),
  strict('right(text, int4) text', (text, n) => sliceChars(text, n < 0 ? -n : charLength(text) - n, Infinity)),
  strict('starts_with ^@(text, text) bool', (text, prefix) => text.startsWith(prefix)),
  ...trims,
  ...joins,
]
