// What a journal promises at commit: unless it says that rows may repeat, no row stands in it twice.

import { expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { SqlError } from '../base/errors.ts'
import { seededRandom } from '../base/random.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { LocalDatabase } from './local-database.ts'
import type { Session } from './session.ts'

const seeds = Number(process.env['ZENDB_SEEDS'] ?? 20)

async function openSession(seed: number): Promise<Session> {
  const local = await LocalDatabase.open({
    name: 'journal',
    pageStore: new MemoryPageStore(),
    logStore: new MemoryLogStore(),
    clock: systemClock,
    random: seededRandom(seed),
  })
  const session = local.database.connect()
  await session.executeScript(`
    create table t (id int primary key, a int, b text);
    create table u (id int primary key, t int references t on delete cascade on update cascade, a int);
    insert into t select i, i, 'x' from generate_series(1, 30) i;
    insert into u select i, i, i from generate_series(1, 30) i`)
  return session
}

test('a journal that denies repeated rows has none', async () => {
  const answers = { repeated: 0, distinct: 0 }
  for (let seed = 1; seed <= seeds; seed++) {
    const random = seededRandom(seed)
    const below = (bound: number): number => random.below(bound)
    const kinds: readonly (() => string)[] = [
      () => `update t set a = ${below(90)} where id = ${below(40)}`,
      () => `update t set a = a + 1, b = b || 'y' where id % 9 = ${below(9)}`,
      () => `update u set a = ${below(90)} where id = ${below(40)}`,
      () => `insert into t values (${below(60)}, 1, 'n') on conflict (id) do update set a = t.a + 1`,
      () => `insert into u values (${below(60)}, ${1 + below(30)}, 1) on conflict do nothing`,
      () => `delete from u where id = ${below(40)}`,
      () => `delete from t where id = ${below(40)}`,
      () => `update t set id = id + 100 where id = ${below(40)}`,
      () => 'savepoint s',
      () => 'rollback to s',
    ]
    const session = await openSession(seed)
    for (let transaction = 0; transaction < 15; transaction++) {
      await session.execute('begin')
      await session.execute('savepoint s')
      for (let left = 1 + below(5); left > 0; left--) {
        const sql = kinds[below(kinds.length)]()
        try {
          await session.execute(sql)
        } catch (error) {
          // A foreign key or a key that is taken: part of the game.
          if (!(error instanceof SqlError)) throw error
          await session.execute('rollback to s')
        }
        const { journal } = session.transaction.write ?? {}
        if (journal === undefined || journal.entries.length < 2) continue
        const rows = journal.entries.map(({ table, key }) => `${table.definition.name} ${key}`)
        const repeats = new Set(rows).size < rows.length
        if (repeats) expect(journal.mayRepeatRows, `seed ${seed}: ${sql}: ${rows.join(', ')}`).toBe(true)
        answers[repeats ? 'repeated' : 'distinct'] += repeats || !journal.mayRepeatRows ? 1 : 0
      }
      await session.execute('commit')
    }
  }
  expect(answers.repeated).toBeGreaterThan(seeds / 4)
  expect(answers.distinct).toBeGreaterThan(seeds / 4)
})
