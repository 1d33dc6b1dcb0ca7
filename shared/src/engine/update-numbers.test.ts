// The short way of updates by key does what the general way does. Two databases run the same transactions: one with parameters, which
// takes the short way where it can, one with the values in the text, which is planned anew each time and never does. What they answer,
// tell their live queries, write to their logs and hold afterwards must be the same to the byte.

import { describe, expect, test } from 'vitest'
import { SqlError } from '../base/errors.ts'
import { seededRandom, type Random } from '../base/random.ts'
import { MemoryLogStore } from '../storage/memory-log-store.ts'
import { MemoryPageStore } from '../storage/memory-page-store.ts'
import { VirtualTime } from '../testing/virtual-time.ts'
import { CellChange } from './cell-change.ts'
import type { HeadChange } from './change-feed.ts'
import { LocalDatabase } from './local-database.ts'
import type { Session } from './session.ts'

const seeds = Number(process.env['ZENDB_SEEDS'] ?? 15)

const schema = `
  create table p (id int primary key, n int unique);
  create table t (
    id int primary key, a int not null, x float8, b text, k int, f int references p on delete set null,
    p int references p (n) on update cascade, c int check (c < 900), g int generated always as (c + 1) stored
  );
  create index on t (k);
  insert into p select i, i from generate_series(1, 10) i;
  insert into t select i, i, i / 4.0, 'x', i % 7, 1 + i % 10, 1 + i % 10, i from generate_series(1, 400) i`

/** `$1` stands for the first value. */
interface Step {
  readonly sql: string
  readonly values: readonly number[]
}

class Side {
  readonly local: LocalDatabase
  readonly session: Session
  readonly told: unknown[] = []
  readonly #log: MemoryLogStore
  readonly #isInline: boolean
  shortUpdates = 0

  private constructor(local: LocalDatabase, log: MemoryLogStore, isInline: boolean) {
    this.local = local
    this.session = local.database.connect()
    this.#log = log
    this.#isInline = isInline
    local.database.feed.subscribe(change => this.told.push(tellable(change)))
  }

  static async open(isInline: boolean): Promise<Side> {
    const log = new MemoryLogStore()
    const local = await LocalDatabase.open({
      name: 'two ways',
      pageStore: new MemoryPageStore(),
      logStore: log,
      clock: new VirtualTime(),
      random: seededRandom(1),
      cacheBytes: 20_000,
    })
    const side = new Side(local, log, isInline)
    await side.session.executeScript(schema)
    return side
  }

  async run({ sql, values }: Step): Promise<string> {
    const entries = this.session.transaction.write?.journal.entries
    try {
      const { tag, count } = this.#isInline
        ? await this.session.execute(sql.replaceAll(/\$(\d)/g, (_, digit) => text(values[Number(digit) - 1])))
        : await this.session.execute(sql, values)
      if (entries?.at(-1) instanceof CellChange) this.shortUpdates++
      return `${tag} ${count}`
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      return error.code
    }
  }

