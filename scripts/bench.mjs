// `npm run bench` runs every benchmark of e2e/performance; `npm run bench -- chromium w2,w3` only those named, and only these workloads.
// A benchmark is a program `<name>.bench.ts` that prints its figures and ends with a code other than 0 when an engine fails or
// answers differ. Words that name no benchmark go to it: workloads, `engines=a,b`, `rounds=5`.

import { readdirSync } from 'node:fs'
import { ensureNativeSqlite } from './ensure-native-sqlite.mjs'
import { root, run } from './run-command.mjs'

const folder = 'e2e/performance'
const names = readdirSync(`${root}/${folder}`)
  .filter(name => name.endsWith('.bench.ts'))
  .map(name => name.replace('.bench.ts', ''))
const words = process.argv.slice(2).map(word => word.replace(/^--/, ''))
const named = names.filter(name => words.includes(name))
const chosen = named.length > 0 ? named : names
const rest = words.filter(word => !names.includes(word))

if (chosen.includes('node') && !ensureNativeSqlite())
  console.log('better-sqlite3 could not be installed: figures of native SQLite are left out')

const failed = chosen.filter(name => {
  console.log(`\n== ${name}`)
  return !run(process.execPath, ['--expose-gc', '--conditions=@zendb/source', '--import', 'tsx', `${folder}/${name}.bench.ts`, ...rest])
})
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
