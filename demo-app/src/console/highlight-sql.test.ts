import { describe, expect, it } from 'vitest'
import { highlightSql } from './highlight-sql.ts'

const kinds = (sql: string): string =>
  highlightSql(sql)
    .map(({ kind, text }) => `${kind}(${text})`)
    .join('')

describe('pieces of SQL', () => {
  it.each([
    ['SELECT a1 FROM t', 'keyword(SELECT)other( a1 )keyword(FROM)other( t)'],
    [`x = 'it''s' -- why`, `other(x = )text('it''s')other( )comment(-- why)`],
    ['"from" > 12.5', 'other("from" > )number(12.5)'],
    ['/* a\nb */1', 'comment(/* a\nb */)number(1)'],
    ["'open", "text('open)"],
    ['$$a$$ $1', 'text($$a$$)other( $)number(1)'],
  ])('%s', (sql, pieces) => expect(kinds(sql)).toBe(pieces))

  it('put together are the text again', () => {
    const sql = `WITH x AS (SELECT 'a"b', "c'd", $q$ it's $q$, 1.5e3 /* open`
    expect(
      highlightSql(sql)
        .map(({ text }) => text)
        .join(''),
    ).toBe(sql)
  })
})
