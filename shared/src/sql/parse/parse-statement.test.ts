// Definitions, sessions and utility statements: what each becomes, and that the rest of PostgreSQL is named, not ignored.

import { describe, expect, it } from 'vitest'
import { assert } from '../../base/assert.ts'
import { readStatement } from '../../testing/parsed-statement.ts'
import { parseStatement } from './parse-sql.ts'
import type { Statement } from '../ast.ts'

const column = (...name: string[]): unknown => ({ kind: 'column', name })

describe('definitions', () => {
  it.each([
    [
      `create temp table if not exists s.t (
        id bigint generated always as identity (start with 10 increment by -2 no cycle) primary key,
        a varchar(10) collate "C" default 'x' not null constraint u unique nulls not distinct,
        b int generated always as (a + 1) stored, c int references p (x) match full on delete set null on update cascade deferrable initially deferred,
        constraint k check (b > 0), foreign key (a, b) references q, unique (a) include (b), exclude using gist (a with =), like z including all)
        with (fillfactor = 70) on commit delete rows`,
      {
        kind: 'create table',
        name: ['s', 't'],
        temporary: true,
        ifNotExists: true,
        columns: [
          {
            constraints: [
              {
                kind: 'identity',
                always: true,
                options: [{ kind: 'start', value: 10 }, { kind: 'increment', value: -2 }, { kind: 'no cycle' }],
              },
              { kind: 'primary key' },
            ],
          },
          {
            collation: ['C'],
            constraints: [{ kind: 'default' }, { kind: 'not null' }, { kind: 'unique', name: 'u', nullsNotDistinct: true }],
          },
          { constraints: [{ kind: 'generated' }] },
          {
            constraints: [
              {
                kind: 'references',
                table: ['p'],
                targetColumns: ['x'],
                match: 'full',
                onDelete: 'set null',
                onUpdate: 'cascade',
                deferrable: true,
                initiallyDeferred: true,
              },
            ],
          },
        ],
        constraints: [
          { kind: 'check', name: 'k' },
          { kind: 'foreign key', columns: ['a', 'b'], targetColumns: [] },
          { kind: 'unique', columns: ['a'] },
          { kind: 'exclude' },
        ],
        like: [{ table: ['z'], options: ['including all'] }],
        onCommit: 'delete rows',
        unsupported: null,
      },
    ],
    ['create table t () inherits (p)', { columns: [], unsupported: 'INHERITS' }],
    ['create table t (a int) partition by range (a)', { unsupported: 'PARTITION BY' }],
    ['create table t partition of p for values from (1) to (2)', { unsupported: 'PARTITION OF' }],
    ['create table t (a, b) as select 1, 2 with no data', { kind: 'create table as', columns: ['a', 'b'], withData: false }],
    ['create materialized view v as select 1', { kind: 'create table as', materializedView: true }],
    [
      'create unique index concurrently if not exists i on only t using gin (a text_pattern_ops desc nulls last, lower(b), (c + 1)) include (d) nulls not distinct where e',
      {
        kind: 'create index',
        name: 'i',
        unique: true,
        method: 'gin',
        ifNotExists: true,
        include: ['d'],
        nullsNotDistinct: true,
        where: column('e'),
        columns: [
          { expression: column('a'), descending: true, nulls: 'last' },
          { expression: { kind: 'call' } },
          { expression: { kind: 'binary' } },
        ],
      },
    ],
    ['create index on t (a)', { name: null, method: 'btree' }],
    [
      'create or replace temp recursive view v (a) as select 1 with local check option',
      { kind: 'create view', orReplace: true, temporary: true, recursive: true, checkOption: 'local', queryText: 'select 1' },
    ],
    [
      'create sequence s as int increment by 2 no maxvalue cache 5 cycle owned by t.a',
      {
        kind: 'create sequence',
        options: [
          { kind: 'as' },
          { kind: 'increment', value: 2 },
          { kind: 'max', value: null },
          { kind: 'cache', value: 5 },
          { kind: 'cycle' },
          { kind: 'owned by', column: ['t', 'a'] },
        ],
      },
    ],
    ['create schema if not exists s authorization joe', { kind: 'create schema', name: 's', ifNotExists: true }],
    ["create type mood as enum ('sad', 'ok')", { kind: 'create enum', labels: ['sad', 'ok'] }],
    [
      "alter type mood add value if not exists 'happy' after 'ok'",
      { kind: 'alter enum', action: { kind: 'add value', label: 'happy', ifNotExists: true, neighbour: { side: 'after', label: 'ok' } } },
    ],
    ["alter type mood rename value 'ok' to 'fine'", { action: { kind: 'rename value', to: 'fine' } }],
    [
      'alter table if exists only t add column if not exists a int default 1, add constraint k unique (a), drop column if exists b cascade, drop constraint k2, alter a set default 2, alter a drop default, alter a set not null, alter a drop not null, alter a type text using a::text, alter a add generated by default as identity, alter a drop identity if exists, validate constraint k, owner to joe, set (x = 1)',
      {
        kind: 'alter table',
        ifExists: true,
        only: true,
        actions: [
          { kind: 'add column', ifNotExists: true },
          { kind: 'add constraint' },
          { kind: 'drop column', ifExists: true, cascade: true },
          { kind: 'drop constraint' },
          { kind: 'set default' },
          { kind: 'drop default' },
          { kind: 'set not null' },
          { kind: 'drop not null' },
          { kind: 'set type' },
          { kind: 'add identity', always: false },
          { kind: 'drop identity', ifExists: true },
          { kind: 'validate constraint' },
          { kind: 'ignorable' },
          { kind: 'ignorable' },
        ],
      },
    ],
    ['alter table t rename a to b', { actions: [{ kind: 'rename column', name: 'a', to: 'b' }] }],
    ['alter table t rename to u', { actions: [{ kind: 'rename table', to: 'u' }] }],
    ['alter table t set schema s', { actions: [{ kind: 'set schema' }] }],
    ['alter table t enable row level security', { actions: [{ kind: 'unsupported', what: 'ALTER TABLE … ENABLE ROW' }] }],
    ['alter sequence s restart with 5', { kind: 'alter sequence', options: [{ kind: 'restart', value: 5 }] }],
    ['alter index if exists i rename to j', { kind: 'rename', object: 'index', ifExists: true, to: 'j' }],
    ['alter function f(int) owner to joe', { kind: 'ignorable' }],
    ['drop table if exists a, s.b cascade', { kind: 'drop', object: 'table', names: [['a'], ['s', 'b']], ifExists: true, cascade: true }],
    ['drop materialized view v', { object: 'materialized view' }],
    ['drop function if exists f(int, text), g', { object: 'function', names: [['f'], ['g']] }],
    ['drop trigger x on t', { object: 'trigger', names: [['x']] }],
    ['drop database if exists d', { kind: 'database', action: 'drop', ifExists: true }],
    ["create database d encoding 'utf8'", { kind: 'database', action: 'create', name: 'd' }],
    [
      'truncate table a, only b restart identity cascade',
      { kind: 'truncate', tables: [['a'], ['b']], restartIdentity: true, cascade: true },
    ],
    ["comment on column t.a is 'x'", { kind: 'comment' }],
  ])('%s', (sql, expected) => {
    expect(readStatement(sql)).toMatchObject(expected)
  })

  it('keeps numbers beyond 2^53 exact', () => {
    const { statement } = parseStatement('create sequence s minvalue -9223372036854775808')
    assert(statement.kind === 'create sequence', 'a sequence was parsed')
    expect(statement.options).toEqual([{ kind: 'min', value: -9223372036854775808n }])
  })
})

