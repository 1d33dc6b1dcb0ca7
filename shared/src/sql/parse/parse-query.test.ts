// Queries and data changes: what each construct becomes.

import { describe, expect, it } from 'vitest'
import { parseFailure, readStatement } from '../../testing/parsed-statement.ts'

const column = (...name: string[]): unknown => ({ kind: 'column', name })
const number = (text: string): unknown => ({ kind: 'number', text })

describe('SELECT', () => {
  it('keeps every clause', () => {
    const sql = `select distinct on (a) a, t.*, count(*) n from s.t as x (c, d), lateral f(1) with ordinality as g (v, i)
      left join u using (id) where b group by distinct a, rollup (b, (c, d)), grouping sets ((), (a, b)) having c
      window w as (partition by a order by b desc nulls first range between 1 preceding and unbounded following exclude ties)
      order by 1 using > nulls last limit 5 offset 2 for no key update of x skip locked`
    expect(readStatement(sql)).toMatchObject({
      kind: 'select',
      distinct: [column('a')],
      items: [
        { alias: null },
        { expression: { kind: 'star', qualifier: ['t'] } },
        { alias: 'n', expression: { kind: 'call', star: true } },
      ],
      from: [
        { kind: 'table', name: ['s', 't'], alias: { name: 'x', columns: ['c', 'd'] } },
        {
          kind: 'join',
          type: 'left',
          using: ['id'],
          left: { kind: 'function', lateral: true, withOrdinality: true, alias: { columns: ['v', 'i'] } },
        },
      ],
      groupByDistinct: true,
      groupBy: [
        { kind: 'expression' },
        { kind: 'rollup', items: [[column('b')], [column('c'), column('d')]] },
        { kind: 'grouping sets', items: [{ kind: 'empty' }, { kind: 'list', items: [column('a'), column('b')] }] },
      ],
      windows: [
        {
          name: 'w',
          spec: { frame: { mode: 'range', start: { kind: 'preceding' }, end: { kind: 'unbounded following' }, exclude: 'ties' } },
        },
      ],
      orderBy: [{ using: '>', nulls: 'last' }],
      limit: number('5'),
      offset: number('2'),
      locking: [{ strength: 'no key update', tables: [['x']], wait: 'skip locked' }],
    })
  })

  it('binds INTERSECT before UNION, and both to the left', () => {
    expect(readStatement('select 1 union select 2 intersect select 3 except all (select 4 limit 1)')).toMatchObject({
      operator: 'except',
      all: true,
      left: { operator: 'union', right: { operator: 'intersect' } },
      right: { kind: 'select', limit: number('1') },
    })
  })

  it('gives ORDER BY and LIMIT after a set operation to the whole', () => {
    expect(readStatement('select 1 union select 2 order by 1 limit 1')).toMatchObject({
      kind: 'set operation',
      limit: number('1'),
      right: { orderBy: [] },
    })
  })

  it('takes joins without a condition yet to the right', () => {
    expect(readStatement('select from a join b join c on x on y join d on z')).toMatchObject({
      from: [
        {
          left: { left: { name: ['a'] }, right: { kind: 'join', on: column('x') }, on: column('y') },
          right: { name: ['d'] },
          on: column('z'),
        },
      ],
    })
  })

  it.each([
    ['table t', { kind: 'select', from: [{ name: ['t'] }] }],
    ['values (1, default)', { kind: 'values', rows: [[number('1'), { kind: 'default' }]] }],
    ['select', { kind: 'select', items: [] }],
    ['select from t', { kind: 'select', items: [] }],
    ['select 1 fetch first row only', { limit: number('1'), withTies: false }],
    ['select 1 order by 1 fetch next 3 rows with ties', { limit: number('3'), withTies: true }],
    ['select 1 limit all', { limit: null }],
    [
      'select * from rows from (f(1), g(2)) as r',
      { from: [{ kind: 'function', rowsFrom: true, calls: [{ name: ['f'] }, { name: ['g'] }] }] },
    ],
    ['select * from f() as (a int, b text)', { from: [{ columnDefinitions: [{ name: 'a' }, { name: 'b' }], alias: null }] }],
    ['select * from ((select 1) union (select 2)) as u', { from: [{ kind: 'subquery', query: { kind: 'set operation' } }] }],
    [
      'select * from ((a cross join b) as x natural full join c)',
      { from: [{ natural: true, type: 'full', left: { type: 'cross', alias: { name: 'x' } } }] },
    ],
    ['select * from a join b using (i) as m', { from: [{ usingAlias: 'm', alias: null }] }],
    [
      'select * from only (t) tablesample bernoulli (10) repeatable (1)',
      { from: [{ only: true, sample: 'tablesample bernoulli (10) repeatable (1)' }] },
    ],
    [
      'with recursive a (x) as not materialized (delete from t returning *) select 1',
      { with: { recursive: true, items: [{ name: 'a', columns: ['x'], materialized: false, query: { kind: 'delete' } }] } },
    ],
    ['with a as (select 1) search depth first by x set y select 1', { with: { items: [{ unsupported: 'SEARCH' }] } }],
    ['select 1 for read only', { locking: [] }],
    [
      'select exists (select 1), array (select 1), (select 1), 1 in (select 1), 1 in ((select 1)), 1 in ((select 1), 2)',
      {
        items: [
          { expression: { kind: 'exists' } },
          { expression: { kind: 'array query' } },
          { expression: { kind: 'scalar query' } },
          { expression: { kind: 'in query' } },
          { expression: { kind: 'in query' } },
          { expression: { kind: 'in list' } },
        ],
      },
    ],
    [
      'select ((select 1) union (select 2)) + 1',
      { items: [{ expression: { kind: 'binary', left: { query: { kind: 'set operation' } } } }] },
    ],
  ])('%s', (sql, expected) => {
    expect(readStatement(sql)).toMatchObject(expected)
  })
})

