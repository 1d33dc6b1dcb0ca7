// format() and the quoting of identifiers and literals.

import { SqlError } from '../base/errors.ts'
import { columnNameWords, reservedWords, typeNameWords } from '../base/key-words.ts'
import { charLength } from './text-chars.ts'
import { invalidParameter } from './value-errors.ts'

/** Words that quote_ident must quote: PostgreSQL's keywords that are not unreserved. */
const quotedWords: ReadonlySet<string> = new Set(`${columnNameWords} ${typeNameWords} ${reservedWords} system_user`.split(' '))

/** `a b` becomes `"a b"`; a plain lower-case name stays as it is. */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !quotedWords.has(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** `it's` becomes `'it''s'`; backslashes make it an E'' literal. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
  return text.includes('\\') ? `E${quoted}` : quoted
}

const specifier = /^(?:(\d+)\$)?(-*)(?:(\d+)|\*(?:(\d+)\$)?()|)(.|$)/su

/** format(pattern, args…): %s %I %L %% with positions and widths. `null` is a NULL argument. */
export function formatText(pattern: string, args: readonly (string | null)[]): string {
  let result = ''
  let next = 0
  let at = 0
  const take = (position: string | undefined): string | null => {
    if (position !== undefined) {
      next = Number(position)
      if (next === 0) throw invalidParameter('format specifies argument 0, but arguments are numbered from 1')
    } else next++
    if (next > args.length) throw invalidParameter('too few arguments for format()')
    return args[next - 1]
  }
  for (;;) {
    const percent = pattern.indexOf('%', at)
    if (percent < 0) return result + pattern.slice(at)
    result += pattern.slice(at, percent)
    const match = specifier.exec(pattern.slice(percent + 1))
    const [whole, position, minus, digits, starPosition, star, type] = match ?? ['', undefined, '', undefined, undefined, undefined, '']
    at = percent + 1 + whole.length
    if (whole === '%') {
      result += '%'
      continue
    }
    if (type === '') throw unterminated()
    if (!'sIL'.includes(type)) {
      const hint = 'For a single "%" use "%%".'
      throw invalidParameter(`unrecognized format() type specifier "${type}"`, hint)
    }
    let width = digits === undefined ? 0 : Number(digits)
    if (star !== undefined) width = widthOf(take(starPosition))
    const text = converted(type, take(position))
    const isLeft = minus !== '' || width < 0
    const padding = ' '.repeat(Math.max(0, Math.abs(width) - charLength(text)))
    result += isLeft ? text + padding : padding + text
  }
}

const unterminated = (): SqlError => invalidParameter('unterminated format() type specifier', 'For a single "%" use "%%".')

function widthOf(text: string | null): number {
  if (text === null) return 0
  const width = Number(text)
  if (!Number.isInteger(width)) throw new SqlError('22P02', `invalid input syntax for type integer: "${text}"`)
  return width
}

function converted(type: string, value: string | null): string {
  if (type === 's') return value ?? ''
  if (type === 'L') return value === null ? 'NULL' : quoteLiteral(value)
  if (value === null) throw new SqlError('22004', 'null values cannot be formatted as an SQL identifier')
  return quoteIdentifier(value)
}
