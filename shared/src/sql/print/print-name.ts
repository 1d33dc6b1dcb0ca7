// Names where a bare word could be read as syntax: they are quoted more often than quote_ident does.

import { allKeywords } from '../parse/late-keywords.ts'
import { columnNameToken, reservedToken, typeNameToken } from '../parse/token.ts'
import { isPlainName, quoteIdentifier } from './quote.ts'

/** Words that are no reserved words, but begin or end a construct where a name may stand. */
const ambiguousWords: ReadonlySet<string> = new Set(
  'cube current double first groups last next nfc nfd nfkc nfkd nulls operator partition range recursive rollup rows set sets similar temp temporary unbounded uescape'.split(
    ' ',
  ),
)

/** A name of a column, table, alias, window. */
export function printName(name: string): string {
  return ambiguousWords.has(name) ? `"${name}"` : quoteIdentifier(name)
}

export function printQualifiedName(name: readonly string[]): string {
  return name.map(printName).join('.')
}

/** (a, b), or nothing for no names. */
export function printNames(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (${names.map(printName).join(', ')})`
}

/** Functions whose special syntax accepts a plain argument list as well. */
const openCalls: ReadonlySet<string> = new Set(['coalesce', 'greatest', 'least', 'nullif', 'overlay', 'substring'])

/** The name of a function; `isPlain` says that it has positional arguments and nothing else. */
export function printFunctionName(name: readonly string[], isPlain: boolean): string {
  if (name.length > 1) return printQualifiedName(name)
  const word = name[0]
  const kind = allKeywords().get(word)?.kind
  if (kind === columnNameToken) return isPlain && openCalls.has(word) ? word : `"${word}"`
  if (kind === reservedToken) return `"${word}"`
  if (kind === typeNameToken && isPlainName(word)) return word
  return printName(word)
}
