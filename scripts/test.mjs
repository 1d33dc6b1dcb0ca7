// `npm test`: every check and every test of the repository, on a fresh clone too. `npm test -- node browser` runs only these stages.
// The last line is always `N passed, N failed` (and skipped ones, if any); the exit code is 0 only when nothing failed.
// A stage that crashes or runs nothing counts as a failure: silence is never success.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bin, capture, root, run } from './run-command.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const minuteMs = 60_000
let isDemoBuilt = false
/** What failed, with its first words: told at the end, where a log that was cut still has it. @type {string[]} */
const failures = []
const reports = mkdtempSync(join(tmpdir(), 'zendb-test-'))

/** @type {Record<string, () => Counts | Promise<Counts>>} */
const stages = {
  lint: () =>
    sum(
      check('oxlint', () => run(bin('oxlint'), ['--type-aware'])),
      check('tsc', () => run(bin('tsc'), ['-p', 'tsconfig.json', '--noEmit'])),
    ),
  node: () => vitest('node', 10 * minuteMs),
  browser: () => withBrowser(() => vitest('browser', 6 * minuteMs)),
  packages: () => check('packages', () => run(process.execPath, ['scripts/check-packages.mjs'], { timeoutMs: 5 * minuteMs })),
  e2e: () => withBrowser(() => endToEnd('e2e')),
  s3: objectStore,
}

if (!existsSync(`${root}/node_modules/.package-lock.json`) && !run('npm', ['ci']))
  finish([['npm ci', { passed: 0, failed: 1, skipped: 0 }]])
const asked = process.argv.slice(2)
const unknown = asked.filter(name => !(name in stages))
if (unknown.length > 0) {
  console.error(`no such stage: ${unknown.join(', ')}; there are ${Object.keys(stages).join(', ')}`)
  process.exit(2)
}

/** @type {[string, Counts][]} */
const results = []
for (const [name, stage] of Object.entries(stages)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`\n== ${name}`)
  const startMs = performance.now()
  const counts = await stage()
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1)
  results.push([`${name.padEnd(9)} ${seconds.padStart(6)} s`, counts])
}
finish(results)

/** @param {[string, Counts][]} stageResults */
function finish(stageResults) {
  rmSync(reports, { recursive: true })
  console.log('')
  for (const failure of failures) console.log(`FAILED: ${failure}\n`)
  for (const [name, counts] of stageResults) console.log(`${name}  ${describe(counts)}`)
  const total = sum(...stageResults.map(([, counts]) => counts))
  if (total.passed + total.failed === 0) total.failed = 1
  console.log(describe(total))
  process.exit(total.failed === 0 ? 0 : 1)
}

/** @param {Counts} counts */
function describe(counts) {
  return `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`
}

/** @param {Counts[]} parts */
function sum(...parts) {
  const add = (/** @type {keyof Counts} */ key) => parts.reduce((total, part) => total + part[key], 0)
  return { passed: add('passed'), failed: add('failed'), skipped: add('skipped') }
}

/** One thing that works or does not. @param {string} name @param {() => boolean} isFine */
function check(name, isFine) {
  const fine = isFine()
  console.log(`${fine ? 'ok' : 'FAILED'}: ${name}`)
  return { passed: fine ? 1 : 0, failed: fine ? 0 : 1, skipped: 0 }
}

