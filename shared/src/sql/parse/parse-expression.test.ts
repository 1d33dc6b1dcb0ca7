// Expressions: precedence and every construct, read as nested lists (testing/zen-shape.ts).

import { describe, expect, it } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import { sqlMaxChain, sqlMaxDepth } from '../../base/limits.ts'
import { zenExpression } from '../../testing/zen-shape.ts'
import { parseExpression, parseTypeName } from './parse-sql.ts'
import type { Shape } from '../../testing/pg-shape.ts'

/** A nested list as text: operators infix, names bare. */
function show(shape: Shape): string {
  if (typeof shape === 'string') return shape
  const [head, ...rest] = shape
  if (head === 'col') return rest.join('.')
  if (head === 'num') return String(rest[0])
  if (head === 'str') return `'${String(rest[0])}'`
  if (head === 'op') return `(${show(rest[1])} ${String(rest[0])} ${show(rest[2])})`
  if (head === 'type')
    return `${String(rest[0])}${(rest[1] as Shape[]).length > 0 ? `[${(rest[1] as Shape[]).map(show).join(',')}]` : ''}${'[]'.repeat(Number(rest[2]))}`
  return `(${shape.map(show).join(' ')})`
}

const read = (sql: string): string => show(zenExpression(parseExpression(sql)))

describe('precedence', () => {
  it.each([
    ['a or b and c', '(or a (and b c))'],
    ['a and b or c and d', '(or (and a b) (and c d))'],
    ['not a and b', '(and (not a) b)'],
    ['not a = b', '(not (a = b))'],
    ['not not a', '(not (not a))'],
    ['a = not b', '(a = (not b))'],
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a ^ b ^ c', '((a ^ b) ^ c)'],
    ['a * b ^ c', '(a * (b ^ c))'],
    ['a || b + c', '(a || (b + c))'],
    ['a -> b + 1', '(a -> (b + 1))'],
    ['a || b || c', '((a || b) || c)'],
    ['a < b + c', '(a < (b + c))'],
    ['a = b is null', '(is null (a = b))'],
    ['a is null = b', '((is null a) = b)'],
    ['a is null is null', '(is null (is null a))'],
    ['a isnull', '(is null a)'],
    ['a + b notnull', '(is not null (a + b))'],
    ["a like 'x' || 'y'", "(like like + a ('x' || 'y'))"],
    ["a like 'x' = b", "((like like + a 'x') = b)"],
    ['a = b in (c)', '(a = (in + b c))'],
    ['a in (b) in (c)', '(in + (in + a b) c)'],
    ['a between b and c and d', '(and (between between a b c) d)'],
    ['a between b = c and d', '(between between a (b = c) d)'],
    ['a not between b and c or d', '(or (between not between a b c) d)'],
    ['-a ^ b', '((prefix - a) ^ b)'],
    ['-a::int', '(prefix - (cast a int4))'],
    ['-1::int', '(prefix - (cast 1 int4))'],
    ['- a * b', '((prefix - a) * b)'],
    ['- a[1]', '(prefix - (subscript a 1))'],
    ['@ a + b', '(prefix @ (a + b))'],
    ['@ a || b', '((prefix @ a) || b)'],
    ['a !~~ b', '(a !~~ b)'],
    ['a at time zone b at time zone c', '(at time zone (at time zone a b) c)'],
    ['a + b at time zone c', '(a + (at time zone b c))'],
    ['a || b collate "C" || c', '((a || (collate b C)) || c)'],
    ['-a collate "C"', '(collate (prefix - a) C)'],
    ['a is distinct from b and c', '(and (distinct + a b) c)'],
    ['a is not distinct from b + c', '(distinct - a (b + c))'],
    ['a = any (b) and c', '(and (any = a b) c)'],
    ['a + 1 > all (b)', '(all > (a + 1) b)'],
    ['a::int::text', '(cast (cast a int4) text)'],
    ['a is null::text', '(cast (is null a) text)'],
    ['a operator(pg_catalog.+) b * c', '(a + (b * c))'],
    ['1 + 2 operator(+) 3', '((1 + 2) + 3)'],
    ['(1,2) overlaps (3,4) and a', '(and (call overlaps 1 2 3 4) a)'],
  ])('%s', (sql, expected) => {
    expect(read(sql)).toBe(expected)
  })

  it.each([
    'a < b < c',
    'a = b = c',
    'a like b like c',
    'a between b and c between d and e',
    'a is distinct from b is null',
    'a like b in (c)',
  ])('does not associate: %s', sql => {
    expect(() => parseExpression(sql)).toThrow(/^syntax error at or near/)
  })
})

