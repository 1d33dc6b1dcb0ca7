// Builds shared, client and server, packs each as npm would publish it, and looks at the tarball as a consumer sees it:
// publint reads its package.json, attw resolves its types. Prints a line for each package; exit code 1 when one is not fit.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bin, capture, run, runQuietly } from './run-command.mjs'

if (!run(bin('tsc'), ['-b', 'tsconfig.build.json'])) {
  console.error('the packages do not build')
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'zendb-pack-'))
const unfit = ['shared', 'client', 'server'].filter(workspace => !isFit(workspace))
rmSync(folder, { recursive: true })
process.exit(unfit.length === 0 ? 0 : 1)

/** @param {string} workspace */
function isFit(workspace) {
  const packed = capture('npm', ['pack', '--json', '--pack-destination', folder, '-w', workspace])
  if (packed === null) return report(workspace, 'npm pack failed')
  const { filename, size, files } = JSON.parse(packed)[0]
  const tarball = join(folder, filename)
  const strays = files.map(file => file.path).filter(path => /\.test\.|\.tsbuildinfo$|node_modules/.test(path))
  if (strays.length > 0) return report(workspace, `files that do not belong into the package: ${strays.join(', ')}`)
  if (!runQuietly(bin('publint'), ['run', tarball, '--strict'])) return report(workspace, 'publint complains')
  // ESM only by decision; shared is one folder of modules under a wildcard, which attw cannot enumerate.
  const entrypoints = workspace === 'shared' ? ['--entrypoints', 'base/errors', 'engine/database'] : []
  if (!runQuietly(bin('attw'), [tarball, '--profile', 'esm-only', '--format', 'ascii', ...entrypoints]))
    return report(workspace, 'attw complains')
  return report(workspace, null, `${files.length} files, ${Math.round(size / 1024)} KiB packed`)
}

/** @param {string} workspace @param {string | null} trouble @param {string} [fact] */
function report(workspace, trouble, fact = '') {
  console.log(`@zendb/${workspace}: ${trouble ?? `fit to publish (${fact})`}`)
  return trouble === null
}
