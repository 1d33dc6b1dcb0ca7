// `npm run check`: what to run before a push. Format, lint, types, house rules and the packages; no other tests.

import { bin, run } from './run-command.mjs'

/** @type {[string, string, string[]][]} */
const checks = [
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['lint', bin('oxlint'), ['--type-aware']],
  ['types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit']],
  ['house rules', bin('vitest'), ['run', '--project', 'node', '--reporter=dot', 'e2e/house']],
  ['packages', process.execPath, ['scripts/check-packages.mjs']],
]

const failed = checks.filter(([name, command, args]) => {
  console.log(`\n== ${name}`)
  return !run(command, args)
})
console.log(failed.length === 0 ? '\nall checks passed' : `\nfailed: ${failed.map(([name]) => name).join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