describe('operands', () => {
  it.each([
    ['a.b.c', 'a.b.c'],
    ['(a).b', '(field a b)'],
    ['(a).*', '(field a *)'],
    ['a[1][2:3].x', '(field (slice (subscript a 1) 2 3) x)'],
    ['a[:2]', '(slice a - 2)'],
    ['$1[1]', '(subscript (param 1) 1)'],
    ['array[1, 2]', '(array 1 2)'],
    ['array[[1], [2]]', '(array (array 1) (array 2))'],
    ['array[]::int[]', '(cast (array) int4[])'],
    ['row(1, 2)', '(row 1 2)'],
    ['row()', '(row)'],
    ['(1, 2)', '(tuple 1 2)'],
    ["date '2020-01-01'", "(cast '2020-01-01' date)"],
    ["timestamp with time zone '2020-01-01'", "(cast '2020-01-01' timestamptz)"],
    ["timestamp(3) '2020-01-01'", "(cast '2020-01-01' timestamp[3])"],
    ["interval '1' day", "(cast '1' interval[8])"],
    ["interval '1 2' day to second(3)", "(cast '1 2' interval[7176,3])"],
    ["numeric(10, 2) '1'", "(cast '1' numeric[10,2])"],
    ["my.type '1'", "(cast '1' my.type)"],
    ["char 'a'", "(cast 'a' bpchar)"],
    ["char(3) 'a'", "(cast 'a' bpchar[3])"],
    ['cast(a as char)', '(cast a bpchar[1])'],
    ['case when a then b end', '(case - (a b) -)'],
    ['case a when 1 then 2 else 3 end', '(case a (1 2) 3)'],
    ['coalesce(a, b)', '(call coalesce a b)'],
    ['extract(year from a)', "(call extract 'year' a)"],
    ["extract('epoch' from a)", "(call extract 'epoch' a)"],
    ['substring(a from 2 for 3)', '(call substring a 2 3)'],
    ['substring(a for 3)', '(call substring a 1 (cast 3 int4))'],
    ['substring(a, 2)', '(call substring a 2)'],
    ['trim(a)', '(call btrim a)'],
    ["trim(leading 'x' from a)", "(call ltrim a 'x')"],
    ['trim(trailing from a)', '(call rtrim a)'],
    ['position(a in b)', '(call position b a)'],
    ['overlay(a placing b from 2 for 3)', '(call overlay a b 2 3)'],
    ['f()', '(call f)'],
    ['s.f(a, b => 1, c := 2)', '(call s.f a (named b 1) (named c 2))'],
    ['f(variadic a)', '(call f a variadic)'],
    ['count(*)', '(call count *)'],
    ['count(distinct a order by b desc nulls last)', '(call count a distinct (order (key b desc last)))'],
    ['sum(a) filter (where b) over w', '(call sum a (filter b) (over w))'],
    ['rank() over (partition by a order by b)', '(call rank (over (window - (a) ((key b asc default)) - -)))'],
    ['percentile_cont(0.5) within group (order by a)', '(call percentile_cont 0.5 (within (key a asc default)))'],
    ['current_timestamp(3)', '(value current_timestamp 3)'],
    ['current_date', '(value current_date -)'],
    ['left(a, 1)', '(call left a 1)'],
    ['grouping(a, b)', '(grouping a b)'],
    ["x'1F'", '(bits x1F)'],
    ['a is nfc normalized', "(call is_normalized a 'NFC')"],
    ['time', 'time'],
    ['interval + 1', '(interval + 1)'],
    ['name || value', '(name || value)'],
  ])('%s', (sql, expected) => {
    expect(read(sql)).toBe(expected)
  })

  it.each([
    ['int', 'int4'],
    ['double precision', 'float8'],
    ['float(24)', 'float4'],
    ['float(25)', 'float8'],
    ['character varying(10)', 'varchar'],
    ['national character varying(10)', 'varchar'],
    ['bit varying', 'varbit'],
    ['time with time zone', 'timetz'],
    ['timestamp without time zone', 'timestamp'],
    ['decimal', 'numeric'],
    ['"char"', 'char'],
  ])('type %s is %s', (sql, name) => {
    expect(parseTypeName(sql).name).toEqual([name])
  })

  it('type modifiers and array bounds are read', () => {
    expect(parseTypeName('numeric(10, -2)[][3]')).toMatchObject({ name: ['numeric'], modifiers: [10, -2], arrayDepth: 2 })
    expect(parseTypeName('setof s.t array[4]')).toMatchObject({ name: ['s', 't'], setOf: true, arrayDepth: 1 })
    expect(() => parseTypeName("numeric('x')")).toThrow('invalid input syntax for type integer: "x"')
  })
})

describe('limits', () => {
  it(`nesting up to ${sqlMaxDepth} levels is read`, () => {
    const depth = sqlMaxDepth - 1
    expect(read(`${'('.repeat(depth)}1${')'.repeat(depth)}`)).toBe('1')
  })

  it.each([
    ['parentheses', `${'('.repeat(100_000)}1`],
    ['signs', `${'- '.repeat(100_000)}1`],
    ['negations', `${'not '.repeat(100_000)}a`],
    ['subqueries', '(select '.repeat(100_000)],
    ['calls', 'f('.repeat(100_000)],
    ['arrays', `array${'['.repeat(100_000)}`],
    ['cases', 'case when '.repeat(100_000)],
    ['joins', `exists (select from ${'('.repeat(100_000)}`],
    ['chains', `1${' + 1'.repeat(sqlMaxChain + 1)}`],
    ['set operations', `exists (select 1${' union select 1'.repeat(sqlMaxChain + 1)})`],
  ])('too deep %s are an error with its own code', (_what, sql) => {
    try {
      parseExpression(sql)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(SqlError)
      expect((error as SqlError).code).toBe('54001')
    }
  })

  it('a long AND has one node', () => {
    const node = parseExpression(Array.from({ length: 20_000 }, (_, i) => `a = ${i}`).join(' and '))
    expect(node.kind === 'and' ? node.operands.length : 0).toBe(20_000)
  })
})
