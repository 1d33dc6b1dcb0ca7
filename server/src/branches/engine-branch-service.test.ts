// Branches on a real engine over an object store: kept over restarts, forked, taken over.

import { expect, test } from 'vitest'
import { systemClock } from '@zendb/shared/base/clock'
import { systemRandom } from '@zendb/shared/base/random'
import type { ObjectStore } from '../object-store/object-store.ts'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import { EngineBranchService } from './engine-branch-service.ts'

function service(objects: ObjectStore, createsDatabases = true): EngineBranchService {
  const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
  return new EngineBranchService({ objects, clock: systemClock, random: systemRandom, holder: 'test', sleep, createsDatabases })
}

test('what was answered is there after the server is gone without a word', async () => {
  const objects = new MemoryObjectStore()
  const main = await service(objects).open('shop', 'main')
  await main.query('CREATE TABLE t (id int PRIMARY KEY, a text)', [])
  await main.query('INSERT INTO t VALUES ($1, $2)', [1, 'one'])
  const before = await main.commit()
  // No close: as after kill -9, only the objects remain.
  const again = await service(objects).open('shop', 'main')
  expect((await again.query('SELECT * FROM t', [])).rows).toEqual([[1, 'one']])
  expect(await again.commit()).toEqual(before)
})

test('a server whose branch was taken over cannot answer a write any more', async () => {
  const objects = new MemoryObjectStore()
  const first = await service(objects).open('shop', 'main')
  await first.query('CREATE TABLE t (id int PRIMARY KEY)', [])
  const second = await service(objects).open('shop', 'main')
  await second.query('INSERT INTO t VALUES (1)', [])
  await expect(first.query('INSERT INTO t VALUES (2)', [])).rejects.toMatchObject({ code: 'LEASE_LOST' })
  expect((await second.query('SELECT * FROM t', [])).rows).toEqual([[1]])
})

test('a branch starts as its parent is and goes its own way', async () => {
  const branches = service(new MemoryObjectStore())
  const main = await branches.open('shop', 'main')
  await main.query('CREATE TABLE t (id int PRIMARY KEY)', [])
  await main.query('INSERT INTO t VALUES (1)', [])
  const info = await branches.create('shop', 'sale', 'main')
  expect(info.commit.hash).toBe((await main.commit()).hash)
  const sale = await branches.open('shop', 'sale')
  await sale.query('INSERT INTO t VALUES (2)', [])
  await main.query('INSERT INTO t VALUES (3)', [])
  expect((await sale.query('SELECT id FROM t ORDER BY id', [])).rows).toEqual([[1], [2]])
  expect((await main.query('SELECT id FROM t ORDER BY id', [])).rows).toEqual([[1], [3]])
  expect(await branches.list('shop')).toEqual(['main', 'sale'])
  await expect(branches.create('shop', 'sale', 'main')).rejects.toMatchObject({ code: 'BRANCH_EXISTS' })
})

test('an unknown database is made only where that is wanted', async () => {
  await expect(service(new MemoryObjectStore(), false).open('shop', 'main')).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' })
  await expect(service(new MemoryObjectStore()).open('shop', 'nowhere')).rejects.toMatchObject({ code: 'BRANCH_NOT_FOUND' })
})
