// Referential actions under writes that do not know of each other: two devices and a session on the server change parents and children at
// random. At rest all have one state, the server also after kill -9, and no child has lost its parent. Failing seeds print themselves.

import { expect, test } from 'vitest'
import { SqlError } from '../base/errors.ts'
import { seededRandom, type Random } from '../base/random.ts'
import { linesOf, TestBranch, type TestDevice } from '../testing/replica-pair.ts'

const first = Number(process.env['ZENDB_SEED'] ?? 1)
const seeds = Number(process.env['ZENDB_SEEDS'] ?? 40)

const setup = `
  CREATE TABLE p (id int PRIMARY KEY, code int UNIQUE);
  CREATE TABLE nulled (id int PRIMARY KEY, p_id int REFERENCES p ON DELETE SET NULL ON UPDATE CASCADE, v int);
  CREATE TABLE followed (id int PRIMARY KEY, code int REFERENCES p (code) ON UPDATE CASCADE ON DELETE CASCADE, v int);
  CREATE TABLE defaulted (id int PRIMARY KEY, p_id int DEFAULT 0 REFERENCES p ON DELETE SET DEFAULT ON UPDATE SET NULL, v int);
  INSERT INTO p VALUES (0, 0), (1, 10), (2, 20), (3, 30);
  INSERT INTO nulled VALUES (1, 1, 0), (2, 2, 0);
  INSERT INTO followed VALUES (1, 10, 0), (2, 20, 0);
  INSERT INTO defaulted VALUES (1, 1, 0), (2, 2, 0)`

const tables = ['p', 'nulled', 'followed', 'defaulted'] as const
const columns = { nulled: 'p_id', followed: 'code', defaulted: 'p_id' } as const
const children = ['nulled', 'followed', 'defaulted'] as const

function randomWrite(random: Random): string {
  const [id, code] = [1 + random.below(3), 10 * (1 + random.below(3))]
  const child = children[random.below(children.length)]
  const key = child === 'followed' ? code : id
  switch (random.below(12)) {
    case 0:
      return `INSERT INTO p VALUES (${id}, ${code})`
    case 1:
      return `DELETE FROM p WHERE id = ${id}`
    case 2:
      return `UPDATE p SET code = ${code} WHERE id = ${id}`
    case 3:
      return `UPDATE p SET id = ${1 + random.below(3)} WHERE id = ${id}`
    case 4:
      return `INSERT INTO ${child} VALUES (${1 + random.below(4)}, ${key}, 1)`
    case 5:
      return `DELETE FROM ${child} WHERE id = ${1 + random.below(4)}`
    default:
      return `UPDATE ${child} SET ${columns[child]} = ${key}, v = v + 1 WHERE id = ${1 + random.below(4)}`
  }
}

/** What a constraint forbids here is no part of the schedule. */
async function tryWrite(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
  }
}

async function run(seed: number): Promise<void> {
  const random = seededRandom(seed)
  const server = await TestBranch.open(setup)
  const devices: TestDevice[] = [await server.connect(), await server.connect()]
  for (let step = 0; step < 120; step++) {
    server.clock.advance(random.below(50))
    const device = devices[random.below(devices.length)]
    const dice = random.below(10)
    if (dice === 0) await tryWrite(() => server.write(randomWrite(random)))
    else if (dice < 8) await tryWrite(() => device.write(randomWrite(random)))
    else if (random.below(4) === 0) await device.open()
    else await device.sync()
  }
  for (const device of [...devices, ...devices, ...devices]) await device.sync()
  const { hash } = await server.branch.rootHash()
  await server.reopen()
  expect((await server.branch.rootHash()).hash, `seed ${seed}: the server after kill -9`).toBe(hash)
  for (const device of devices) {
    expect((await device.replica.rootHash()).hash, `seed ${seed}`).toBe(hash)
    for (const table of tables)
      expect(await linesOf(device.session, `SELECT * FROM ${table} ORDER BY id`), `seed ${seed}`).toEqual(
        await linesOf(server.session, `SELECT * FROM ${table} ORDER BY id`),
      )
  }
  for (const child of children) {
    const parent = child === 'followed' ? 'code' : 'id'
    const orphans = `SELECT * FROM ${child} c WHERE ${columns[child]} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM p WHERE p.${parent} = c.${columns[child]})`
    expect(await linesOf(server.session, orphans), `seed ${seed}: ${child} without a parent`).toEqual([])
  }
}

test(`references hold and replicas are equal, seeds ${first} to ${first + seeds - 1}`, { timeout: 300_000 }, async () => {
  for (let seed = first; seed < first + seeds; seed++) await run(seed)
})
