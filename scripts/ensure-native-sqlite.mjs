// Installs better-sqlite3 for the benchmarks that compare with native SQLite. It is kept out of the workspaces because it
// compiles C (one to two minutes) on machines that cannot download its binary; `npm ci` must neither wait for that nor fail by it.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { root, run } from './run-command.mjs'

const folder = `${root}/e2e/performance`

function isUsable() {
  try {
    const Database = createRequire(`${folder}/package.json`)('better-sqlite3')
    new Database(':memory:').close()
    return true
  } catch {
    return false
  }
}

/** @returns {boolean} true when benchmarks can import better-sqlite3 */
export function ensureNativeSqlite() {
  if (isUsable()) return true
  // Node's own headers, where the system has them: node-gyp then needs no download.
  const nodePrefix = dirname(dirname(process.execPath))
  const env = existsSync(`${nodePrefix}/include/node/node.h`) ? { npm_config_nodedir: nodePrefix } : {}
  console.log('installing better-sqlite3 for the comparison with native SQLite ...')
  run('npm', ['ci'], { cwd: folder, env, timeoutMs: 600_000 })
  return isUsable()
}
