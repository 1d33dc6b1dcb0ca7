// When a kept plan serves again, and when the statement is planned anew.

import { expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import type { PreparedStatement } from '../exec/prepared-statement.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { LocalDatabase } from './local-database.ts'
import type { Session } from './session.ts'

async function openSession(): Promise<Session> {
  const options = { pageStore: new MemoryPageStore(), logStore: new MemoryLogStore(), clock: systemClock, random: systemRandom }
  const session = (await LocalDatabase.open({ name: 'plans', ...options })).database.connect()
  await session.executeScript('create table a (id int primary key, n int); create table b (id int primary key, a_id int)')
  return session
}

/** Runs the statement and answers the plan that it ran by. */
async function planOf(session: Session, sql: string, parameters: readonly unknown[] = []): Promise<PreparedStatement> {
  await session.execute(sql, parameters)
  const [{ plans }] = session.database.statements.parse(sql)
  return plans[0].prepared
}

const addRows = (session: Session, from: number, to: number): Promise<unknown> =>
  session.executeScript(
    `insert into a select i, i from generate_series(${from}, ${to}) i; insert into b select i, i from generate_series(${from}, ${to}) i`,
  )

test('a plan serves while its tables keep their size, and a new one is made when they have outgrown it', async () => {
  const session = await openSession()
  const sql = 'select count(*) from a join b on b.a_id = a.id where a.n >= 0'
  const whenEmpty = await planOf(session, sql)
  await addRows(session, 1, 50)
  expect(await planOf(session, sql)).toBe(whenEmpty)
  await addRows(session, 51, 5000)
  const whenLarge = await planOf(session, sql)
  expect(whenLarge).not.toBe(whenEmpty)
  expect(await planOf(session, sql)).toBe(whenLarge)
  await session.execute('delete from a where id > 10')
  expect(await planOf(session, sql)).not.toBe(whenLarge)
  expect(session.database.statements.parse(sql)[0].plans).toHaveLength(1)
})

test('one row by its key is found by the same plan in a table of any size', async () => {
  const session = await openSession()
  const whenEmpty = await planOf(session, 'select * from a where id = $1', [1])
  await addRows(session, 1, 5000)
  expect(await planOf(session, 'select * from a where id = $1', [7])).toBe(whenEmpty)
})

test('a new column makes a new plan', async () => {
  const session = await openSession()
  const before = await planOf(session, 'select * from a')
  await session.executeScript('alter table a add column extra text')
  expect((await planOf(session, 'select * from a')).output).toHaveLength(before.output.length + 1)
})
