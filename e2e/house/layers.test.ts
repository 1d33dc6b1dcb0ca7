// Enforces the import table of layers.ts: inside shared, between workspaces, towards packages, and no cycles between files.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importCycles, importsOf, resolveImport } from './imports.ts'
import { judgeImport, type Manifest } from './judge-import.ts'
import { laterFiles, recursiveRooms, sharedLayers } from './layers.ts'
import { lintOverrides } from './lint-overrides.ts'
import { parseSource, repositoryRoot, repositorySources, type SourceFile } from './source-files.ts'

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(repositoryRoot, folder, 'package.json'), 'utf8')) as Manifest
const manifests = Object.fromEntries(['.', 'shared', 'client', 'server', 'demo-app', 'e2e'].map(folder => [folder, manifestOf(folder)]))

/** One line for each forbidden import of `file`. */
function violationsOf(file: SourceFile): string[] {
  return importsOf(file).flatMap(found => {
    const verdict = judgeImport(file.path, found, manifests)
    return verdict === null ? [] : [`${file.path}:${found.line} imports '${found.specifier}': ${verdict}`]
  })
}

const sample = (path: string, text: string): string[] => violationsOf(parseSource(path, text))

describe('the rules catch what they forbid', () => {
  it.each([
    ['shared/src/storage/tree.ts', "import { x } from '../sql/ast.ts'", "'storage' may import only base"],
    ['shared/src/base/errors.ts', "import type { x } from '../values/sql-value.ts'", "'base' may import only nothing"],
    ['shared/src/sync/merge.ts', "export { x } from '../sql/ast.ts'", "'sync' may import only"],
    ['shared/src/sql/parse.ts', "const m = await import('../exec/build.ts')", "'sql' may import only"],
    ['shared/src/sql/parse.ts', "type T = import('../exec/build.ts').T", "'sql' may import only"],
    ['shared/src/attic/thing.ts', "import { x } from '../base/errors.ts'", "'attic' is not a layer"],
    ['shared/src/engine/database.ts', "import { seed } from '../testing/seed.ts'", 'for tests only'],
    ['shared/src/engine/database.ts', "import { readFile } from 'node:fs'", 'runs in browsers'],
    ['shared/src/engine/database.ts', "import { x } from '@zendb/client'", 'no other workspace'],
    ['client/src/index.ts', "import { x } from '@zendb/server'", 'client may import only shared'],
    ['client/src/index.ts', "import { seed } from '@zendb/shared/testing/seed'", 'for tests only'],
    ['client/src/index.ts', "import { x } from '../../shared/src/base/errors.ts'", 'by package name'],
    ['client/src/create-client.ts', "import { useState } from 'react'", 'only in client/src/react/'],
    ['client/src/create-client.ts', "import lodash from 'lodash'", 'not a dependency'],
    ['client/src/create-client.ts', "import { describe } from 'vitest'", 'not a dependency'],
    ['client/src/create-client.ts', "import { x } from './missing-file.ts'", 'no such file'],
    ['client/src/create-client.ts', "import { readFile } from 'node:fs/promises'", 'runs in browsers'],
    ['client/src/zen-db.ts', "import { openDirectory } from './node/open-directory.ts'", 'only Node may load this'],
    ['client/src/zen-db.ts', "const x = import('./node/open-directory.ts')", "with import('#node')"],
    ['client/src/zen-db.ts', "import { openDirectory } from '#node'", "with import('#node')"],
    ['client/src/zen-db.ts', "const x = import('#attic')", 'not among the imports'],
    ['server/src/index.ts', "import { x } from '@zendb/client'", 'server may import only shared'],
    ['demo-app/src/main.tsx', "import { x } from '@zendb/shared/engine/database'", 'demo-app may import only client'],
    ['e2e/tests/offline.e2e.ts', "import { x } from '../../client/src/index.ts'", 'by package name'],
    ['e2e/tests/offline.e2e.ts', "import { x } from '@zendb/shared/engine/database'", 'use what users use'],
  ])('%s: %s', (path, text, reason) => expect(sample(path, text)).toEqual([expect.stringContaining(reason)]))

  it.each([
    ['shared/src/values/sql-type.ts', "import { x } from '../base/errors.ts'"],
    ['shared/src/engine/database.test.ts', "import { seededRandom } from '@zendb/shared/base/random'\nimport fc from 'fast-check'"],
    ['client/src/index.ts', "import { x } from '@zendb/shared/base/errors'"],
    ['server/src/main.ts', "import { readFile } from 'node:fs/promises'"],
    ['client/src/node/open-directory.ts', "import { readFile } from 'node:fs/promises'"],
    ['client/src/zen-db.ts', "const x = import('#node')"],
    ['e2e/tests/offline.e2e.ts', "import { x } from '@zendb/client/react'\nimport { test } from '@playwright/test'"],
  ])('%s may: %s', (path, text) => expect(sample(path, text)).toEqual([]))

  it('a circle of imports is found and a diamond is not one', () => {
    expect(importCycles(new Map([['a', ['b']], ['b', ['c']], ['c', ['a']], ['d', ['a']]]))).toEqual([['a', 'b', 'c']]) // prettier-ignore
    expect(importCycles(new Map([['a', ['b', 'c']], ['b', ['d']], ['c', ['d']]]))).toEqual([]) // prettier-ignore
  })

  it('layers name only layers below them', () => {
    sharedLayers.forEach((layer, position) => {
      const below = sharedLayers.slice(0, position).map(lower => lower.name)
      expect(below, layer.name).toEqual(expect.arrayContaining([...layer.mayImport]))
    })
  })
})

describe('the repository keeps the rules', () => {
  it('imports lead only where the table allows', () => {
    expect(repositorySources().flatMap(violationsOf)).toEqual([])
  })

  it('the linter shows the same table in the editor', () => {
    const config = JSON.parse(readFileSync(join(repositoryRoot, '.oxlintrc.json'), 'utf8')) as { overrides: unknown[] }
    expect(config.overrides.slice(0, lintOverrides().length)).toEqual(lintOverrides())
  })

  it('no files import each other in a circle at run time', () => {
    const cycles = importCycles(fileTargets({ valuesOnly: true }))
    expect(cycles.filter(cycle => !recursiveRooms.some(room => cycle.every(path => path.startsWith(room))))).toEqual([])
  })

  it('types refer to each other in a circle only inside one folder', () => {
    const acrossFolders = importCycles(fileTargets({ valuesOnly: false })).filter(
      cycle => new Set(cycle.map(path => path.slice(0, path.lastIndexOf('/')))).size > 1,
    )
    expect(acrossFolders).toEqual([])
  })
})

/** Relative imports of every file; `valuesOnly` leaves out the ones that exist for the compiler alone. */
function fileTargets(which: { valuesOnly: boolean }): Map<string, string[]> {
  const targets = new Map<string, string[]>()
  for (const file of repositorySources()) {
    const paths = importsOf(file).flatMap(found => {
      if (which.valuesOnly && found.typeOnly) return []
      const target = resolveImport(file.path, found.specifier)
      if (target.kind !== 'file' || ((found.isDynamic || found.typeOnly) && laterFiles.includes(target.path))) return []
      return existsSync(join(repositoryRoot, target.path)) ? [target.path] : []
    })
    targets.set(file.path, paths)
  }
  return targets
}
