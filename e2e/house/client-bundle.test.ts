// What an app downloads: the modules that `import { ZenDB } from '@zendb/client'` reaches without waiting, bundled as an app bundles them.
// The budgets are promises to app developers (ARCHITECTURE.md): who exceeds one loads the new code later, or says why the budget grows.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as client from '@zendb/client'
import { repositoryRoot } from './source-files.ts'

const kilobyte = 1000
/** Compressed size of what the import alone loads: stores open while the engine is on its way, so theirs is among it. */
const initialBudget = 20 * kilobyte
/**
 * Compressed size of all that an ordinary app loads for a database without a server: opening, queries with joins and groups, changes with
 * parameters, transactions, live queries. The aim is 150 KB; what is missing is told in ARCHITECTURE.md. It may only fall.
 */
const plainBudget = 153.5 * kilobyte
/** Compressed size of every chunk together. */
const totalBudget = 315.5 * kilobyte

interface Chunk {
  readonly name: string
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
    chunks.set(file.fileName, {
      name: file.fileName,
      bytes: gzipSync(file.code, { level: 9 }).length,
      modules,
      imports: file.imports,
      facade,
      code: file.code,
    })
  }
}, 120_000)

/** Key words that are names until a part comes that knows them. */
function lateKeywords(): Set<string> {
  const source = readFileSync(join(repositoryRoot, 'shared/src/sql/parse/late-keywords.ts'), 'utf8')
  const [, words] = source.split('const lateWords =')
  return new Set([...words.matchAll(/'([^']*)'/g)].flatMap(([, part]) => part.trim().split(' ')))
}

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

declare global {
  /** By folder of a fresh client: the chunks that it loaded, by the module that each stands for, else by the chunk's name. */
  var loadedChunks: Map<string, string[]> | undefined
}

interface FreshClient {
  readonly ZenDB: typeof client.ZenDB
  /** Chunks that were loaded since the last call. */
  readonly newChunks: () => string[]
}

/** The bundle as a process of its own would load it: nothing that another one loaded is there. */
async function freshClient(): Promise<FreshClient> {
  const folder = mkdtempSync(join(temporary, 'app-'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const loaded: string[] = []
  globalThis.loadedChunks ??= new Map()
  globalThis.loadedChunks.set(folder, loaded)
  for (const [name, { code, facade }] of chunks) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    const note = `globalThis.loadedChunks.get(${JSON.stringify(folder)}).push(${JSON.stringify(facade ?? name)});`
    writeFileSync(join(folder, name), note + code)
  }
  const main = [...chunks].find(([, { facade }]) => facade === entry)
  const { ZenDB } = (await import(pathToFileURL(join(folder, main?.[0] ?? '')).href)) as typeof client
  return { ZenDB, newChunks: () => loaded.splice(0) }
}

const entry = 'client/src/index.ts'
const engine = 'client/src/service/open-service.ts'

describe('the bundle of an app', () => {
  it('keeps to the budget of the import of ZenDB', () => {
    const bytes = bytesOf(loadedFor(entry))
    expect(bytes).toBeGreaterThan(kilobyte)
    expect(bytes).toBeLessThanOrEqual(initialBudget)
  })

  it('keeps to the budget of an ordinary app', () => {
    expect(bytesOf(loadedFor(entry, engine))).toBeLessThanOrEqual(plainBudget)
  })

  it('knows from the start every key word that its first rules know', () => {
    const late = lateKeywords()
    expect(late.size).toBeGreaterThan(200)
    // Rules ask for words by these names of TokenCursor.
    const asked = /(?:[wW]ords?|wordAhead\(\d\) ===|isOneOf)\(?([^)\n]*)/g
    // First words of statements are compared as text, key words or not.
    const first = modulesOf(loadedFor(entry, engine)).filter(path =>
      /^shared\/src\/sql\/parse\/(?!parse-(?:transaction|statement)\.ts)/.test(path),
    )
    const missed = first.flatMap(path =>
      [...readFileSync(join(repositoryRoot, path), 'utf8').matchAll(asked)].flatMap(([, args]) =>
        [...args.matchAll(/'([a-z ]+)'/g)].flatMap(([, words]) =>
          words
            .split(' ')
            .filter(word => late.has(word))
            .map(word => `${path}: ${word}`),
        ),
      ),
    )
    expect(missed).toEqual([])
  })

  it('keeps to the budget of all its chunks', () => {
    expect(bytesOf([...chunks.values()])).toBeLessThanOrEqual(totalBudget)
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
      /^shared\/src\/engine\/(?:run-ddl|run-other-statement|alter-head|explain-statement|ddl\/.*|.*-part)\.ts$|^shared\/src\/sql\/system\/pg-catalog|^shared\/src\/sql\/(?:print|parse\/parse-(?:definition|create|alter|constraint|window|with|merge|setting|type-name)|bind\/bind-(?:window|with|subquery|merge|composite|cast))|^shared\/src\/exec\/(?:window\/|operators\/(?:window|common-table))|^shared\/src\/values\/(?:interval-arithmetic|find-time-zone|parse-json|sql-array)|^shared\/src\/functions\/(?:json|regex|format|binary|math|session|date-time)-functions\.ts$|^client\/src\/(?:node|sync)\/|\/replica-database\.ts$|^shared\/src\/testing\/|^server\//
    expect(opened.filter(path => late.test(path))).toEqual([])
  })
})

/** What the plain budget counts, and what Node has in place of IndexedDB. */
const plainChunks = (): Set<string> =>
  new Set([...loadedFor(entry, engine, 'client/src/node/node-parts.ts')].map(({ facade, name }) => facade ?? name))
const partOf = (name: string): string => `shared/src/engine/${name}-part.ts`
const isPart = (chunk: string): boolean => /engine\/\w+-part\.ts$/.test(chunk)

const shop = `
  CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL, email text UNIQUE, active boolean NOT NULL DEFAULT true, score float8);
  CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL REFERENCES customer (id), status text NOT NULL DEFAULT 'new',
    total numeric(10,2) CHECK (total >= 0), placed timestamptz NOT NULL DEFAULT now(), day date, tag uuid DEFAULT gen_random_uuid()
  );
  CREATE INDEX ON orders (customer);
  CREATE INDEX ON orders (status, placed DESC) WHERE status <> 'gone'`

describe('an ordinary app', { timeout: 60_000 }, () => {
  it('loads nothing but what its budget counts', async () => {
    const options = { name: 'ordinary', storage: { directory: join(temporary, 'ordinary') } } as const
    const maker = await freshClient()
    const first = new maker.ZenDB(options)
    await first.exec(shop)
    await first.close()
    expect(maker.newChunks().filter(isPart)).toEqual([partOf('definitions')])

    const { ZenDB, newChunks } = await freshClient()
    const db = new ZenDB(options)
    const seen: number[] = []
    const live = db
      .subscribe('SELECT * FROM orders WHERE status = $1 ORDER BY id LIMIT 20', ['new'])
      .on('rows', rows => seen.push(rows.length))
    await db.execute('INSERT INTO customer (name, email, score) VALUES ($1, $2, $3), ($4, $5, $6)', ['Ada', 'a@x', 1.5, 'Bo', 'b@x', 2])
    await db.query('INSERT INTO orders (customer, total, day) VALUES ($1, $2, $3) RETURNING id, placed', [1, '12.50', '2024-05-06'])
    await db.execute("INSERT INTO orders (customer, total) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET status = 'paid'", [2, 7])
    await db.execute('UPDATE orders SET status = $1, total = total * 2 - 1 WHERE id = $2', ['paid', 2])
    await db.transaction(async tx => {
      await tx.execute('UPDATE customer SET active = false WHERE score < $1', [1])
      await tx.query('SELECT name FROM customer WHERE id = 1')
      await tx.execute('DELETE FROM orders WHERE id = $1', [2])
    })
    for (const [sql, parameters] of ordinaryQueries) await db.query(sql, parameters)
    await expect(db.execute("INSERT INTO customer (id, name) VALUES (1, 'again')")).rejects.toMatchObject({ code: '23505' })
    await expect(db.execute('INSERT INTO orders (customer) VALUES (99)')).rejects.toMatchObject({ code: '23503' })
    await expect(db.execute('INSERT INTO orders (customer, total) VALUES (1, -1)')).rejects.toMatchObject({ code: '23514' })
    await expect(db.query('SELECT nothing FROM customer')).rejects.toMatchObject({ code: '42703' })
    await expect(db.query('SELEC 1')).rejects.toMatchObject({ code: '42601' })
    await expect.poll(() => seen.at(-1)).toBe(1)
    live.unsubscribe()
    await db.close()
    expect(newChunks().filter(chunk => !plainChunks().has(chunk))).toEqual([])
  })
})

const ordinaryQueries: readonly (readonly [string, readonly unknown[]])[] = [
  ['SELECT * FROM customer WHERE id = $1', [1]],
  ['SELECT id, name AS n FROM customer WHERE active AND score > ? AND name <> ? ORDER BY name DESC, id LIMIT 10 OFFSET 1', [1, 'c']],
  ["SELECT o.*, c.name FROM orders o JOIN customer c ON c.id = o.customer WHERE o.status = 'new' ORDER BY o.placed DESC LIMIT 5", []],
  [
    `SELECT c.*, count(o.id) AS n, sum(o.total) AS t, avg(o.total), min(o.placed), max(o.day)
     FROM customer c LEFT JOIN orders o ON o.customer = c.id GROUP BY c.id HAVING count(o.id) >= 0 ORDER BY t DESC NULLS LAST LIMIT 10`,
    [],
  ],
  ['SELECT count(*), count(DISTINCT status), sum(score), avg(score), max(name) FROM orders JOIN customer ON customer.id = customer', []],
  ["SELECT DISTINCT status FROM orders WHERE status IN ('new', 'paid') OR total BETWEEN $1 AND $2", [1, 10]],
  ["SELECT name FROM customer WHERE name LIKE 'A%' OR email ILIKE $1 OR email IS NULL", ['%X']],
  [
    `SELECT CASE WHEN total > 100 THEN 'big' ELSE 'small' END AS size, coalesce(day, current_date) AS d, upper(status) || '!' AS s,
       round(total, 1) AS r, length(status) AS l FROM orders WHERE day >= '2024-01-05' AND placed <= now() AND NOT total IS NULL`,
    [],
  ],
]

/** A statement that is the first to need each part, and what it answers. */
const firstUses: readonly (readonly [part: string, sql: string, value: unknown])[] = [
  ['queries', 'SELECT id FROM t WHERE id IN (SELECT id FROM t) AND row_number IS NULL', 1],
  ['queries', 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT max(i) FROM n', 5],
  ['queries', 'SELECT rank() OVER (ORDER BY id) FROM t', 1],
  ['queries', 'SELECT id FROM t UNION SELECT 1', 1],
  ['queries', 'SELECT id FROM t ORDER BY CAST(id AS text)', 1],
  ['queries', "SELECT E'a\\n' || id FROM t", 'a\n1'],
  ['queries', 'SELECT count(*) FROM t GROUP BY ROLLUP (id)', 1],
  ['queries', 'SELECT max(i) FROM (SELECT id AS i FROM t) s', 1],
  ['queries', 'SELECT (id, x) = ROW(1, $q$text$q$) FROM t', true],
  ['queries', "SELECT id FROM t WHERE x IS DISTINCT FROM 'other'", 1],
  ['queries', 'SELECT a.id FROM t a CROSS JOIN t b', 1],
  ['structures', "SELECT string_agg(x, ',') FROM t", 'text'],
  ['specials', 'SELECT power(2, 3)', 8],
  ['specials', "SELECT x ~ '^t' FROM t", true],
  ['times', 'SELECT extract(year FROM day) FROM t', '2024'],
  ['times', 'SELECT day + 1 FROM t', '2024-05-07'],
  ['times', "SELECT id FROM t WHERE day > 'January 1, 2024'", 1],
  ['system', "SELECT table_name FROM information_schema.tables WHERE table_name = 't'", 't'],
  ['definitions', 'SHOW search_path', '"$user", public'],
]

describe('parts that are loaded late', { timeout: 60_000 }, () => {
  it.each(firstUses)('%s comes with its first use: %s', async (part, sql, value) => {
    const options = { name: 'uses', storage: { directory: join(temporary, 'uses') } } as const
    const first = new (await freshClient()).ZenDB(options)
    await first.exec(
      "CREATE TABLE IF NOT EXISTS t (id int PRIMARY KEY, x text, day date, row_number int); INSERT INTO t VALUES (1, 'text', '2024-05-06') ON CONFLICT DO NOTHING",
    )
    await first.close()
    const { ZenDB, newChunks } = await freshClient()
    const db = new ZenDB(options)
    await db.query('SELECT * FROM t WHERE id = 1')
    expect(newChunks().filter(isPart)).toEqual([])
    expect(Object.values((await db.query(sql))[0])[0]).toEqual(value)
    expect(newChunks().filter(isPart)).toContain(partOf(part))
    // Once there, it stays: the same statement again, and inside of a transaction, loads nothing.
    await db.transaction(async tx => expect(await tx.query(sql)).toHaveLength((await db.query(sql)).length))
    expect(newChunks()).toEqual([])
    await db.close()
  })

  it('come with columns of their types before a log with such rows is replayed', async () => {
    const options = { name: 'typed', storage: { directory: join(temporary, 'typed') } } as const
    const first = new (await freshClient()).ZenDB(options)
    await first.exec('CREATE TABLE typed (id int PRIMARY KEY, tags text[] UNIQUE, doc jsonb, span interval)')
    await first.execute('INSERT INTO typed VALUES ($1, $2, $3, $4)', [1, ['a', 'b'], { k: [1] }, '1 day 2 hours'])
    await first.close()
    const { ZenDB, newChunks } = await freshClient()
    const db = new ZenDB(options)
    await db.execute('INSERT INTO typed VALUES ($1, $2, $3, $4)', [2, ['c'], null, null])
    await expect(db.execute('INSERT INTO typed (id, tags) VALUES ($1, $2)', [3, ['a', 'b']])).rejects.toMatchObject({ code: '23505' })
    expect(await db.query('SELECT * FROM typed WHERE id = 1')).toEqual([
      { id: 1, tags: ['a', 'b'], doc: { k: [1] }, span: '1 day 02:00:00' },
    ])
    expect(newChunks().filter(isPart).sort()).toEqual([partOf('structures'), partOf('times')])
    await db.close()
  })

  it('come when a database opens whose last commits are in the log alone', async () => {
    const directory = join(temporary, 'left')
    const { ZenDB } = await freshClient()
    const db = new ZenDB({ name: 'left', storage: { directory } })
    await db.exec('CREATE TABLE t (id int PRIMARY KEY, x text)')
    await db.execute('INSERT INTO t VALUES ($1, $2)', [1, 'kept'])
    await db.execute('UPDATE t SET x = $1 WHERE id = $2', ['kept well', 1])
    // What a process that dies now leaves behind.
    cpSync(join(directory, 'left'), join(directory, 'died'), { recursive: true, filter: path => !basename(path).startsWith('lock') })
    await db.close()

    const later = await freshClient()
    const again = new later.ZenDB({ name: 'died', storage: { directory } })
    expect(await again.query('SELECT * FROM t')).toEqual([{ id: 1, x: 'kept well' }])
    expect(later.newChunks().filter(isPart)).toContain(partOf('recovery'))
    await again.close()

    const { ZenDB: Third, newChunks } = await freshClient()
    const third = new Third({ name: 'died', storage: { directory } })
    expect(await third.query('SELECT x FROM t')).toEqual([{ x: 'kept well' }])
    expect(newChunks().filter(isPart)).toEqual([])
    await third.close()
  })

  it('do not change what is refused', async () => {
    const { ZenDB } = await freshClient()
    const db = new ZenDB()
    await expect(db.query('BEGIN')).rejects.toMatchObject({ code: '25001' })
    await expect(db.execute('SET TRANSACTION READ ONLY')).rejects.toMatchObject({ code: '25001' })
    const inside = db.transaction(async tx => tx.execute("PREPARE TRANSACTION 'x'"))
    await expect(inside).rejects.toMatchObject({ code: '25001' })
    await expect(db.query('SELECT no_such_function(1)')).rejects.toMatchObject({ code: '42883' })
    await db.close()
  })

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