describe('sessions', () => {
  it.each([
    [
      'begin isolation level repeatable read, read only deferrable',
      { kind: 'transaction', action: { kind: 'begin', modes: { isolation: 'repeatable read', readOnly: true, deferrable: true } } },
    ],
    ['start transaction', { action: { kind: 'begin' } }],
    ['commit and chain', { action: { kind: 'commit', chain: true } }],
    ['end work', { action: { kind: 'commit', chain: false } }],
    ['abort', { action: { kind: 'rollback' } }],
    ['rollback to savepoint a', { action: { kind: 'rollback to', name: 'a' } }],
    ['savepoint a', { action: { kind: 'savepoint', name: 'a' } }],
    ['release a', { action: { kind: 'release', name: 'a' } }],
    ["commit prepared 'x'", { action: { kind: 'prepared', what: 'COMMIT PREPARED' } }],
    ['set transaction read write', { action: { kind: 'set modes', session: false, modes: { readOnly: false } } }],
    ['set session characteristics as transaction isolation level serializable', { action: { kind: 'set modes', session: true } }],
    ['set constraints a, b deferred', { action: { kind: 'set constraints', names: [['a'], ['b']], deferred: true } }],
    ['set local search_path to a, "B"', { kind: 'set', name: 'search_path', values: ['a', 'B'], local: true }],
    ["set my.setting = 'x', -1.5, on", { name: 'my.setting', values: ['x', '-1.5', 'on'] }],
    ['set work_mem to default', { values: null, all: false }],
    ["set time zone 'UTC'", { name: 'timezone', values: ['UTC'] }],
    ['set session authorization joe', { name: 'session_authorization', values: ['joe'] }],
    ['reset all', { kind: 'set', all: true }],
    ['reset timezone', { name: 'timezone', values: null }],
    ['show transaction isolation level', { kind: 'show', name: 'transaction_isolation' }],
    [
      'explain (analyze, costs off, format json) select 1',
      {
        kind: 'explain',
        analyze: true,
        options: [
          { name: 'analyze', value: null },
          { name: 'costs', value: 'off' },
          { name: 'format', value: 'json' },
        ],
      },
    ],
    ['explain analyze verbose insert into t values (1)', { analyze: true, statement: { kind: 'insert' } }],
    ['explain (select 1)', { analyze: false, options: [], statement: { kind: 'select' } }],
    ['prepare p (int, text) as select $1', { kind: 'prepare', types: [{ name: ['int4'] }, { name: ['text'] }] }],
    ['execute p (1, a)', { kind: 'execute', args: [{}, {}] }],
    ['deallocate prepare all', { kind: 'deallocate', name: null }],
    ['vacuum', { kind: 'ignorable', tag: 'VACUUM' }],
    ['analyze t (a)', { tag: 'ANALYZE' }],
    ['discard all', { tag: 'DISCARD ALL' }],
    ['grant select on t to joe', { tag: 'GRANT' }],
    ['grant admin to joe', { tag: 'GRANT ROLE' }],
  ])('%s', (sql, expected) => {
    expect(readStatement(sql)).toMatchObject(expected)
  })

  it.each([
    ['create function f() returns int language sql as $$ select 1 $$', 'CREATE FUNCTION'],
    ['create or replace trigger x before insert on t execute function f()', 'CREATE TRIGGER'],
    ['create policy p on t using (true)', 'CREATE POLICY'],
    ['create domain d as int', 'CREATE DOMAIN'],
    ['create foreign table t (a int) server s', 'CREATE FOREIGN TABLE'],
    ['create type t as (a int)', 'CREATE TYPE'],
    ['copy t from stdin', 'COPY'],
    ['do $$ begin end $$', 'DO'],
    ['listen x', 'LISTEN'],
    ['lock table t', 'LOCK'],
    ['alter role joe superuser', 'ALTER ROLE'],
    ['drop cast (a as b)', 'DROP CAST'],
  ])('%s is named as not built', (sql, what) => {
    const statement: Statement = parseStatement(sql).statement
    expect(statement).toMatchObject({ kind: 'unsupported', what })
  })
})
