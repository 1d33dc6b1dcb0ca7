// A real `zendb serve` on a free port over a folder of its own, for one test. It can be killed and started again on the same
// store and port; `dispose` ends it by its process id.

import { spawn, type ChildProcess } from 'node:child_process'
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

/** Serves the built demo, too. `orders` of demo data are loaded. */
export async function startServer(orders: number): Promise<TestServer> {
  const port = await freePort()
  const data = mkdtempSync(join(tmpdir(), 'zendb-e2e-'))
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
    const args = [
      ...typescript,
      'server/src/main.ts',
      'serve',
      '--dev',
      '--data',
      data,
      '--port',
      String(port),
      '--static',
      'demo-app/dist',
    ]
    child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    await answers(address)
  }
  await start()
  await seed(address, orders)
  return {
    address,
    kill,
    start,
    dispose: async () => {
      await kill()
      rmSync(data, { recursive: true, force: true })
    },
  }
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

async function answers(address: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    try {
      if ((await fetch(`${address}/healthz`)).ok) return
    } catch {
      // Not up yet.
    }
    await sleep(100)
  }
  throw new TypeError(`no server at ${address} within 60 s`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const at = server.address()
  server.close()
  return typeof at === 'object' && at !== null ? at.port : 0
}
