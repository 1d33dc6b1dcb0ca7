// The HTTP face of a real server over memory: what each route answers, to whom, and what it says to nonsense.

import { afterEach, describe, expect, test } from 'vitest'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { systemClock } from '@zendb/shared/base/clock'
import { systemRandom } from '@zendb/shared/base/random'
import { EngineBranchService } from '../branches/engine-branch-service.ts'
import { MemoryObjectStore } from '../object-store/memory-object-store.ts'
import { signToken } from '../testing/sign-token.ts'
import { buildApp } from './build-app.ts'

const secret = 'a secret of more than thirty-two characters'
const apps: FastifyInstance[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})

async function open(parts: { readonly jwtSecret?: string; readonly requestsPerMinute?: number } = {}): Promise<FastifyInstance> {
  const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
  const branches = new EngineBranchService({
    objects: new MemoryObjectStore(),
    clock: systemClock,
    random: systemRandom,
    holder: 'test',
    sleep,
    createsDatabases: parts.jwtSecret === undefined,
  })
  await branches.createDatabase('shop')
  const main = await branches.open('shop', 'main')
  await main.query('CREATE TABLE t (id int PRIMARY KEY, a text)', [])
  const app = await buildApp({ branches, clock: systemClock, jwtSecret: null, staticFolder: null, ...parts })
  apps.push(app)
  return app
}

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown> & { readonly error?: { readonly code: string; readonly message: string } }
}

async function ask(app: FastifyInstance, request: InjectOptions): Promise<Answer> {
  const answer = await app.inject(request)
  return { status: answer.statusCode, body: answer.json() }
}

const query = (sql: string, parts: Record<string, unknown> = {}): InjectOptions => ({
  method: 'POST',
  url: '/v1/shop/query',
  payload: { sql, ...parts },
})

describe('POST /v1/:database/query', () => {
  test('runs a statement and tells rows, types, tag and position', async () => {
    const app = await open()
    expect((await ask(app, query('INSERT INTO t VALUES ($1, $2), (2, NULL)', { params: [1, 'one'] }))).body).toMatchObject({
      tag: 'INSERT 0 2',
      rows: [],
    })
    expect((await ask(app, query('SELECT * FROM t ORDER BY id'))).body).toMatchObject({
      columns: [{ name: 'id', type: 'integer' }, { name: 'a', type: 'text' }],
      rows: [[1, 'one'], [2, null]],
      tag: 'SELECT 2',
    }) // prettier-ignore
  })

  test.each([
    ['int8 within 2^53', "SELECT '9007199254740991'::int8", 9007199254740991],
    ['int8 beyond', "SELECT '9007199254740993'::int8", '9007199254740993'],
    ['numeric', 'SELECT 1.10::numeric', '1.10'],
    ['float8', 'SELECT 0.5::float8', 0.5],
    ['NaN', "SELECT 'NaN'::float8", 'NaN'],
    ['boolean', 'SELECT true', true],
    ['date', "SELECT date '2024-02-29'", '2024-02-29'],
    ['timestamp', "SELECT timestamp '2024-02-29 12:00:00.5'", '2024-02-29 12:00:00.5'],
    ['timestamptz', "SELECT timestamptz '2024-02-29 12:00:00+02'", '2024-02-29T10:00:00.000Z'],
    ['bytea', "SELECT '\\x00ff'::bytea", '\\x00ff'],
    ['jsonb', `SELECT '{"a": [1]}'::jsonb`, { a: [1] }],
    ['array', "SELECT ARRAY[1, NULL, 3]", [1, null, 3]],
    ['a row as a value', "SELECT s FROM (SELECT 9007199254740993::int8 AS big, '\\x01'::bytea AS bytes) s", { big: '9007199254740993', bytes: '\\x01' }],
  ])('%s as JSON', async (_, sql, expected) => {
    expect((await ask(await open(), query(sql))).body.rows).toEqual([[expected]])
  }) // prettier-ignore

  test.each([
    ['a syntax error', 'SELEC 1', 400, '42601'],
    ['a table that is not there', 'SELECT * FROM nowhere', 400, '42P01'],
    ['a taken key', 'INSERT INTO t VALUES (1), (1)', 409, '23505'],
    ['a parameter that is missing', 'SELECT $1::int', 400, '08P01'],
    ['division by zero', 'SELECT 1 / 0', 400, '22012'],
    ['two statements', 'SELECT 1; SELECT 2', 400, '42601'],
    ['what is not built', 'LISTEN x', 400, '0A000'],
  ])('%s is a SQLSTATE', async (_, sql, status, code) => {
    const answer = await ask(await open(), query(sql))
    expect([answer.status, answer.body.error?.code]).toEqual([status, code])
  })

  test('a block that is left open keeps nobody waiting', async () => {
    const app = await open()
    await ask(app, query('BEGIN'))
    expect((await ask(app, query('INSERT INTO t VALUES (7)'))).status).toBe(200)
  })
})

