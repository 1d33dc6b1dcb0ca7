// What the page of size.bench.ts runs: the least that an app does, so that the files it asks for can be counted.

import { ZenDB } from '@zendb/client'

async function writeAndRead(): Promise<number> {
  const db = new ZenDB({ name: 'size' })
  await db.exec('CREATE TABLE note (id int PRIMARY KEY, body text)')
  await db.execute('INSERT INTO note VALUES ($1, $2)', [1, 'first'])
  return (await db.query('SELECT * FROM note WHERE id = $1', [1])).length
}

Object.assign(globalThis, { writeAndRead })
