// The lexer: names, strings, numbers, operators and where statements end.

import { describe, expect, it } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import { Lexer } from './lexer.ts'
import { allKeywords } from './late-keywords.ts'
import * as token from './token.ts'

const kindNames: Readonly<Record<number, string>> = {
  [token.endToken]: 'end',
  [token.identifierToken]: 'name',
  [token.unreservedToken]: 'word',
  [token.columnNameToken]: 'word',
  [token.typeNameToken]: 'word',
  [token.reservedToken]: 'word',
  [token.stringToken]: 'string',
  [token.integerToken]: 'integer',
  [token.decimalToken]: 'decimal',
  [token.operatorToken]: 'operator',
  [token.parameterToken]: 'parameter',
  [token.punctuationToken]: 'mark',
  [token.bitStringToken]: 'bits',
  [token.hexStringToken]: 'hex',
}

/** Tokens of the first statement as `kind text`, without the end. */
function lex(sql: string): string[] {
  const lexer = new Lexer(sql)
  lexer.nextStatement()
  return lexer.kinds.slice(0, lexer.kinds.indexOf(token.endToken)).map((kind, i) => `${kindNames[kind]} ${lexer.texts[i]}`)
}

function failure(sql: string): { message: string; code: string; position: number | undefined } {
  try {
    const lexer = new Lexer(sql)
    while (lexer.nextStatement());
  } catch (error) {
    if (error instanceof SqlError) return { message: error.message, code: error.code, position: error.position }
    throw error
  }
  throw new SqlError('XX000', `no error: ${sql}`)
}

describe('names', () => {
  it.each([
    ['Users', ['name users']],
    ['"Users"', ['name Users']],
    ['"a""b"', ['name a"b']],
    ['SELECT', ['word select']],
    ['"select"', ['name select']],
    ['ÉCOLE', ['name École']],
    ['a$1_b', ['name a$1_b']],
    ['U&"d\\0061t\\+000061"', ['name data']],
    ['U&"d!0061t!+000061" UESCAPE \'!\'', ['name data']],
  ])('%s', (sql, expected) => {
    expect(lex(sql)).toEqual(expected)
  })

  it('are cut after 63 bytes, between characters', () => {
    expect(lex('a'.repeat(70))).toEqual([`name ${'a'.repeat(63)}`])
    expect(lex(`"${'é'.repeat(40)}"`)).toEqual([`name ${'é'.repeat(31)}`])
    expect(lex(`"a${'\u{1F600}'.repeat(20)}"`)).toEqual([`name a${'\u{1F600}'.repeat(15)}`])
  })

  it('know all key words of PostgreSQL 15', () => {
    expect(allKeywords().size).toBe(459)
  })
})

describe('strings', () => {
  it.each([
    [`'it''s'`, ["string it's"]],
    [`'a\\b'`, ['string a\\b']],
    [`'a'\n  'b'`, ['string ab']],
    [`'a' -- note\n 'b'`, ['string ab']],
    [`'a' 'b'`, ['string a', 'string b']],
    [`E'a\\tb\\n\\x41\\101\\u00e9\\U0001F600\\'\\q'`, ["string a\tb\nAAé\u{1F600}'q"]],
    [`e'\\xc3\\xa9'`, ['string é']],
    [`E'\\ud83d\\ude00'`, ['string \u{1F600}']],
    [`E'a'\n'\\n'`, ['string a\n']],
    [`U&'\\0041\\\\ \\+01F600'`, ['string A\\ \u{1F600}']],
    [`U&'!0041!!' UESCAPE '!'`, ['string A!']],
    [`$$it's$$`, ["string it's"]],
    [`$a$x $$ y$a$`, ['string x $$ y']],
    [`$$a$b$$`, ['string a$b']],
    [`B'101'`, ['bits 101']],
    [`x'1F'`, ['hex 1F']],
    [`N'a'`, ['word nchar', 'string a']],
  ])('%s', (sql, expected) => {
    expect(lex(sql)).toEqual(expected)
  })
})

describe('numbers', () => {
  it.each([
    ['1', ['integer 1']],
    ['1.5', ['decimal 1.5']],
    ['.5', ['decimal .5']],
    ['1.', ['decimal 1.']],
    ['1e10', ['decimal 1e10']],
    ['1.5E-3', ['decimal 1.5E-3']],
    ['1..2', ['integer 1', 'mark ..', 'integer 2']],
    ['$12', ['parameter 12']],
  ])('%s', (sql, expected) => {
    expect(lex(sql)).toEqual(expected)
  })

  it.each([
    ['1a', '1a', 0],
    [' 123abc', '123a', 1],
    ['1_000', '1_', 0],
    ['0x1F', '0x', 0],
    ['1.5e', '1.5e', 0],
    ['1.5e+', '1.5e+', 0],
    ['$1a', '$1a', 0],
  ])('%s has junk', (sql, near, position) => {
    const what = sql.startsWith('$') ? 'parameter' : 'numeric literal'
    expect(failure(sql)).toEqual({ message: `trailing junk after ${what} at or near "${near}"`, code: '42601', position })
  })
})

