// What reaches the disk before what: a power loss must never find a name without its bytes, nor a later file without the earlier one.

import { readlinkSync } from 'node:fs'
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { contentHash } from '@zendb/shared/base/content-hash'
import { FileLogStore } from './file-log-store.ts'
import { FilePageStore } from './file-page-store.ts'

let directory = ''
/** `write x` and `sync x`, in order; the directory is called `.` */
let events: string[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'zendb-'))
  events = []
  const handle = await open(join(directory, 'probe'), 'w')
  const methods = Object.getPrototypeOf(handle) as Pick<FileHandle, 'sync' | 'datasync' | 'write'>
  await handle.close()
  for (const [method, name] of [
    ['sync', 'sync'],
    ['datasync', 'sync'],
    ['write', 'write'],
  ] as const) {
    const real = methods[method] as (this: FileHandle, ...values: unknown[]) => Promise<unknown>
    vi.spyOn(methods, method).mockImplementation(function (this: FileHandle, ...values: unknown[]) {
      const path = readlinkSync(`/proc/self/fd/${this.fd}`)
      events.push(`${name} ${path === directory ? '.' : basename(path)}`)
      return real.apply(this, values) as Promise<never>
    })
  }
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(directory, { recursive: true })
})

const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length).fill(7)
const distinct = (): string[] => events.filter((event, i) => event !== events[i - 1])

describe.runIf(process.platform === 'linux')('on the disk', () => {
  it('pages come before the manifest that names them, and names after their bytes', async () => {
    const pages = await FilePageStore.open(directory)
    await pages.write(new Map([[await contentHash(bytes(9)), bytes(9)]]), bytes(5))
    const pack = 'pages-00000001.pack.tmp'
    expect(distinct()).toEqual([...[`write ${pack}`, `sync ${pack}`, 'sync .'], ...['write manifest.tmp', 'sync manifest.tmp', 'sync .']])
    await pages.close()
  })

  it('strict commits are synced before they are answered, relaxed ones are written', async () => {
    const log = await FileLogStore.open(directory)
    const name = `log-${'1'.padStart(16, '0')}.wal`
    await log.append(1, [bytes(9)], 'relaxed')
    expect(distinct()).toEqual(['sync .', `write ${name}`])
    events = []
    await log.append(2, [bytes(9)], 'strict')
    expect(distinct()).toEqual([`write ${name}`, `sync ${name}`])
    await log.close()
  })

  it('a full log file is whole before the next one begins, whatever the durability: only the newest may have a broken end', async () => {
    const log = await FileLogStore.open(directory)
    await log.append(1, [bytes(5_000_000)], 'relaxed')
    const first = `log-${'1'.padStart(16, '0')}.wal`
    events = []
    await log.append(2, [bytes(9)], 'relaxed')
    expect(distinct()).toEqual([`sync ${first}`, 'sync .', `write log-${'2'.padStart(16, '0')}.wal`])
    await log.close()
  })

  it('what a truncation keeps is there before the old files go', async () => {
    const log = await FileLogStore.open(directory)
    await log.append(1, [bytes(1), bytes(2), bytes(3)], 'relaxed')
    events = []
    await log.truncate(3)
    const kept = `log-${'3'.padStart(16, '0')}.wal.tmp`
    expect(distinct()).toEqual([`write ${kept}`, `sync ${kept}`, 'sync .'])
    await log.close()
  })
})
