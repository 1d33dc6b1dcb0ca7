// What an app downloads: the modules that `import { ZenDB } from '@zendb/client'` reaches without waiting, bundled as an app bundles them.
// The budgets are promises to app developers (docs/guides): who exceeds one loads the new code later, or says why the budget grows.

import { gzipSync } from 'node:zlib'
import { join, relative } from 'node:path'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { repositoryRoot } from './source-files.ts'

const kilobyte = 1024
/** Compressed size of what the import alone loads. */
const initialBudget = 150 * kilobyte
/** Compressed size of what a database without a server loads in its life: opening, queries, writes, live queries. */
const plainBudget = 260 * kilobyte

interface Chunk {
  readonly bytes: number
  readonly modules: readonly string[]
  readonly imports: readonly string[]
  readonly facade: string | null
}

const chunks = new Map<string, Chunk>()

beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: repositoryRoot,
    resolve: { conditions: ['@zendb/source', 'module', 'browser'] },
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        input: join(repositoryRoot, 'client/src/index.ts'),
        preserveEntrySignatures: 'strict',
        external: /^(node:|react|yjs|ws$)/,
      },
    },
  })
  const outputs = (Array.isArray(result) ? result : [result]).flatMap(one => ('output' in one ? one.output : []))
  for (const file of outputs) {
    if (file.type !== 'chunk') continue
    const modules = Object.keys(file.modules).map(path => relative(repositoryRoot, path))
    const facade = file.facadeModuleId === null ? null : relative(repositoryRoot, file.facadeModuleId)
    chunks.set(file.fileName, { bytes: gzipSync(file.code, { level: 9 }).length, modules, imports: file.imports, facade })
  }
}, 120_000)

/** The chunks that a browser loads for these modules, with all that they import. */
function loadedFor(...facades: readonly string[]): Chunk[] {
  const loaded = new Map<string, Chunk>()
  const load = (name: string): void => {
    const chunk = chunks.get(name)
    if (chunk === undefined || loaded.has(name)) return
    loaded.set(name, chunk)
    chunk.imports.forEach(load)
  }
  for (const wanted of facades) {
    const found = [...chunks].find(([, { facade }]) => facade === wanted)
    expect(found, `${wanted} has a chunk of its own`).toBeDefined()
    if (found !== undefined) load(found[0])
  }
  return [...loaded.values()]
}

const bytesOf = (loaded: readonly Chunk[]): number => loaded.reduce((sum, { bytes }) => sum + bytes, 0)
const modulesOf = (loaded: readonly Chunk[]): string[] => loaded.flatMap(({ modules }) => modules)

const entry = 'client/src/index.ts'
const engine = 'client/src/service/open-service.ts'

describe('the bundle of an app', () => {
  it('loads less than 150 KB, compressed, with the import of ZenDB', () => {
    const bytes = bytesOf(loadedFor(entry))
    expect(bytes).toBeGreaterThan(kilobyte)
    expect(bytes).toBeLessThanOrEqual(initialBudget)
  })

  it('keeps to the budget of a database without a server once it is open', () => {
    expect(bytesOf(loadedFor(entry, engine))).toBeLessThanOrEqual(plainBudget)
  })

  it('loads the engine when a database opens, not before', () => {
    const first = modulesOf(loadedFor(entry))
    expect(first).toContain(entry)
    expect(first.filter(path => /^shared\/src\/(?:sql|engine|storage|functions)\//.test(path))).toEqual([])
  })

  it('loads schema changes, EXPLAIN, the part for servers and what only Node has when they are asked for', () => {
    const opened = modulesOf(loadedFor(entry, engine))
    expect(opened).toContain('shared/src/engine/run-query.ts')
    const late =
      /^shared\/src\/engine\/(?:run-ddl|explain-statement|ddl\/.*)\.ts$|^client\/src\/(?:node|sync)\/|\/replica-database\.ts$|^shared\/src\/testing\/|^server\//
    expect(opened.filter(path => late.test(path))).toEqual([])
  })
})
