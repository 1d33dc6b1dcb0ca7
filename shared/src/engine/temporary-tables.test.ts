// What CREATE TEMPORARY TABLE promises: gone with its session, gone after a crash, and never sent to others.

import { expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { systemRandom } from '../base/random.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { LocalDatabase, type LocalOptions } from './local-database.ts'
import { ReplicaDatabase } from './replica-database.ts'

function stores(): LocalOptions {
  return { name: 'temp', pageStore: new MemoryPageStore(), logStore: new MemoryLogStore(), clock: systemClock, random: systemRandom }
}

const tableNames = ({ database }: LocalDatabase): string[] => [...database.head.schema.tables.values()].map(({ name }) => name)

test('a temporary table goes with its session, and what depends on it', async () => {
  const local = await LocalDatabase.open(stores())
  const [session, other] = [local.database.connect(), local.database.connect()]
  await session.executeScript('create temp table a (id int primary key); create table b (id int); create view v as select * from a')
  await session.execute('create temporary table c as select 1 as n')
  session.close()
  await other.execute('insert into b values (1)')
  await expect.poll(() => tableNames(local)).toEqual(['b'])
  await expect(async () => other.execute('select * from v')).rejects.toMatchObject({ code: '42P01' })
})

test('a table that was not made after all is not dropped in its place', async () => {
  const local = await LocalDatabase.open(stores())
  const session = local.database.connect()
  await session.execute('begin')
  await session.execute('create temp table a (id int)')
  await session.execute('rollback')
  await session.execute('create table b (id int)')
  session.close()
  await local.database.connect().execute('insert into b values (1)')
  expect(tableNames(local)).toEqual(['b'])
})

test('a session that could not close leaves none behind', async () => {
  const options = stores()
  const crashed = await LocalDatabase.open(options)
  await crashed.database.connect().executeScript('create temp table a (id int); create table b (id int)')
  const reopened = await LocalDatabase.open(options)
  expect(tableNames(reopened)).toEqual(['b'])
})

test('a database with a server has none', async () => {
  const replica = await ReplicaDatabase.open(stores())
  const session = replica.database.connect()
  await expect(async () => session.execute('create temp table a (id int)')).rejects.toMatchObject({ code: '0A000' })
  await session.execute('create table b (id int)')
})
