// A real `zendb serve` on a free port over a store of its own, for one test: a folder, or a prefix of a bucket where ZENDB_S3_ENDPOINT
// names an S3 server (the stage s3 of `npm test`). It can be killed and started again on the same store and port; `dispose` ends it
// by its process id.

import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const root = fileURLToPath(new URL('../..', import.meta.url))
const typescript = ['--conditions=@zendb/source', '--import', 'tsx']

export interface TestServer {
  readonly address: string
  /** kill -9: nothing is flushed, nobody is told. */
  kill(): Promise<void>
  start(): Promise<void>
  dispose(): Promise<void>
}

/** Serves the built demo, too. `orders` of demo data are loaded; 0: none. */
export async function startServer(orders: number): Promise<TestServer> {
  const port = await freePort()
  const store = await newStore()
  const address = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  const kill = async (): Promise<void> => {
    const running = child
    child = null
    if (running === null || running.exitCode !== null) return
    const ended = once(running, 'exit')
    running.kill('SIGKILL')
    await ended
  }
  const start = async (): Promise<void> => {
    const serve = ['server/src/main.ts', 'serve', '--dev', ...store.flags, '--port', String(port), '--static', 'demo-app/dist']
    child = spawn(process.execPath, [...typescript, ...serve], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    await answers(address, child)
  }
  await start()
  if (orders > 0) await seed(address, orders)
  return {
    address,
    kill,
    start,
    dispose: async () => {
      await kill()
      store.discard()
    },
  }
}

interface TestStore {
  readonly flags: readonly string[]
  discard(): void
}

async function newStore(): Promise<TestStore> {
  const endpoint = process.env['ZENDB_S3_ENDPOINT']
  if (endpoint === undefined) {
    const data = mkdtempSync(join(tmpdir(), 'zendb-e2e-'))
    return { flags: ['--data', data], discard: () => rmSync(data, { recursive: true, force: true }) }
  }
  // The server finds the endpoint and its keys in the environment, as `zendb serve --s3` does anywhere.
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({ endpoint, region: process.env['AWS_REGION'] ?? 'us-east-1', forcePathStyle: true })
  // Fails when the bucket is there, which is as good.
  await client.send(new CreateBucketCommand({ Bucket: 'zendb-e2e' })).catch(() => undefined)
  client.destroy()
  // The bucket ends with its server.
  return { flags: ['--s3', 'zendb-e2e', '--s3-prefix', `test-${randomUUID()}`], discard: () => {} }
}

async function seed(address: string, orders: number): Promise<void> {
  const child = spawn(process.execPath, [...typescript, 'demo-app/seed.ts', address], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ORDERS: String(orders) },
  })
  const [code] = (await once(child, 'exit')) as [number]
  if (code !== 0) throw new TypeError(`the demo data could not be loaded: exit ${code}`)
}

async function answers(address: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    // Whoever answers then is another server.
    if (child.exitCode !== null) throw new TypeError(`the server at ${address} ended with ${child.exitCode}`)
    try {
      if ((await fetch(`${address}/healthz`)).ok) return
    } catch {
      // Not up yet.
    }
    await sleep(100)
  }
  throw new TypeError(`no server at ${address} within 60 s`)
}

/**
 * A port that stays free while its server is down: below those that systems give out by themselves, to whoever listens on port 0 and
 * to every connection.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + randomInt(12_000)
    const probe = createServer().listen(port, '127.0.0.1')
    const isFree = await once(probe, 'listening').then(
      () => true,
      () => false,
    )
    probe.close()
    if (isFree) return port
  }
}