describe('nonsense is answered, never with 500', () => {
  const bad: readonly (readonly [string, InjectOptions, number, string])[] = [
    ['no body', { method: 'POST', url: '/v1/shop/query' }, 400, 'INVALID_OPTION'],
    ['no JSON', { method: 'POST', url: '/v1/shop/query', payload: '{', headers: { 'content-type': 'application/json' } }, 400, 'INVALID_OPTION'],
    ['another content type', { method: 'POST', url: '/v1/shop/query', payload: 'x', headers: { 'content-type': 'text/csv' } }, 415, 'INVALID_OPTION'],
    ['no sql', { method: 'POST', url: '/v1/shop/query', payload: {} }, 400, 'INVALID_OPTION'],
    ['empty sql', query(''), 400, 'INVALID_OPTION'],
    ['sql of a wrong type', { method: 'POST', url: '/v1/shop/query', payload: { sql: { a: 1 } } }, 400, 'INVALID_OPTION'],
    ['params that are no list', query('SELECT 1', { params: { a: 1 } }), 400, 'INVALID_OPTION'],
    ['a parameter that is an object', query('SELECT $1::int', { params: [{ a: 1 }] }), 400, '22023'],
    ['a branch that is not there', query('SELECT 1', { branch: 'nowhere' }), 404, 'BRANCH_NOT_FOUND'],
    ['a branch that cannot be', query('SELECT 1', { branch: '../etc' }), 400, 'INVALID_OPTION'],
    ['a database that cannot be', { method: 'GET', url: '/v1/..%2f..%2fetc/branches' }, 400, 'INVALID_OPTION'],
    ['a page hash of a wrong form', { method: 'GET', url: '/v1/shop/pages/xyz' }, 400, 'INVALID_OPTION'],
    ['a page that is not there', { method: 'GET', url: `/v1/shop/pages/${'0'.repeat(64)}` }, 404, 'STORAGE_MISSING_PAGE'],
    ['a commit of no branch', { method: 'GET', url: '/v1/shop/branches/nowhere/commit' }, 404, 'BRANCH_NOT_FOUND'],
    ['a branch that is there', { method: 'POST', url: '/v1/shop/branches', payload: { name: 'main' } }, 409, 'BRANCH_EXISTS'],
    ['a branch without a name', { method: 'POST', url: '/v1/shop/branches', payload: {} }, 400, 'INVALID_OPTION'],
    ['a branch with a bad name', { method: 'POST', url: '/v1/shop/branches', payload: { name: 'a b' } }, 400, 'INVALID_OPTION'],
    ['a branch of nothing', { method: 'POST', url: '/v1/shop/branches', payload: { name: 'x', from: 'nowhere' } }, 404, 'BRANCH_NOT_FOUND'],
    ['a route that is not there', { method: 'GET', url: '/v2/shop' }, 404, 'INVALID_OPTION'],
    ['a method that is not there', { method: 'DELETE', url: '/v1/shop/branches' }, 404, 'INVALID_OPTION'],
    ['the sync address without an upgrade', { method: 'GET', url: '/v1/sync/shop/main' }, 426, 'INVALID_OPTION'],
  ] // prettier-ignore
  test.each(bad)('%s', async (_, request, status, code) => {
    const answer = await ask(await open(), request)
    expect([answer.status, answer.body.error?.code]).toEqual([status, code])
    expect(answer.body.error?.message.length).toBeGreaterThan(5)
  })

  test('a body that is too long', async () => {
    const app = await open()
    const answer = await ask(app, query(`SELECT '${'x'.repeat(65 * 1024 * 1024)}'`))
    expect([answer.status, answer.body.error?.code]).toEqual([413, 'LIMIT_EXCEEDED'])
  })

  test('too many requests from one address; whoever watches the server is let through', async () => {
    const app = await open({ requestsPerMinute: 3 })
    for (let i = 0; i < 3; i++) expect((await ask(app, query('SELECT 1'))).status).toBe(200)
    const answer = await ask(app, query('SELECT 1'))
    expect([answer.status, answer.body.error?.code]).toEqual([429, 'LIMIT_EXCEEDED'])
    expect((await ask(app, { url: '/healthz' })).body).toEqual({ status: 'ok' })
  })
})

