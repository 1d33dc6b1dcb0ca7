// LIKE and ILIKE: % is any run, _ one character, the escape character takes the next one literally.

import { SqlError } from '../base/errors.ts'

/** Does all of `text` match `pattern`? `escape` is one character, or '' for none. */
export function matchesLike(text: string, pattern: string, escape = '\\'): boolean {
  let t = 0
  let p = 0
  /** Where to go on when what follows the last % does not match: one character further in the text. */
  let retryText = -1
  let retryPattern = -1
  while (t < text.length) {
    const char = pattern[p]
    if (char === '%' && char !== escape) {
      retryPattern = ++p
      retryText = t
      continue
    }
    if (char !== undefined) {
      if (char === escape) {
        if (p + 1 >= pattern.length) throw badEnd()
        if (pattern[p + 1] === text[t]) {
          p += 2
          t++
          continue
        }
      } else if (char === '_') {
        p++
        t += isPairAt(text, t) ? 2 : 1
        continue
      } else if (char === text[t]) {
        p++
        t++
        continue
      }
    }
    if (retryPattern < 0) return false
    retryText += isPairAt(text, retryText) ? 2 : 1
    t = retryText
    p = retryPattern
  }
  while (pattern[p] === '%' && escape !== '%') p++
  return p >= pattern.length
}

const badEnd = (): SqlError => new SqlError('22025', 'LIKE pattern must not end with escape character')

function isPairAt(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  return unit >= 0xd800 && unit <= 0xdbff && index + 1 < text.length
}

/** The escape character of a LIKE: one character or none. */
export function checkEscape(escape: string): string {
  if ([...escape].length > 1) {
    throw new SqlError('22025', 'invalid escape string', { hint: 'Escape string must be empty or one character.' })
  }
  return escape
}
