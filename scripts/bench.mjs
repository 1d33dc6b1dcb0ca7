// `npm run bench` runs every benchmark of e2e/performance; `npm run bench -- join` only those whose file name contains "join".
// A benchmark is a program `<name>.bench.ts` that prints its figures and ends with a code other than 0 when it breaks a budget.

import { existsSync, readdirSync } from 'node:fs'
import { ensureNativeSqlite } from './ensure-native-sqlite.mjs'
import { root, run } from './run-command.mjs'

const folder = 'e2e/performance'
const words = process.argv.slice(2).filter(word => !word.startsWith('-'))
const benches = existsSync(`${root}/${folder}`) ? readdirSync(`${root}/${folder}`).filter(name => name.endsWith('.bench.ts')) : []
const chosen = benches.filter(name => words.length === 0 || words.some(word => name.includes(word)))

if (chosen.length === 0) {
  console.error(`no benchmark matches; there are: ${benches.map(name => name.replace('.bench.ts', '')).join(', ') || 'none'}`)
  process.exit(1)
}
if (!ensureNativeSqlite()) console.log('better-sqlite3 could not be installed: figures of native SQLite are left out')

const failed = chosen.filter(name => {
  console.log(`\n== ${name}`)
  return !run(process.execPath, ['--expose-gc', '--conditions=@zendb/source', '--import', 'tsx', `${folder}/${name}`])
})
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
