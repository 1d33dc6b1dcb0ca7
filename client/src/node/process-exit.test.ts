// A process of its own: what a script in Node meets.

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const client = fileURLToPath(new URL('../index.ts', import.meta.url))
let directory = ''
afterEach(() => rm(directory, { recursive: true, force: true }))

/** Runs a script that never closes its database; what it prints. Fails when the process does not end by itself. */
async function script(body: string): Promise<string> {
  const code = `const { ZenDB } = await import(${JSON.stringify(client)})\n${body}`
  const flags = ['--conditions=@zendb/source', '--import', 'tsx', '--input-type=module', '--eval', code]
  const { stdout, stderr } = await run(process.execPath, flags, { timeout: 50_000 })
  expect(stderr).toBe('')
  return stdout.trim()
}

describe('a process', () => {
  it('ends by itself, and what was acknowledged is there for the next one', async () => {
    directory = await mkdtemp(join(tmpdir(), 'zendb-'))
    const body = `
      const db = new ZenDB({ storage: { directory: ${JSON.stringify(directory)} }, migrations: ['CREATE TABLE t (n int)'] })
      db.subscribe('SELECT * FROM t').on('rows', () => {})
      for (let i = 0; i < 300; i++) await db.execute('INSERT INTO t VALUES ($1)', [i])
      console.log((await db.query('SELECT count(*) AS n FROM t'))[0].n)`
    expect(await script(body)).toBe('300')
    expect(await script(body)).toBe('600')
  }, 120_000)

  it('with a database in memory ends by itself', async () => {
    expect(await script("const db = new ZenDB(); console.log((await db.query('SELECT 1 AS one'))[0].one)")).toBe('1')
  }, 120_000)
})
