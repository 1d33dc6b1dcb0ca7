// The `zendb` command as a process of its own, for tests of what only a process shows: exit codes, signals, kill -9.

import { spawn, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const command = ['--conditions=@zendb/source', '--import', 'tsx', 'server/src/main.ts']

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  return spawn(process.execPath, [...command, ...args], { cwd: root, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs a command to its end. */
export async function runZendb(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = start(args, env)
  const texts = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) child[stream]?.on('data', (chunk: Buffer) => (texts[stream] += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...texts }
}

export interface RunningServer {
  readonly address: string
  /** kill -9: nothing is flushed, nobody is told. */
  kill(): Promise<void>
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>
}

/** `zendb serve --dev` over a folder, once it answers. */
export async function serveFolder(folder: string, port: number): Promise<RunningServer> {
  const address = `http://127.0.0.1:${port}`
  const child = start(['serve', '--dev', '--data', folder, '--port', String(port)], {})
  child.stderr?.pipe(process.stderr)
  const ended = once(child, 'exit') as Promise<[number | null]>
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return (await ended)[0]
  }
  const isUp = (): Promise<boolean> =>
    fetch(`${address}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  for (let i = 0; !(await isUp()); i++) {
    if (i > 1200 || child.exitCode !== null) throw new Error(`zendb serve does not answer at ${address}`)
    await sleep(50)
  }
  return { address, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') }
}

/**
 * A port that stays free while its server is down: below those that systems give out by themselves, to whoever listens on port 0 and
 * to every connection.
 */
export async function freePort(): Promise<number> {
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
