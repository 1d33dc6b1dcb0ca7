// Who hears what of a live query: listeners that come late, in the middle of a run, or while the query fails.

import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { LocalDatabase } from '../engine/local-database.ts'
import type { Session } from '../engine/session.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { LiveHub } from './live-hub.ts'
import type { LiveListener } from './live-query.ts'

const opened: LocalDatabase[] = []
afterEach(async () => {
  for (const local of opened.splice(0)) await local.close()
})

interface Fixture {
  readonly session: Session
  readonly hub: LiveHub
  /** Runs what waits for its turn. */
  readonly flush: () => void
}

/** Flushes happen when the test says so. */
async function openHub(script: string): Promise<Fixture> {
  const local = await LocalDatabase.open({
    name: 'live',
    pageStore: new MemoryPageStore(),
    logStore: new MemoryLogStore(),
    clock: systemClock,
    random: systemRandom,
  })
  opened.push(local)
  const session = local.database.connect()
  await session.executeScript(script)
  let waiting: (() => void) | null = null
  const flush = (): void => {
    const work = waiting
    waiting = null
    work?.()
  }
  return { session, hub: new LiveHub(local.database, work => (waiting = work)), flush }
}

/** What a listener hears, in order, in short. */
function notes(): LiveListener & { readonly heard: string[] } {
  const heard: string[] = []
  return {
    heard,
    update: ({ origin, rows, changes }) => {
      const values = rows.map(row => Object.values(row).join(' ')).join(', ')
      heard.push(origin === 'initial' ? `all: ${values}` : `${changes.map(({ kind }) => kind).join()} -> ${values}`)
    },
    error: error => heard.push(error instanceof Error ? error.message : String(error)),
  }
}

const microtasks = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0))

describe('a listener', () => {
  it('that joins between a change and its telling hears the new rows, once, as its first', async () => {
    const { session, hub, flush } = await openHub('create table t (id int primary key, n int); insert into t values (1, 1)')
    const first = notes()
    hub.subscribe('select n from t', [], first)
    flush()
    await session.execute('update t set n = 2')
    const late = notes()
    hub.subscribe('select n from t', [], late)
    flush()
    await microtasks()
    expect(late.heard).toEqual(['all: 2'])
    expect(first.heard).toEqual(['all: 1', 'insert,delete -> 2'])
  })

  it('that joins a query which fails hears so', async () => {
    const { session, hub, flush } = await openHub('create table t (id int primary key); insert into t values (1)')
    const first = notes()
    hub.subscribe('select 10 / id from t', [], first)
    flush()
    await session.execute('update t set id = 0')
    flush()
    const late = notes()
    hub.subscribe('select 10 / id from t', [], late)
    await microtasks()
    expect(late.heard).toEqual(['all: 10', 'division by zero'])
    await session.execute('update t set id = 5')
    flush()
    expect(late.heard.slice(2)).toEqual(['insert,delete -> 2'])
    expect(first.heard).toEqual(['all: 10', 'division by zero', 'insert,delete -> 2'])
  })

  it('that joins a query which never ran hears its error too, and the first hears it once', async () => {
    const { hub, flush } = await openHub('create table t (id int)')
    const [first, late] = [notes(), notes()]
    hub.subscribe('select 1 / 0 from (values (1)) as v', [], first)
    flush()
    hub.subscribe('select 1 / 0 from (values (1)) as v', [], late)
    flush()
    await microtasks()
    expect([first.heard, late.heard]).toEqual([['division by zero'], ['division by zero']])
  })

  it('that ended before its first rows hears nothing, and the others go on', async () => {
    const { hub, flush } = await openHub('create table t (id int)')
    const [first, late] = [notes(), notes()]
    hub.subscribe('select 1', [], first)
    flush()
    hub.subscribe('select 1', [], late)()
    await microtasks()
    expect([first.heard, late.heard]).toEqual([['all: 1'], []])
  })
})

describe('queries are the same', () => {
  it('only when their parameters are', async () => {
    const { hub, flush } = await openHub('create table t (id int)')
    const distinct = [
      Number.NaN,
      Infinity,
      -Infinity,
      null,
      1n,
      '1n',
      1,
      '1',
      Uint8Array.of(1),
      { 0: 1 },
      new Date(0),
      '1970-01-01T00:00:00.000Z',
    ]
    const heard = distinct.map(value => {
      const listener = notes()
      hub.subscribe('select $1::text as v', [value], listener)
      flush()
      return listener.heard.at(-1)
    })
    expect(heard).toEqual([
      'all: NaN',
      'all: Infinity',
      'all: -Infinity',
      'all: ',
      'all: 1',
      'all: 1n',
      'all: 1',
      'all: 1',
      'all: \\x01',
      'all: {"0": 1}',
      expect.stringContaining('1970'),
      'all: 1970-01-01T00:00:00.000Z',
    ])
  })
})

describe('a parameter', () => {
  it('that is no JSON is refused with a code', async () => {
    const { hub } = await openHub('create table t (id int)')
    const own: Record<string, unknown> = {}
    own['self'] = own
    expect(() => hub.subscribe('select $1::jsonb', [own], notes())).toThrow(expect.objectContaining({ code: '22P02' }))
  })
})

describe('the key of a changed row', () => {
  it('is not a column that another one of the same name hides', async () => {
    const { session, hub, flush } = await openHub(
      'create table t (id int primary key, n int, m int); insert into t values (1, 5, 0), (2, 5, 0)',
    )
    const changes: unknown[] = []
    hub.subscribe('select id, n as id, m from t', [], {
      update: update => update.origin !== 'initial' && changes.push(...update.changes.map(({ kind, key }) => [kind, ...key])),
      error: error => changes.push(error),
    })
    flush()
    await session.execute('update t set m = 6 where id = 2')
    flush()
    expect(changes).toEqual([
      ['insert', 5, 6],
      ['delete', 5, 0],
    ])
  })
})
