// The workloads in Node: each engine in a fresh process. `npm run bench -- node`.

import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { parseChoice } from './bench-choice.ts'
import { buildProcess } from './build-bench.ts'
import type { EngineRun } from './run-engine.ts'
import { runRounds } from './run-rounds.ts'

const native = isNativeInstalled() ? ['better-sqlite3', 'better-sqlite3-file'] : []
const known = ['zendb', 'sqlite-wasm', 'pglite', 'zendb-file', ...native]
const choice = parseChoice(process.argv.slice(2), known, ['zendb', 'zendb-file', 'sqlite-wasm', 'pglite', ...native])

const program = await buildProcess('bench-process.ts')
try {
  process.exitCode = await runRounds('Node', choice, async (engine, workloads) => {
    const printed = execFileSync(process.execPath, ['--expose-gc', program, engine, workloads.join(',')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1 << 26,
    })
    const line = printed.split('\n').find(each => each.startsWith('result '))
    if (line === undefined) throw new TypeError(`${engine} answered no result: ${printed.slice(0, 500)}`)
    return JSON.parse(line.slice('result '.length)) as EngineRun
  })
} finally {
  rmSync(dirname(program), { recursive: true, force: true })
}

function isNativeInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('better-sqlite3')
    return true
  } catch {
    return false
  }
}
