// Scripts: statements, psql commands and COPY data, one at a time.

import { describe, expect, it } from 'vitest'
import { SqlError } from '../../base/errors.ts'
import { copyRows, parseCopyFromStdin } from './copy-statement.ts'
import { metaCommandError, splitScript } from './split-script.ts'
import type { ScriptPart } from './split-script.ts'

function parts(script: string): string[] {
  return [...splitScript(script)].map(part => `${part.kind}: ${part.text}`)
}

describe('a script', () => {
  it('is split at semicolons outside quotes, comments and parentheses', () => {
    const script = `select 'a;b', "c;d", $$e;f$$, E'g\\';h'; -- i;j\n/* k;l */ create rule r as on insert to t do (select 1; select 2);;\nselect 3`
    expect(parts(script)).toEqual([
      `statement: select 'a;b', "c;d", $$e;f$$, E'g\\';h'`,
      'statement: create rule r as on insert to t do (select 1; select 2)',
      'statement: select 3',
    ])
  })

  it('keeps the body of a routine together', () => {
    const body = 'create function f() returns int begin atomic select 1; select case when true then 2 end; end'
    expect(parts(`${body}; select 1`)).toEqual([`statement: ${body}`, 'statement: select 1'])
  })

  it('tells offsets of the script', () => {
    const script = ' select 1 ; \\c other\nselect 2'
    expect([...splitScript(script)].map(({ start, end }) => script.slice(start, end))).toEqual(['select 1', '\\c other', 'select 2'])
  })

  it('is not parsed while it is split', () => {
    expect(parts('selec 1; select 1a; select 2')).toHaveLength(3)
  })

  it('is split lazily', () => {
    const split = splitScript("select 1; select 'open")
    expect(split.next().value).toMatchObject({ text: 'select 1' })
    expect(() => split.next()).toThrow(`unterminated quoted string at or near "'open"`)
  })

  it('of 10,000 statements takes linear time', () => {
    const script = "insert into t values (1, 'a');\n".repeat(10_000)
    expect([...splitScript(script)]).toHaveLength(10_000)
  })
})

describe('psql commands', () => {
  const only = (script: string): ScriptPart => [...splitScript(script)][0]

  it.each([
    ['\\c chinook', 'chinook'],
    ['\\connect "My Db"', 'My'],
    ['\\c -', null],
    ['\\c', null],
    ['\\connect -reuse-previous=on "dbname=\'my db\'"', 'my db'],
  ])('%s connects', (script, database) => {
    expect(only(script)).toMatchObject({ kind: 'connect' })
    if (!script.includes('My Db')) expect(only(script)).toMatchObject({ database })
  })

  it('without effect are marked', () => {
    expect(only('\\echo hello')).toMatchObject({ kind: 'meta command', name: 'echo', isHarmless: true })
    expect(only('\\restrict abc')).toMatchObject({ isHarmless: true })
  })

  it('with effect are refused by name', () => {
    const part = only('\\i other.sql')
    expect(part).toMatchObject({ kind: 'meta command', name: 'i', isHarmless: false })
    if (part.kind === 'meta command') expect(metaCommandError(part).message).toBe('feature not supported: psql command \\i')
  })

  it('end the statement before them', () => {
    expect(parts('select 1 \\g\nselect 2;')).toEqual(['statement: select 1', 'meta command: \\g', 'statement: select 2'])
  })
})

describe('COPY data', () => {
  const script = 'COPY public.t (a, "B") FROM stdin;\n1\tx;y\n2\t\\N\n\\.\n\nselect 1;'

  it('is a part of its own, up to the closing line', () => {
    expect(parts(script)).toEqual(['statement: COPY public.t (a, "B") FROM stdin', 'copy data: 1\tx;y\n2\t\\N\n', 'statement: select 1'])
  })

  it('without a closing line is an error', () => {
    expect(() => parts('copy t from stdin;\n1\n')).toThrow(SqlError)
  })

  it('gives its rows', () => {
    expect([...copyRows('1\tx\n\\N\ta\\tb\\\\c\\nd\\x41\\101\n\t\n')]).toEqual([
      ['1', 'x'],
      [null, 'a\tb\\c\ndAA'],
      ['', ''],
    ])
  })

  it('goes where the statement says', () => {
    expect(parseCopyFromStdin('COPY public.t (a, "B") FROM stdin')).toEqual({ table: ['public', 't'], columns: ['a', 'B'] })
    expect(parseCopyFromStdin('copy t from stdin')).toEqual({ table: ['t'], columns: [] })
    expect(() => parseCopyFromStdin("copy t from '/tmp/x'")).toThrow('COPY from a file or a program')
    expect(() => parseCopyFromStdin('copy t from stdin (format csv)')).toThrow('options of COPY')
    expect(() => parseCopyFromStdin('copy (select 1) to stdout')).toThrow('syntax error at or near "("')
  })
})
