// `npm start`: from a fresh clone to a running demo. Installs if need be, builds the demo, serves it and the sync API from one process
// over an object store in files under .zendb/, and loads demo data into an empty store. Options: --port N, --data DIR.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { root, run } from './run-command.mjs'

const { values: options } = parseArgs({
  options: { port: { type: 'string', default: process.env.PORT ?? '4000' }, data: { type: 'string', default: `${root}/.zendb` } },
})
const startMs = performance.now()
const address = `http://127.0.0.1:${options.port}`
const typescript = ['--conditions=@zendb/source', '--import', 'tsx']

if (!existsSync(`${root}/node_modules/.package-lock.json`)) must('npm', ['ci'])
must('npm', ['run', '-s', 'build', '-w', '@zendb/demo-app'])
if (await answers()) {
  console.error(`Something answers at ${address} already: stop it, or choose another port with npm start -- --port 4001`)
  process.exit(1)
}

const isEmpty = !existsSync(options.data) || readdirSync(options.data).length === 0
const serve = ['server/src/main.ts', 'serve', '--data', options.data, '--dev', '--port', options.port, '--static', 'demo-app/dist']
const server = spawn(process.execPath, [...typescript, ...serve], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
// The server ends in its own time: it still has to make durable what it has accepted.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGTERM'))
server.on('exit', code => process.exit(code ?? 1))

if (!(await isUp())) {
  console.error(`the server did not answer at ${address} within 60 s`)
  server.kill('SIGTERM')
} else {
  const seed = 'demo-app/seed.ts'
  if (isEmpty && existsSync(`${root}/${seed}`) && !run(process.execPath, [...typescript, seed, address]))
    console.error('the demo data could not be loaded')
  console.log(
    `\nZenDB demo: ${address}   (ready in ${((performance.now() - startMs) / 1000).toFixed(1)} s; data in ${options.data}; stop with Ctrl-C)`,
  )
}

/** @param {string} command @param {string[]} args */
function must(command, args) {
  if (!run(command, args)) process.exit(1)
}

async function isUp() {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await answers()) return true
    await sleep(100)
  }
  return false
}

async function answers() {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(2000) })).status < 500
  } catch {
    return false
  }
}