describe('data changes', () => {
  it.each([
    ['insert into t default values', { kind: 'insert', columns: null, source: null }],
    [
      'insert into t as x (a, b) overriding user value values (1, default) returning *',
      { alias: 'x', columns: [{ name: 'a' }, { name: 'b' }], overriding: 'user', returning: [{}] },
    ],
    ['insert into t (select 1)', { columns: null, source: { kind: 'select' } }],
    ['insert into t ((select 1))', { columns: null, source: { kind: 'select' } }],
    [
      'with a as (select 1) insert into t with b as (select 2) select * from a, b',
      { with: { items: [{ name: 'a' }] }, source: { with: { items: [{ name: 'b' }] } } },
    ],
    [
      'insert into t values (1) on conflict (a, lower(b), (c || d) collate "C") where e do update set (a, b) = (1, 2), c = excluded.c where f',
      {
        onConflict: {
          target: {
            kind: 'columns',
            items: [{ expression: column('a') }, { expression: { kind: 'call' } }, { expression: { kind: 'collate' } }],
            where: column('e'),
          },
          action: { kind: 'update', set: [{ columns: ['a', 'b'] }, { columns: ['c'] }], where: column('f') },
        },
      },
    ],
    [
      'insert into t values (1) on conflict on constraint k do nothing',
      { onConflict: { target: { kind: 'constraint', name: 'k' }, action: { kind: 'nothing' } } },
    ],
    [
      'update only t as x set a = 1, (b, c) = (select 1, 2) from u where x.i = u.i returning a',
      { kind: 'update', only: true, alias: 'x', set: [{ columns: ['a'] }, { columns: ['b', 'c'], value: { kind: 'scalar query' } }] },
    ],
    ['update t set set = 1', { alias: null, set: [{ columns: ['set'] }] }],
    ['delete from t x using u where x.i = u.i returning *', { kind: 'delete', alias: 'x', using: [{ name: ['u'] }] }],
    [
      'merge into t using (select 1) s on true when matched and a then delete when not matched then insert (a) overriding system value values (1) when matched then update set a = 1 when not matched then do nothing',
      {
        kind: 'merge',
        clauses: [
          { matched: true, condition: column('a'), action: { kind: 'delete' } },
          { matched: false, action: { kind: 'insert', columns: ['a'], overriding: 'system' } },
          { action: { kind: 'update' } },
          { action: { kind: 'nothing' } },
        ],
      },
    ],
    ['select a into temp t from u', { kind: 'create table as', name: ['t'], temporary: true, query: { kind: 'select', into: null } }],
    ['select a into t from u union select 1', { kind: 'create table as', name: ['t'], query: { kind: 'set operation' } }],
  ])('%s', (sql, expected) => {
    expect(readStatement(sql)).toMatchObject(expected)
  })

  it.each([
    ['update t set a[1] = 2', '0A000 feature not supported: assignment to an array element @14'],
    ['insert into t (a.b) values (1)', '0A000 feature not supported: assignment to a field of a column @16'],
    ['delete from t where current of c', '0A000 feature not supported: WHERE CURRENT OF @20'],
  ])('%s is not built', (sql, expected) => {
    expect(parseFailure(sql)).toBe(expected)
  })
})
