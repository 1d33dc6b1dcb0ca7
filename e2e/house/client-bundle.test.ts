// What an app downloads: the modules that `import { ZenDB } from '@zendb/client'` reaches without waiting, bundled as an app bundles them.
// The budgets are promises to app developers (ARCHITECTURE.md): who exceeds one loads the new code later, or says why the budget grows.

import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as client from '@zendb/client'
import { repositoryRoot } from './source-files.ts'

const kilobyte = 1024
/** Compressed size of what the import alone loads. */
const initialBudget = 150 * kilobyte
/**
 * Compressed size of what a database without a server loads in its life: opening, queries, writes, live queries.
 * Grew from 230: storage that is lost or refused, and calls that closing waits for.
 */
const plainBudget = 232 * kilobyte

interface Chunk {
  readonly bytes: number
  readonly modules: readonly string[]
  readonly imports: readonly string[]
  readonly facade: string | null
  readonly code: string
}

const temporary = mkdtempSync(join(tmpdir(), 'zendb-bundle-'))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

const chunks = new Map<string, Chunk>()

beforeAll(async () => {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    root: repositoryRoot,
    // As an app's for browsers, but that the parts of Node are its own: the tests below run it here (browser-bundle.test.ts has the other).
    resolve: { conditions: ['@zendb/source', 'module', 'node'] },
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
    chunks.set(file.fileName, { bytes: gzipSync(file.code, { level: 9 }).length, modules, imports: file.imports, facade, code: file.code })
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

/** The bundle as a process of its own would load it: nothing that another one loaded is there. */
async function freshClient(): Promise<typeof client> {
  const folder = mkdtempSync(join(temporary, 'app-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [name, { code }] of chunks) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), code)
  }
  const main = [...chunks].find(([, { facade }]) => facade === entry)
  return import(pathToFileURL(join(folder, main?.[0] ?? '')).href) as Promise<typeof client>
}

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
    // Stores open while the engine is on its way, so they come first.
    const early = /^shared\/src\/(?:sql|engine|functions|exec)\/|^shared\/src\/storage\/(?!memory-|(?:log|page)-store)/
    expect(first.filter(path => early.test(path))).toEqual([])
  })

  it('loads schema changes, EXPLAIN, the part for servers and what only Node has when they are asked for', () => {
    const opened = modulesOf(loadedFor(entry, engine))
    expect(opened).toContain('shared/src/engine/run-query.ts')
    const late =
      /^shared\/src\/engine\/(?:run-ddl|explain-statement|ddl\/.*)\.ts$|^shared\/src\/sql\/system\/pg-catalog|^shared\/src\/sql\/(?:print|parse\/parse-(?:definition|create|alter|constraint))|^shared\/src\/functions\/(?:json-functions|regex-functions|format-functions|binary-functions)\.ts$|^client\/src\/(?:node|sync)\/|\/replica-database\.ts$|^shared\/src\/testing\/|^server\//
    expect(opened.filter(path => late.test(path))).toEqual([])
  })
})

describe('parts that are loaded late', { timeout: 60_000 }, () => {
  it('come with the first statement that needs them', async () => {
    const { ZenDB } = await freshClient()
    const db = new ZenDB()
    const value = async (sql: string, parameters: readonly unknown[] = []): Promise<unknown> =>
      Object.values((await db.query(sql, parameters))[0])[0]
    expect(await value("SELECT 'a' || 'b'")).toBe('ab')
    expect(await value('SELECT $1 - 1', [3])).toBe(2)
    expect(await value("SELECT '{\"a\": 1}'::jsonb - 'a'")).toEqual({})
    expect(await value('SELECT array[1] || 2')).toEqual([1, 2])
    expect(await value("SELECT substring('zen-42' from '[0-9]+')")).toBe('42')
    expect(await value("SELECT to_char(1234.5, '9,999.0')")).toBe(' 1,234.5')
    expect(await value("SELECT encode('abc'::bytea || '\\x00'::bytea, 'hex')")).toBe('61626300')
    await expect(db.query('SELECT no_such_function(1)')).rejects.toMatchObject({ code: '42883' })
    await db.exec('CREATE TABLE t (id int PRIMARY KEY, x float8); INSERT INTO t VALUES (1, 1), (2, 3)')
    expect(await value('SELECT stddev_pop(x) FROM t')).toBe(1)
    expect(await value("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'")).toBe(2)
    expect(String(await value('EXPLAIN SELECT * FROM t'))).toContain('t')
    await db.close()
  })

  it('come inside a transaction, which goes on', async () => {
    const { ZenDB } = await freshClient()
    const db = new ZenDB()
    await db.exec('CREATE TABLE t (id int PRIMARY KEY, x text)')
    const rows = await db.transaction(async tx => {
      await tx.execute("INSERT INTO t VALUES (1, 'a')")
      await tx.execute("INSERT INTO t SELECT 2, md5('a')")
      return tx.query("SELECT id FROM t WHERE x ~ '^.' ORDER BY id")
    })
    expect(rows).toEqual([{ id: 1 }, { id: 2 }])
    await db.close()
  })

  it('come with a live query, and with the expressions of a schema when it is made and when the database opens again', async () => {
    const options = { name: 'late', storage: { directory: join(temporary, 'data') } } as const
    const first = new (await freshClient()).ZenDB(options)
    await first.exec(`CREATE TABLE city (name text PRIMARY KEY CHECK (name ~ '^[A-Z]'), tag text DEFAULT md5('x'))`)
    await first.execute("INSERT INTO city (name) VALUES ('Oslo')")
    await expect(first.execute("INSERT INTO city (name) VALUES ('oslo')")).rejects.toMatchObject({ code: '23514' })
    await first.close()

    const second = new (await freshClient()).ZenDB(options)
    await expect(second.execute("INSERT INTO city (name) VALUES ('turku')")).rejects.toMatchObject({ code: '23514' })
    const seen: unknown[] = []
    const live = second.subscribe("SELECT to_json(name) AS json FROM city WHERE name ~ '^T'").on('rows', rows => seen.push(rows))
    await second.execute("INSERT INTO city (name) VALUES ('Turku')")
    await expect.poll(() => seen.at(-1)).toEqual([{ json: 'Turku' }])
    live.unsubscribe()
    expect(await second.query('SELECT count(DISTINCT tag) AS n FROM city')).toEqual([{ n: 1 }])
    await second.close()
  })
})
