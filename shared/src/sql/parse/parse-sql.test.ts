// Texts of statements, errors with their positions, key words as names, and the cost of parsing.

import { describe, expect, it } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import { parseFailure } from '../../testing/parsed-statement.ts'
import { allKeywords } from './late-keywords.ts'
import { iterateStatements, parseExpression, parseStatement, parseStatements } from './parse-sql.ts'
import { reservedToken, typeNameToken } from './token.ts'

describe('a text of several statements', () => {
  it('gives each with its place', () => {
    const sql = ' select 1 ;\n select $2, $1 ; '
    expect(parseStatements(sql).map(({ start, end, parameterCount }) => [sql.slice(start, end), parameterCount])).toEqual([
      ['select 1', 0],
      ['select $2, $1', 2],
    ])
  })

  it('numbers question marks anew in each', () => {
    expect(parseStatements('select ?, ?; select ?').map(parsed => parsed.parameterCount)).toEqual([2, 1])
  })

  it('is read lazily on request', () => {
    const statements = iterateStatements('select 1; selec 2')
    expect(statements.next().value).toMatchObject({ start: 0, end: 8 })
    expect(() => statements.next()).toThrow('syntax error at or near "selec"')
  })

  it('is refused where one statement is wanted', () => {
    expect(() => parseStatement('select 1; select 2')).toThrow('cannot insert multiple commands into a prepared statement')
    expect(() => parseStatement(' ; ')).toThrow(SqlError)
  })

  it('refuses two styles of parameters', () => {
    expect(parseFailure('select ?, $1')).toBe('42601 parameters are written as ? or as $n, not both @10')
    expect(parseFailure('select $0')).toBe('42P02 there is no parameter $0 @7')
    expect(parseFailure('select $65536')).toBe('42P02 there is no parameter $65536 @7')
  })
})

describe('errors tell the token and its offset', () => {
  it.each([
    ['selec 1', '42601 syntax error at or near "selec" @0'],
    ['select 1 +', '42601 syntax error at end of input @10'],
    ['select 1 + ;', '42601 syntax error at or near ";" @11'],
    ['select a from b where', '42601 syntax error at end of input @21'],
    ['select * from where', '42601 syntax error at or near "where" @14'],
    ["select 'a' 'b'", `42601 syntax error at or near "'b'" @11`],
    ['select (1', '42601 syntax error at end of input @9'],
    ['select 1)', '42601 syntax error at or near ")" @8'],
    ['select a b c', '42601 syntax error at or near "c" @11'],
    ['insert into t values (1', '42601 syntax error at end of input @23'],
    ['insert into t (a b) values (1)', '42601 syntax error at or near "b" @17'],
    ['update t set a', '42601 syntax error at end of input @14'],
    ['create table t (a)', '42601 syntax error at end of input @18'],
    ['create table t (a int,)', '42601 syntax error at or near ")" @22'],
    ['create table t (a int not nul)', '42601 syntax error at or near "nul" @26'],
    ['drop table', '42601 syntax error at end of input @10'],
    ['create', '42601 syntax error at end of input @6'],
    ['select * from (select 1)', '42601 subquery in FROM must have an alias @14'],
    ['select * from (values (1))', '42601 VALUES in FROM must have an alias @14'],
    ['select 1 limit 1, 2', '42601 LIMIT #,# syntax is not supported @9'],
    ['(select 1 order by 1) order by 2', '42601 multiple ORDER BY clauses not allowed @22'],
    ['select 1 fetch first 2 rows with ties', '42601 WITH TIES cannot be specified without ORDER BY clause @9'],
    [
      'insert into t values (1) on conflict do update set a = 1',
      '42601 ON CONFLICT DO UPDATE requires inference specification or constraint name @25',
    ],
    ['select sum(a) over (rows unbounded following) from t', '42P20 frame start cannot be UNBOUNDED FOLLOWING @20'],
    ['select "a', '42601 unterminated quoted identifier at or near ""a" @7'],
    ['select * from t tablesample', '42601 syntax error at end of input @27'],
    ['explain explain select 1', '42601 syntax error at or near "explain" @8'],
  ])('%s', (sql, expected) => {
    expect(parseFailure(sql)).toBe(expected)
  })
})

describe('key words as names', () => {
  const named = [...allKeywords().values()]

  it('stand for columns unless they are reserved or name functions', () => {
    for (const { word, kind } of named) {
      const isAllowed = kind !== reservedToken && kind !== typeNameToken
      expect([word, parseFailure(`update t set ${word} = 1`) === 'no error']).toEqual([word, isAllowed])
    }
  })

  it('stand for any label after AS', () => {
    for (const { word } of named) expect(parseFailure(`select 1 as ${word}`)).toBe('no error')
  })

  it('stand for anything when quoted', () => {
    for (const { word } of named) expect(parseFailure(`select "${word}"."${word}"("${word}") "${word}" from "${word}"`)).toBe('no error')
  })
})

describe('cost', () => {
  it('of a VALUES list grows with its length', { timeout: 30_000 }, () => {
    const insert = (rows: number): string =>
      `insert into t values ${Array.from({ length: rows }, (_, i) => `(${i}, 'text ${i}', null, ${i}.5)`).join(', ')}`
    const time = (sql: string): number => {
      const start = process.cpuUsage()
      parseStatements(sql)
      const spent = process.cpuUsage(start)
      return spent.user + spent.system
    }
    const [small, large] = [insert(1_000), insert(16_000)]
    for (let i = 0; i < 3; i++) time(small)
    const best = (sql: string): number => Math.min(time(sql), time(sql), time(sql))
    // Sixteen times the rows: quadratic work would take 256 times as long.
    expect(best(large) / best(small)).toBeLessThan(64)
  })

  it('of brackets that never close is bounded', () => {
    for (const text of ['(', '((a', 'f(', 'a[', '(a,', 'case when (']) expect(() => parseExpression(text.repeat(200))).toThrow(SqlError)
  })
})
