// JavaScript strings may hold half of a surrogate pair: text that was cut between two units of one character. It is no Unicode and has
// no UTF-8, so it is refused where text comes in (SQL text, parameters) rather than changed where it is stored.

import { SqlError } from './errors.ts'

/** Position of the first half surrogate; -1 in well-formed text. */
export function findHalfSurrogate(text: string): number {
  return text.search(/\p{Surrogate}/u)
}

/** `position`: in the SQL text, where it stands there. */
export function halfSurrogate(text: string, index: number, position?: number): SqlError {
  const code = text.charCodeAt(index).toString(16)
  return new SqlError('22021', `invalid byte sequence for encoding "UTF8": half of a surrogate pair, \\u${code}`, {
    hint: 'Text was cut in the middle of a character; cut it by code points: Array.from(text).',
    ...(position === undefined ? {} : { position }),
  })
}