describe('branches and pages', () => {
  test('a branch is made of another one and goes its own way, under a name with a slash too', async () => {
    const app = await open()
    await ask(app, query("INSERT INTO t VALUES (1, 'main')"))
    const made = await ask(app, { method: 'POST', url: '/v1/shop/branches', payload: { name: 'feature/x' } })
    expect(made.status).toBe(201)
    const commit = await ask(app, { url: '/v1/shop/branches/feature%2Fx/commit' })
    expect(commit.body).toEqual(made.body.commit)
    await ask(app, query("INSERT INTO t VALUES (2, 'branch')", { branch: 'feature/x' }))
    expect((await ask(app, query('SELECT a FROM t'))).body.rows).toEqual([['main']])
    expect((await ask(app, query('SELECT a FROM t ORDER BY id', { branch: 'feature/x' }))).body.rows).toEqual([['main'], ['branch']])
    expect((await ask(app, { url: '/v1/shop/branches' })).body).toEqual({ branches: ['feature/x', 'main'] })
  })
})

describe('tokens', () => {
  const sign = (claims: Record<string, unknown>, key = secret): string => signToken(claims, key)
  const none = `${btoa('{"alg":"none","typ":"JWT"}').replaceAll('=', '')}.${btoa('{"sub":"eve"}').replaceAll('=', '')}.`
  const past = Math.floor(Date.now() / 1000) - 10

  test.each([
    ['none', undefined, 401, 'AUTH_REQUIRED'],
    ['an empty one', '', 401, 'AUTH_REQUIRED'],
    ['nonsense', 'nonsense', 401, 'AUTH_INVALID'],
    ['another secret', sign({}, 'another secret of more than thirty-two characters'), 401, 'AUTH_INVALID'],
    ['an expired one', sign({ exp: past }), 401, 'AUTH_INVALID'],
    ['algorithm none', none, 401, 'AUTH_INVALID'],
    ['another algorithm', signToken({}, secret, 'HS512'), 401, 'AUTH_INVALID'],
    ['another database', sign({ databases: ['other'] }), 401, 'AUTH_INVALID'],
    ['a claim that only looks like a list', sign({ databases: 'shop-and-more' }), 401, 'AUTH_INVALID'],
    ['an access that is not known', sign({ access: 'admin' }), 401, 'AUTH_INVALID'],
    ['a good one', sign({ databases: ['shop'], access: 'write' }), 200, undefined],
  ])('%s', async (_, token, status, code) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await ask(await open({ jwtSecret: secret }), { ...query('SELECT 1'), headers })
    expect([answer.status, answer.body.error?.code]).toEqual([status, code])
  })

  test('a token in the address is not looked at', async () => {
    const app = await open({ jwtSecret: secret })
    const answer = await ask(app, { method: 'POST', url: `/v1/shop/query?token=${sign({})}`, payload: { sql: 'SELECT 1' } })
    expect(answer.status).toBe(401)
  })

  test.each([
    'INSERT INTO t VALUES (1)',
    'WITH w AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM w',
    'CREATE TABLE x (id int)',
    'SELECT 1 AS id INTO x',
    "SELECT nextval('s')",
    'TRUNCATE t',
    'MERGE INTO t USING (SELECT 1 AS id) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT VALUES (s.id)',
  ])('one to read does not run %s', async sql => {
    const app = await open({ jwtSecret: secret })
    const writer = { authorization: `Bearer ${sign({})}` }
    await ask(app, { ...query('CREATE SEQUENCE s'), headers: writer })
    const answer = await ask(app, { ...query(sql), headers: { authorization: `Bearer ${sign({ access: 'read' })}` } })
    expect([answer.status, answer.body.error?.code]).toEqual([403, '25006'])
    expect((await ask(app, { ...query('SELECT count(*) FROM t'), headers: writer })).body.rows).toEqual([[0]])
  })

  test('one to read may read, and not make branches', async () => {
    const app = await open({ jwtSecret: secret })
    const headers = { authorization: `Bearer ${sign({ access: 'read' })}` }
    expect((await ask(app, { ...query('SELECT count(*) FROM t'), headers })).status).toBe(200)
    const answer = await ask(app, { method: 'POST', url: '/v1/shop/branches', payload: { name: 'x' }, headers })
    expect([answer.status, answer.body.error?.code]).toEqual([401, 'AUTH_INVALID'])
  })

  test('an unknown database is not made for who has a token', async () => {
    const app = await open({ jwtSecret: secret })
    const headers = { authorization: `Bearer ${sign({})}` }
    const answer = await ask(app, { method: 'POST', url: '/v1/typo/query', payload: { sql: 'SELECT 1' }, headers })
    expect([answer.status, answer.body.error?.code]).toEqual([404, 'DATABASE_NOT_FOUND'])
  })
})

