// What the `zendb` command says and with which code it ends: 0 done, 1 failed, 2 called in a wrong way.

import { createServer } from 'node:net'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runZendb } from '../testing/run-zendb.ts'
import { readSettings } from './config.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zendb-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a wrong call is refused with what to do', () => {
  const cases: readonly (readonly [args: string, environment: Record<string, string>, message: RegExp])[] = [
    ['serv', {}, /there is no command "serv"; "zendb help" lists/],
    ['serve', {}, /a token is required: .*--jwt-secret or ZENDB_JWT_SECRET.*--dev/],
    ['serve', { ZENDB_JWT_SECRET: 'short' }, /shorter than 32 characters/],
    ['serve --dev --port abc', {}, /"abc" is not a port/],
    ['serve --dev --port 70000', {}, /"70000" is not a port/],
    ['serve --dev', { PORT: 'x' }, /"x" is not a port/],
    ['serve --bogus', {}, /unknown option '--bogus'; "zendb help"/i],
    ['serve --port', {}, /--port/],
    ['serve --dev --data a --s3 b', {}, /give --data or --s3, not both/],
    ['serve --dev extra', {}, /"zendb serve" takes no operand "extra"/],
    ['create', {}, /needs the name of one database/],
    ['import', {}, /needs one file/],
    ['import a.sql b.sql', {}, /needs one file/],
    ['import --dialect oracle a.sql', {}, /postgresql, mysql, sqlite or transactsql/],
  ]
  test.each(cases)('zendb %s %j', (args, environment, message) => {
    expect(() => readSettings(args.split(' '), environment)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', message: expect.stringMatching(message) }),
    )
  })

  test('without a command, or with help, the help is the answer', () => {
    for (const args of [[], ['help'], ['--help'], ['serve', '--help']]) expect(readSettings(args, {})).toEqual({ command: 'help' })
  })

  test('it listens on this machine alone unless told otherwise', () => {
    expect(readSettings(['serve', '--dev'], {})).toMatchObject({ host: '127.0.0.1', port: 4000, jwtSecret: null })
  })
})

describe('the command itself', { timeout: 60_000 }, () => {
  test('ends with 0 for help and version, 2 for a wrong call, 1 for what failed', async () => {
    const file = join(folder, 'file')
    await writeFile(file, 'SELECT 1 +;\n')
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = String(typeof address === 'object' && address !== null ? address.port : 0)
    const calls: readonly (readonly [args: readonly string[], code: number, says: RegExp])[] = [
      [['--help'], 0, /zendb serve .*sync over WebSocket/],
      [['version'], 0, /^zendb \d+\.\d+\.\d+\n$/],
      [['serv'], 2, /^zendb: INVALID_OPTION: there is no command "serv"/],
      [['create', 'a b', '--data', folder], 2, /"a b" cannot name a database/],
      [['import', join(folder, 'none.sql'), '--data', folder], 2, /the file cannot be read: .*none\.sql/],
      [['import', file, '--data', folder], 1, /^zendb: 42601: line 1: syntax error at end of input/],
      [['serve', '--dev', '--data', file], 2, /is a file; give a folder/],
      [['serve', '--dev', '--data', join(folder, 'no/such')], 2, /there is no folder .*no; make it/],
      [['serve', '--dev', '--data', folder, '--static', join(folder, 'none')], 2, /--static .* is not a folder/],
      [['serve', '--dev', '--data', folder, '--port', port], 2, /another program listens there: stop it, or give another --port/],
    ]
    for (const [args, code, says] of calls) {
      const ended = await runZendb(args)
      expect([args.join(' '), ended.code, code === 0 ? ended.stdout : ended.stderr]).toEqual([
        args.join(' '),
        code,
        expect.stringMatching(says),
      ])
      // A message, never the inside of a program.
      expect(ended.stderr).not.toContain('    at ')
    }
    taken.close()
  })

  test('makes a database once', async () => {
    expect((await runZendb(['create', 'shop', '--data', folder])).stdout).toBe('made database "shop"\n')
    expect((await runZendb(['create', 'shop', '--data', folder])).stdout).toBe('database "shop" is there already\n')
  })
})