/** @param {string} project @param {number} timeoutMs @param {Record<string, string>} [env] */
function vitest(project, timeoutMs, env = {}) {
  const file = join(reports, `${project}.json`)
  const args = ['run', '--project', project, '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  // CI: a generated page that is missing is a failure, not something to write quietly.
  const fine = run(bin('vitest'), args, { timeoutMs, env: { CI: '1', ...env } })
  const report = readReport(file)
  for (const { name, message, assertionResults } of report?.testResults ?? []) {
    const failed = assertionResults.filter((/** @type {{ status: string }} */ test) => test.status === 'failed')
    for (const test of failed) tell(name, test.fullName, test.failureMessages.join('\n'))
    if (failed.length === 0 && message) tell(name, 'does not load', message)
  }
  return judge(project, fine, {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  })
}

/** The demo is built here: its pages are what the tests visit. @param {string} name @param {string[]} [files] @param {Record<string, string>} [env] */
function endToEnd(name, files = [], env = {}) {
  isDemoBuilt ||= run('npm', ['run', '-s', 'build', '-w', '@zendb/demo-app'], { timeoutMs: 3 * minuteMs })
  if (!isDemoBuilt) return check('build of the demo', () => false)
  const file = join(reports, `${name}.json`)
  const fine = run(bin('playwright'), ['test', '-c', 'e2e', '--reporter=list,json', ...files], {
    timeoutMs: 10 * minuteMs,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file, ...env },
  })
  const report = readReport(file)
  const stats = report?.stats
  for (const { file: path, specs } of (report?.suites ?? []).flatMap(withInner))
    for (const { title, ok, tests } of specs) if (!ok) tell(path, title, tests.flatMap(messagesOf).join('\n'))
  const passed = (stats?.expected ?? 0) + (stats?.flaky ?? 0)
  return judge(name, fine, { passed, failed: stats?.unexpected ?? 0, skipped: stats?.skipped ?? 0 })
}

/** The object store, and sync over it, against a real S3 server; without one on this machine the stage says so and is skipped. */
async function objectStore() {
  const script = (/** @type {string} */ word) => run('bash', ['scripts/s3.sh', word], { timeoutMs: 5 * minuteMs })
  if (process.platform === 'win32' || !script('available')) {
    console.log('skipped: no radosgw here (scripts/s3.sh install)')
    return { passed: 0, failed: 0, skipped: 1 }
  }
  process.once('exit', () => script('stop'))
  if (!script('start')) return check('start of the S3 server', () => false)
  const settings = capture('bash', ['scripts/s3.sh', 'env']) ?? ''
  const env = Object.fromEntries(settings.trim().split('\n').map(line => line.split('='))) // prettier-ignore
  const contract = vitest('s3', 5 * minuteMs, env)
  return sum(contract, await withBrowser(() => endToEnd('s3 e2e', ['two-devices'], env)))
}

/** @param {() => Counts} stage */
async function withBrowser(stage) {
  const { ensureBrowser } = await import('./ensure-browser.mjs')
  return ensureBrowser() === undefined ? check('a Chromium (set ZENDB_CHROMIUM, or npx playwright install chromium)', () => false) : stage()
}

/** @param {string} file @param {string} test @param {string} message */
function tell(file, test, message) {
  const plain = message.replaceAll(/\u001b\[[0-9;]*m/gu, '').split('\n')
  failures.push([`${file.replace(`${root}/`, '')} › ${test}`, ...plain.slice(0, 12)].join('\n    '))
}

/** A suite of Playwright's report and all that are inside it. @typedef {{ file: string, specs: any[], suites?: Suite[] }} Suite */
/** @param {Suite} suite @returns {Suite[]} */
function withInner(suite) {
  return [suite, ...(suite.suites ?? []).flatMap(withInner)]
}

/** @param {{ results: { errors: { message?: string }[] }[] }} test */
function messagesOf(test) {
  return test.results.flatMap(result => result.errors.map(error => error.message ?? ''))
}

function readReport(/** @type {string} */ file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/** Failures outside of tests, such as a file that does not load, have no count of their own. @param {Counts} counts */
function judge(/** @type {string} */ name, /** @type {boolean} */ fine, counts) {
  if (counts.passed + counts.failed === 0) console.log(`FAILED: ${name} ran no test`)
  const hidden = counts.failed === 0 && (!fine || counts.passed === 0)
  return hidden ? { ...counts, failed: 1 } : counts
}