describe('operators', () => {
  it.each([
    ['a<=b', ['name a', 'operator <=', 'name b']],
    ['a!=b', ['name a', 'operator <>', 'name b']],
    ['a->>b', ['name a', 'operator ->>', 'name b']],
    ['1+-2', ['integer 1', 'operator +', 'operator -', 'integer 2']],
    ['a*-1', ['name a', 'operator *', 'operator -', 'integer 1']],
    ['a@-1', ['name a', 'operator @-', 'integer 1']],
    ['a=--x\n1', ['name a', 'operator =', 'integer 1']],
    ['a+/* x */1', ['name a', 'operator +', 'integer 1']],
    ['a::int', ['name a', 'mark ::', 'word int']],
    ['a=>1', ['name a', 'mark =>', 'integer 1']],
    ['a:=1', ['name a', 'mark :=', 'integer 1']],
  ])('%s', (sql, expected) => {
    expect(lex(sql)).toEqual(expected)
  })
})

describe('a question mark', () => {
  it.each([
    ['a=?', ['name a', 'operator =', 'parameter ?1']],
    ['(?,?)', ['mark (', 'parameter ?1', 'mark ,', 'parameter ?2', 'mark )']],
    ["a ? 'k'", ['name a', 'operator ?', 'string k']],
    ['a ?| b', ['name a', 'operator ?|', 'name b']],
    ['a ?& b', ['name a', 'operator ?&', 'name b']],
    ['a @? b', ['name a', 'operator @?', 'name b']],
    ['a ? ?', ['name a', 'operator ?', 'parameter ?1']],
    ['a ??', ['name a', 'operator ?', 'parameter ?1']],
    ['limit ? offset ?', ['word limit', 'parameter ?1', 'word offset', 'parameter ?2']],
    ['order by ?', ['word order', 'word by', 'parameter ?1']],
    ['between ? and ?', ['word between', 'parameter ?1', 'word and', 'parameter ?2']],
    ["data ? 'k'", ['word data', 'operator ?', 'string k']],
    ['?::int', ['parameter ?1', 'mark ::', 'word int']],
    ['a||?', ['name a', 'operator ||', 'parameter ?1']],
    ['1-?', ['integer 1', 'operator -', 'parameter ?1']],
    ['(a)? b', ['mark (', 'name a', 'mark )', 'operator ?', 'name b']],
    ['$1 ? $2', ['parameter 1', 'operator ?', 'parameter 2']],
  ])('%s', (sql, expected) => {
    expect(lex(sql)).toEqual(expected)
  })
})

describe('errors', () => {
  it.each([
    ["select 'abc", `unterminated quoted string at or near "'abc"`, '42601', 7],
    ['select "abc', 'unterminated quoted identifier at or near ""abc"', '42601', 7],
    ['select /* a /* b */', 'unterminated /* comment at or near "/* a /* b */"', '42601', 7],
    ['select $$abc', 'unterminated dollar-quoted string at or near "$$abc"', '42601', 7],
    ['select ""', 'zero-length delimited identifier at or near """"', '42601', 7],
    ["select E'\\u12'", 'invalid Unicode escape', '22025', 9],
    ["select E'\\ud83d'", 'invalid Unicode surrogate pair', '42601', 15],
    ["select E'\\xff'", 'invalid byte sequence for encoding "UTF8": 0xff', '22021', 13],
    ["select E'\\000'", 'invalid byte sequence for encoding "UTF8": 0x00', '22021', 9],
    ["select U&'\\12'", 'invalid Unicode escape', '42601', 10],
    ['select {', 'syntax error at or near "{"', '42601', 7],
    ['select \\', 'syntax error at or near "\\"', '42601', 7],
    ["select B'10", `unterminated bit string literal at or near "B'10"`, '42601', 7],
  ])('%s', (sql, message, code, position) => {
    expect(failure(sql)).toEqual({ message, code, position })
  })
})

describe('a statement ends', () => {
  function statements(sql: string): string[] {
    const lexer = new Lexer(sql)
    const found: string[] = []
    while (lexer.nextStatement()) {
      const last = lexer.kinds.indexOf(token.endToken) - 1
      found.push(sql.slice(lexer.starts[0], lexer.ends[last]))
    }
    return found
  }

  it('at a semicolon, and empty ones are no statements', () => {
    expect(statements(';; select 1 ;; select 2;/* x */;')).toEqual(['select 1', 'select 2'])
  })

  it('not inside parentheses', () => {
    expect(statements('create rule r as on insert to t do (select 1; select 2); select 3')).toHaveLength(2)
  })

  it('not inside the body of a routine', () => {
    const body = 'create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end'
    expect(statements(`${body}; select 3`)).toEqual([body, 'select 3'])
  })

  it('at the semicolon after BEGIN', () => {
    expect(statements('begin; select 1; end; select 2')).toHaveLength(4)
  })
})
