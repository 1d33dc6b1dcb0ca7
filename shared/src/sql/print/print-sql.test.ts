// Printing: the text reads back to the same tree, whatever the names; and how the common cases look.

import { describe, expect, it } from 'vitest'
import { treeText, withoutPositions } from '../../testing/parsed-statement.ts'
import { allKeywords } from '../parse/late-keywords.ts'
import { parseExpression, parseQuery, parseTypeName } from '../parse/parse-sql.ts'
import { quoteIdentifier, quoteLiteral } from './quote.ts'
import { printExpression, printQuery, printTypeName } from './print-sql.ts'

describe('an expression is written', () => {
  it.each([
    ['a+b*c > 1 and not d is null', '((a + (b * c)) > 1) AND (NOT (d IS NULL))'],
    ["'it''s' || E'a\\n\\\\'", "'it''s' || 'a\n\\'"],
    ['-1', '-1'],
    ['- -1', '-(-1)'],
    ['now()', 'now()'],
    ["nextval('s'::regclass)", "nextval('s'::regclass)"],
    ["'{}'::jsonb", "'{}'::jsonb"],
    ['"A"."b c"', '"A"."b c"'],
    ['name', 'name'],
    ['status in (1, 2)', 'status IN (1, 2)'],
    ['coalesce(a, b)', 'coalesce(a, b)'],
    ['position(a in b)', '"position"(b, a)'],
    ['a between 1 and 2', 'a BETWEEN 1 AND 2'],
    ["a ? 'k'", "(a) ? 'k'"],
    ['current_timestamp', 'CURRENT_TIMESTAMP'],
    ['a = ?', 'a = $1'],
    ["interval '1' day", "interval '1' day"],
    ['extract(year from a)', 'EXTRACT(year FROM a)'],
    ['x::timestamp(3) with time zone', 'x::timestamp(3) with time zone'],
  ])('%s', (sql, expected) => {
    const tree = parseExpression(sql)
    expect(printExpression(tree)).toBe(expected)
    expect(withoutPositions(parseExpression(expected))).toEqual(withoutPositions(tree))
  })
})

describe('types are written', () => {
  it.each([
    'integer',
    'bigint',
    'numeric(10, 2)',
    'character varying(5)',
    'timestamp with time zone',
    'timestamp(3) without time zone',
    'bit(3)',
    'bit varying',
    'char',
    'text[][]',
    'SETOF s."T"',
    'float(10)',
    '"char"',
    'interval(3)',
    'double precision',
    'bpchar',
  ])('%s', sql => {
    const type = parseTypeName(sql)
    expect(withoutPositions(parseTypeName(printTypeName(type)))).toEqual(withoutPositions(type))
  })
})

describe('names', () => {
  /** Places where a name stands; `~` is the name. */
  const places = [
    'with ~ (~) as (select 1) select 1',
    'select ~.~, ~(~, ~ => 1), ~.~(1), (~).~, ~[1], ~::~, ~ + ~, ~ as ~, ~ collate ~, (~).*, ~.*',
    "select ~ '1', extract(~ from ~), (~) ? ~, ~ ? $1",
    'select sum(~) over ~, count(distinct ~ order by ~) filter (where ~) from t window ~ as (partition by ~)',
    'select rank() over (~ order by ~ rows ~ preceding)',
    'select case ~ when ~ then ~ else ~ end, not ~, - ~, @ ~, ~ between ~ and ~, ~ like ~ escape ~, ~ is distinct from ~, ~ is null, ~ in (~)',
    'select ~ at time zone ~, array[~], row(~), (~, ~), ~ = any (~), exists (select ~)',
    'select 1 from ~.~ as ~ (~), ~(1) as ~ (~ int), ~ join ~ using (~) as ~, lateral ~(1), (select 1) ~',
    'select distinct on (~) ~ from ~ where ~ group by ~, ~(~), rollup (~) having ~ order by ~, ~ desc nulls first limit ~ offset ~ for update of ~',
    'select distinct ~ from ~ tablesample bernoulli (1) group by distinct ~',
    'insert into ~ as ~ (~) values (~) on conflict (~) do update set ~ = ~ returning ~',
    'update ~ as ~ set ~ = 1, (~, ~) = (1, 2) from ~ returning ~ as ~',
    'delete from ~ using ~ where ~',
    'merge into ~ using ~ on ~ when matched and ~ then update set ~ = ~ when not matched then insert (~) values (~)',
  ]

  it('of every kind survive in every place', { timeout: 30_000 }, () => {
    for (const name of [...allKeywords().keys(), 'Upper', 'two words', 'quo"te', 'é', '1a', 'a-b', '$x']) {
      for (const place of places) {
        const tree = parseQuery(place.replaceAll('~', `"${name.replaceAll('"', '""')}"`))
        const text = printQuery(tree)
        if (treeText(parseQuery(text)) !== treeText(tree)) expect.fail(text)
      }
    }
  })

  it('are quoted as quote_ident does', () => {
    expect(['a', 'A', 'a b', 'select', 'name', 'left', 'time', '1', '', 'a"b', 'é'].map(quoteIdentifier)).toEqual([
      'a',
      '"A"',
      '"a b"',
      '"select"',
      'name',
      '"left"',
      '"time"',
      '"1"',
      '""',
      '"a""b"',
      '"é"',
    ])
  })

  it('and strings are told apart', () => {
    expect(quoteLiteral("it's \\")).toBe("'it''s \\'")
  })
})

describe('a query that cannot be written', () => {
  it('is refused, not cut', () => {
    expect(() => printQuery(parseQuery('with recursive a as (select 1) search depth first by x set y select 1'))).toThrow(
      'SEARCH clause of WITH',
    )
  })
})
