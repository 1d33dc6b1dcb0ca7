// kill -9 again and again while many write over HTTP, on a store of files: what was answered is there, once, and nothing half of it.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freePort, serveFolder, type RunningServer } from '../testing/run-zendb.ts'

interface QueryAnswer {
  readonly rows: readonly (readonly unknown[])[]
}

async function query({ address }: RunningServer, sql: string, params: readonly unknown[] = []): Promise<QueryAnswer> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${address}/v1/shop/query`, { method: 'POST', headers, body: JSON.stringify({ sql, params }) })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as QueryAnswer
}

test('a server killed five times in the middle of writes keeps everything that it answered', { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zendb-kill-'))
  const port = await freePort()
  const acknowledged = new Set<number>()
  let last = 0
  let server = await serveFolder(folder, port)
  try {
    // Two rows in one statement that must stay together, and a serial key that must not come twice.
    await query(server, 'CREATE TABLE t (id serial PRIMARY KEY, n int UNIQUE, half int)')
    for (let round = 0; round < 5; round++) {
      let isKilled = false
      const writer = async (): Promise<void> => {
        while (!isKilled) {
          const n = ++last
          try {
            await query(server, 'INSERT INTO t (n, half) VALUES ($1, 1), (-$1::int, 2)', [n])
            acknowledged.add(n)
          } catch (error) {
            // Cut off by the kill: no answer, so no promise. Nothing else may go wrong.
            expect(String(error)).toMatch(/fetch failed|terminated|other side closed/)
            return
          }
        }
      }
      const before = acknowledged.size
      const writers = Array.from({ length: 8 }, writer)
      while (acknowledged.size < before + 30) await sleep(10)
      await sleep(100 * round)
      await server.kill()
      isKilled = true
      await Promise.all(writers)
      server = await serveFolder(folder, port)
      const found = new Set((await query(server, 'SELECT n FROM t')).rows.map(([n]) => Number(n)))
      expect(
        [...acknowledged].filter(n => !found.has(n)),
        `round ${round}`,
      ).toEqual([])
      expect(
        [...found].filter(n => !found.has(-n)),
        `round ${round}`,
      ).toEqual([])
    }
    expect(acknowledged.size).toBeGreaterThan(100)
    const metrics = await (await fetch(`${server.address}/metrics`)).text()
    expect(metrics).toMatch(/zendb_store_requests_total\{operation="putIfAbsent",outcome="ok"\} \d+/)
    expect(await server.stop()).toBe(0)
  } finally {
    await server.kill()
    await rm(folder, { recursive: true, force: true })
  }
})