  async log(): Promise<readonly unknown[]> {
    return (await this.#log.read(1)).map(({ position, bytes }) => [position, Buffer.from(bytes).toString('hex')])
  }
}

/** As a literal that means the same. */
const text = (value: number): string =>
  Number.isFinite(value) && !Object.is(value, -0) ? `(${value})` : `'${Object.is(value, -0) ? '-0' : value}'::float8`

function tellable({ origin, tables, entries }: HeadChange): unknown {
  const rows = entries?.map(({ table, key, before, after, moved, movedTo }) => ({
    table: table.definition.id,
    key,
    before: before && { ...before, cellStamps: before.cellStamps && [...before.cellStamps] },
    after: after && { ...after, cellStamps: after.cellStamps && [...after.cellStamps] },
    moved,
    movedTo,
  }))
  return { origin, tables: [...tables], rows }
}

/** `isDense`: mostly updates of few rows, which the transaction then writes again and again. */
function randomStep(random: Random, isDense: boolean): Step {
  const below = (bound: number): number => random.below(bound)
  const id = isDense ? 1 + below(6) : below(430)
  const number = [below(1000), -below(5), below(8) / 4, -0, Number.NaN, Number.POSITIVE_INFINITY][below(20) < 18 ? below(3) : below(6)]
  const step = (sql: string, ...values: readonly number[]): Step => ({ sql, values })
  switch (isDense && below(5) > 0 ? 21 : below(22)) {
    case 0:
      return step('update t set b = b || $1 where id = $2', below(9), id)
    case 1:
      return step('update t set a = a + $1, x = x - 1 where id % 40 = $2', below(9), below(40))
    case 2:
      return step('delete from t where id = $1', id)
    case 3:
      return step('insert into t (id, a, x) values ($1, $2, $3) on conflict (id) do update set a = t.a + 1', id, below(50), below(9))
    case 4:
      return step('update t set id = id + 500 where id = $1', id)
    case 5:
      return step('update p set n = n + 20 where id = $1', 1 + below(10))
    case 6:
      return step('delete from p where id = $1', 1 + below(10))
    case 7:
      return step('savepoint s', ...[])
    case 8:
      return step('rollback to s', ...[])
    case 9:
      return step('update t set k = $1 where id = $2', below(7), id)
    case 10:
      return step('update t set f = $1 where id = $2', 1 + below(12), id)
    case 11:
      return step('update t set c = $1 where id = $2', below(1000), id)
    case 12:
      return step('update t set x = $1, a = $2 where id = $3', number, below(1000), id)
    case 13:
      return below(6) > 0 ? step('set constraints all immediate') : step('alter table t add column if not exists extra int default 7')
    default:
      return below(3) > 0 ? step('update t set x = $1 where id = $2', number, id) : step('update t set a = $1 where id = $2', number, id)
  }
}

async function runTransaction(sides: readonly Side[], random: Random, seed: number): Promise<void> {
  const steps: Step[] = [
    { sql: 'begin', values: [] },
    { sql: 'savepoint s', values: [] },
  ]
  const isDense = random.below(2) === 0
  for (let left = 3 + random.below(20); left > 0; left--) steps.push(randomStep(random, isDense))
  steps.push({ sql: random.below(5) > 0 ? 'commit' : 'rollback', values: [] })
  let isFailed = false
  for (const step of steps) {
    if (isFailed) for (const side of sides) await side.run({ sql: 'rollback to s', values: [] })
    const [one, two] = await Promise.all(sides.map(side => side.run(step)))
    expect(one, `seed ${seed}: ${step.sql} with ${step.values.join(', ')}`).toBe(two)
    isFailed = /^[0-9A-Z]{5}$/.test(one)
  }
}

describe('updates of numbers by key', () => {
  test('know a row that the transaction has written before, also after another one was written twice', async () => {
    const sides = [await Side.open(false), await Side.open(true)]
    const [x, a] = ['update t set x = $1 where id = $2', 'update t set a = $1 where id = $2']
    const steps: readonly (readonly [string, ...number[]])[] = [
      ['begin'],
      [x, 1.5, 100],
      [a, 1, 101],
      [x, 2.5, 1],
      [x, 3.5, 1],
      [x, 4.5, 2],
      [a, 7, 2],
      ['commit'],
    ]
    for (const [sql, ...values] of steps) for (const side of sides) await side.run({ sql, values })
    const [short, general] = await Promise.all(sides.map(async side => [await side.log(), side.told, await side.local.rootHash()]))
    expect(short).toEqual(general)
    expect(sides[0].shortUpdates).toBeGreaterThan(1)
  })

  test('do by the short way what the general way does', async () => {
    let shortUpdates = 0
    for (let seed = 1; seed <= seeds; seed++) {
      const random = seededRandom(seed)
      const sides = [await Side.open(false), await Side.open(true)]
      for (let transaction = 0; transaction < 8; transaction++) {
        await runTransaction(sides, random, seed)
        // Pages that are not in memory: the cache has room for a few of them.
        if (random.below(3) === 0) for (const { local } of sides) await local.checkpoint()
        const [short, general] = await Promise.all(sides.map(async side => [await side.log(), side.told, await side.local.rootHash()]))
        expect(short, `seed ${seed}`).toEqual(general)
      }
      shortUpdates += sides[0].shortUpdates
      expect(sides[1].shortUpdates).toBe(0)
    }
    expect(shortUpdates).toBeGreaterThan(10 * seeds)
  }, 60_000)
})
