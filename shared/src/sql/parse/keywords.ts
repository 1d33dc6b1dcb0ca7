// The key words of PostgreSQL 15 in their four classes. The lexer asks this table for every word; the class alone decides where
// a key word may also be a name. Words come back as the table's own string, so that the parser compares them by identity.

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
const columnNameWords =
  'between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer interval least ' +
  'national nchar none normalize nullif numeric out overlay position precision real row setof smallint substring time timestamp treat trim ' +
  'values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable'
const typeNameWords =
  'authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like natural notnull outer ' +
  'overlaps right similar tablesample verbose'
const reservedWords =
  'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_catalog current_date ' +
  'current_role current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign from ' +
  'grant group having in initially intersect into lateral leading limit localtime localtimestamp not null offset on only or order placing ' +
  'primary references returning select session_user some symmetric table then to trailing true union unique user using variadic when where ' +
  'window with'
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