describe('the OpenAPI document', () => {
  interface Operation {
    readonly summary?: string
    readonly responses: Record<string, { readonly description?: string; readonly content?: unknown }>
    readonly security?: unknown
  }
  interface OpenApi {
    readonly openapi: string
    readonly paths: Record<string, Record<string, Operation>>
    readonly components: Record<string, Record<string, unknown>>
  }

  test('lists every route with a summary, a good answer and the errors', async () => {
    const { openapi, paths } = (await (await open()).inject('/openapi.json')).json<OpenApi>()
    expect(openapi).toMatch(/^3\./)
    expect(Object.keys(paths).sort()).toEqual([
      '/healthz',
      '/metrics',
      '/v1/{database}/branches',
      '/v1/{database}/branches/{branch}/commit',
      '/v1/{database}/pages/{hash}',
      '/v1/{database}/query',
    ])
    for (const [path, methods] of Object.entries(paths))
      for (const [method, { summary, responses, security }] of Object.entries(methods)) {
        expect(summary, `${method} ${path}`).toBeTruthy()
        const statuses = Object.keys(responses)
        expect(statuses.some(status => status.startsWith('2'))).toBe(true)
        for (const { content, description } of Object.values(responses))
          expect([typeof content, typeof description]).toEqual(['object', 'string'])
        if (!path.startsWith('/v1')) continue
        expect(statuses).toEqual(expect.arrayContaining(['4XX', '5XX']))
        expect(security).toEqual([{ token: [] }])
      }
  })

  test('refers to nothing that it does not hold', async () => {
    const text = (await (await open()).inject('/openapi.json')).body
    const document = JSON.parse(text) as OpenApi
    for (const [, pointer] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const found = pointer.split('/').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], document)
      expect(found, pointer).toBeDefined()
    }
    expect(document.components.securitySchemes.token).toMatchObject({ type: 'http', scheme: 'bearer' })
  })
})

test('/metrics counts requests by route and status', async () => {
  const app = await open()
  await ask(app, query('SELECT 1'))
  await ask(app, query('SELEC 1'))
  const { body, headers } = await app.inject('/metrics')
  expect(headers['content-type']).toMatch(/^text\/plain/)
  expect(body).toContain('zendb_http_requests_total{method="POST",route="/v1/:database/query",status="200"} 1')
  expect(body).toContain('zendb_http_requests_total{method="POST",route="/v1/:database/query",status="400"} 1')
})
