// The key words of PostgreSQL 15 in their four classes. The lexer asks this table for every word; the class alone decides where
// a key word may also be a name. Words come back as the table's own string, so that the parser compares them by identity.

import { columnNameWords, reservedWords, typeNameWords } from '../../base/key-words.ts'
import { columnNameToken, reservedToken, typeNameToken, unreservedToken } from './token.ts'
import type { TokenKind } from './token.ts'

/** A key word: its canonical text and its class, as a token kind. */
export interface Keyword {
  readonly word: string
  readonly kind: TokenKind
  /** May stand as a column label without AS. */
  readonly isBareLabel: boolean
}

/** Those that a rule of queries and changes knows; the others come with late-keywords.ts. */
const unreservedWords =
  'at atomic begin by conflict cube current day delete double escape filter first function groups hour insert last local merge ' +
  'minute month next normalized nothing nulls of operator over overriding procedure range rollup rows second set system unknown ' +
  'update value varying within without year zone'
/** Words that are a column label only after AS. */
const asLabelWords =
  'array as char character create day except fetch filter for from grant group having hour intersect into isnull limit minute month notnull ' +
  'offset on order over overlaps precision returning second to union varying where window with within without year'

const known = new Map<string, Keyword>()

/** Every key word by its folded text. */
export const keywords: ReadonlyMap<string, Keyword> = known

/** Makes key words of `words`, separated by spaces, and answers them. */
export function defineKeywords(kind: TokenKind, words: string): Keyword[] {
  const asLabels = ` ${asLabelWords} `
  return words.split(' ').map(word => {
    const keyword = { word, kind, isBareLabel: !asLabels.includes(` ${word} `) }
    known.set(word, keyword)
    return keyword
  })
}

/** The key words that are there from the start, by their class. */
export const firstKeywords: readonly (readonly [TokenKind, string])[] = [
  [unreservedToken, unreservedWords],
  [columnNameToken, columnNameWords],
  [typeNameToken, typeNameWords],
  [reservedToken, reservedWords],
]

/** The longest key word: a longer word is not looked up. */
export const longestKeyword = 17

/** True when `name` needs no quotes as a column or table name: it is no key word that PostgreSQL refuses there. */
export function isFreeName(name: string): boolean {
  const keyword = keywords.get(name)
  return keyword === undefined || keyword.kind === unreservedToken
}
