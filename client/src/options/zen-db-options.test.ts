import { describe, expect, it } from 'vitest'
import { ZenError } from '@zendb/shared/base/errors'
import { parseByteSize } from './parse-byte-size.ts'
import { parseEndpoint } from './parse-endpoint.ts'
import { checkOptions } from './zen-db-options.ts'

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(ZenError)
    expect(error).toMatchObject({ code: 'INVALID_OPTION' })
    return (error as ZenError).message
  }
  throw new Error('it was not refused')
}

describe('an endpoint', () => {
  it.each([
    ['zendb://localhost:4000/shop', 'ws', 'localhost:4000', 'shop', 'main'],
    ['zendb://localhost/shop', 'ws', 'localhost:4000', 'shop', 'main'],
    ['zendb://127.0.0.1:99/shop@dev', 'ws', '127.0.0.1:99', 'shop', 'dev'],
    ['zendb://[::1]:4000/shop@feature/x', 'ws', '[::1]:4000', 'shop', 'feature/x'],
    ['zendb://db.example.com/shop', 'wss', 'db.example.com', 'shop', 'main'],
    ['zendb://db.example.com:8443/shop@a.b', 'wss', 'db.example.com:8443', 'shop', 'a.b'],
    ['zendb://localhost.example.com/shop', 'wss', 'localhost.example.com', 'shop', 'main'],
    ['ws://192.168.1.2:4000/shop', 'ws', '192.168.1.2:4000', 'shop', 'main'],
    ['wss://localhost:4000/shop', 'wss', 'localhost:4000', 'shop', 'main'],
  ])('%s', (text, scheme, host, database, branch) => {
    expect(parseEndpoint(text)).toEqual({ scheme, host, database, branch })
  })

  it.each([
    ['localhost:4000/shop', 'localhost:'],
    ['http://localhost/shop', 'begins with "http://"'],
    ['zendb:///shop', 'names no host'],
    ['zendb://localhost', 'names no database'],
    ['zendb://localhost/', 'names no database'],
    ['zendb://localhost/a/b', 'names the database "a/b"'],
    ['zendb://localhost/shop@', '"@"'],
    ['zendb://localhost/shop@a@b', '"@"'],
    ['zendb://me:secret@localhost/shop', 'auth: { token }'],
    ['zendb://localhost/shop?x=1', '"?"'],
    ['zendb://localhost/%', 'database'],
    [4000, 'not a text'],
  ])('%s is refused', (text, reason) => {
    const message = refusal(() => parseEndpoint(text))
    expect(message).toContain(reason)
    expect(message).toContain('zendb://host:port/database')
  })

  it('and the option branch must agree', () => {
    expect(parseEndpoint('zendb://localhost/shop', 'dev').branch).toBe('dev')
    expect(parseEndpoint('zendb://localhost/shop@dev', 'dev').branch).toBe('dev')
    expect(refusal(() => parseEndpoint('zendb://localhost/shop@dev', 'main'))).toContain('names branch "dev"')
  })
})

describe('a size', () => {
  it.each([
    ['10MB', 10 * 1024 * 1024],
    ['1.5 gb', 1.5 * 1024 ** 3],
    ['512kib', 512 * 1024],
    ['7', 7],
    [4096, 4096],
  ])('%s', (text, bytes) => expect(parseByteSize('offlineCache', text)).toBe(bytes))

  it.each(['', '10 M', '-1MB', '0', 'MB', 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, null, '1e9GB'])('%s is refused', value =>
    expect(refusal(() => parseByteSize('offlineCache', value))).toContain("'10MB'"),
  )
})

describe('options', () => {
  it('may all be left out', () => {
    expect(checkOptions({})).toEqual({
      name: 'zendb',
      endpoint: null,
      token: null,
      storage: { kind: 'memory' },
      cacheBytes: null,
      syncMode: 'eventual',
      durability: 'relaxed',
      migrations: [],
    })
  })

  it('are those of the first example', () => {
    const options = checkOptions({ endpoint: 'zendb://localhost:4000/shop', offlineCache: '10MB', syncMode: 'eventual' })
    expect(options).toMatchObject({ name: 'localhost:4000/shop@main', cacheBytes: 10_485_760, syncMode: 'eventual' })
  })

  it('number migrations that have no name', () => {
    const sql = 'SELECT 1'
    expect(checkOptions({ migrations: [sql, { id: 'users', sql }, sql] }).migrations.map(({ id }) => id)).toEqual(['0001', 'users', '0003'])
  })

  it.each<[unknown, string]>([
    [null, 'an object'],
    ['shop', 'an object'],
    [{ endpont: 'x' }, 'there is no option "endpont"'],
    [{ name: '' }, 'name'],
    [{ syncMode: 'eventual' }, 'needs an endpoint'],
    [{ branch: 'dev' }, 'needs an endpoint'],
    [{ endpoint: 'zendb://localhost/a', syncMode: 'soon' }, "'eventual', 'strong', 'manual'"],
    [{ endpoint: 'zendb://localhost/a', auth: { token: '' } }, '{ token }'],
    [{ endpoint: 'zendb://localhost/a', auth: 'secret' }, '{ token }'],
    [{ durability: 'maximal' }, "'relaxed', 'strict'"],
    [{ storage: 'indexeddb' }, 'outside of a browser'],
    [{ storage: { directory: '' } }, 'directory'],
    [{ storage: 'opfs' }, "'indexeddb', 'memory'"],
    [{ migrations: 'CREATE TABLE a ()' }, 'a list'],
    [{ migrations: [''] }, 'holds no SQL'],
    [
      {
        migrations: [
          { id: 'a', sql: 'x' },
          { id: 'a', sql: 'y' },
        ],
      },
      'two migrations',
    ],
    [{ migrations: [{ id: 'a b', sql: 'x' }] }, 'id'],
    [{ migrations: [7] }, 'migration 1'],
  ])('%j are refused', (options, reason) => expect(refusal(() => checkOptions(options))).toContain(reason))

  it('never print a secret', () => {
    expect(refusal(() => checkOptions({ endpoint: 'zendb://localhost/a', auth: { token: 7, secret: 'hunter2' } }))).not.toContain('hunter2')
  })
})
