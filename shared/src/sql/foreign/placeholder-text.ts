// A statement written anew for node-sql-parser: names and strings are placeholders, because its trees lose quotes, fold escapes in
// strings of dialects that have none, and cannot read some quoted names at all.

import * as token from '../parse/token.ts'
import type { TokenSource } from '../parse/token-cursor.ts'

/** The text, and what its placeholders stand for. */
export interface PlaceholderText {
  readonly sql: string
  readonly original: (placeholder: string) => string
}

/** Tokens `from` up to, not including, `to`. */
export function placeholderText(tokens: TokenSource, from: number, to: number): PlaceholderText {
  const originals: string[] = []
  const placeholder = (text: string): string => `zen_${originals.push(text) - 1}_`
  const words: string[] = []
  for (let i = from; i < to; i++) {
    const written = tokens.sql.slice(tokens.starts[i], tokens.ends[i])
    const kind = tokens.kinds[i]
    if (kind === token.stringToken) words.push(`'${placeholder(tokens.texts[i])}'`)
    else if (kind === token.identifierToken && isName(tokens, i)) words.push(placeholder(tokens.texts[i]))
    else if (kind === token.identifierToken && /^[[`"]/.test(written)) words.push(tokens.texts[i])
    else words.push(written)
  }
  return {
    sql: words.join(' ').replace(/ ?\. ?/g, '.'),
    original: text => {
      const match = /^zen_(\d+)_$/i.exec(text)
      return match === null ? text.toLowerCase() : originals[Number(match[1])]
    },
  }
}

/** Words that are no key words here but are in a foreign dialect: they must stay words. */
const foreignWords: ReadonlySet<string> = new Set(
  'top percent separator div mod xor regexp rlike glob straight_join nolock readpast signed unsigned binary dual day_hour microsecond week quarter'.split(
    ' ',
  ),
)

/** A name of a table or column, and not the name of a function or a word of the dialect. */
function isName(tokens: TokenSource, index: number): boolean {
  const isQuoted = '`"['.includes(tokens.sql[tokens.starts[index]])
  if (tokens.kinds[index + 1] === token.punctuationToken && tokens.texts[index + 1] === '(') return false
  return isQuoted || !foreignWords.has(tokens.texts[index].toLowerCase())
}
