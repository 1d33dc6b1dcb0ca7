// `npm run conformance -- --suite DIR [options of the runner]` runs recorded PostgreSQL answers against the engine in process.
// The suite brings its own runner (run.mjs in DIR or above it); e2e/conformance/target.mjs connects it to our sources.

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run } from './run-command.mjs'

const args = process.argv.slice(2)
const suiteAt = args.indexOf('--suite')
const suite =
  suiteAt === -1 ? resolve(root, '../shared/conformance/suite') : resolve(process.env.INIT_CWD ?? process.cwd(), args[suiteAt + 1] ?? '')
const runner = [suite, dirname(suite)].map(folder => `${folder}/run.mjs`).find(path => existsSync(path))
if (runner === undefined) {
  console.error(`no conformance suite with a runner at ${suite}: give its folder with --suite DIR`)
  process.exit(2)
}
const rest = suiteAt === -1 ? args : args.toSpliced(suiteAt, 2)
const target = rest.includes('--target') ? [] : ['--target', `module:${root}/e2e/conformance/target.mjs`]

// The runner forks a process per lane and passes its environment on: NODE_OPTIONS makes TypeScript sources loadable there, too.
const tsx = pathToFileURL(createRequire(`${root}/package.json`).resolve('tsx')).href
const env = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --conditions=@zendb/source --import=${tsx}`.trim() }
process.exit(run(process.execPath, [runner, ...target, '--suite', suite, ...rest], { env }) ? 0 : 1)
