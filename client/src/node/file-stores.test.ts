// The stores of Node in real files: the contracts of the ports, and what only files can do wrong.

import { appendFile, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { contentHash } from '@zendb/shared/base/content-hash'
import { describeLogStore } from '@zendb/shared/testing/log-store-contract'
import { describePageStore } from '@zendb/shared/testing/page-store-contract'
import { DirectoryLock } from './directory-lock.ts'
import { FileLogStore } from './file-log-store.ts'
import { FilePageStore } from './file-page-store.ts'
import { openDirectory } from './open-directory.ts'

const directories: string[] = []

async function freshDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'zendb-'))
  directories.push(directory)
  return directory
}

afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true })
})

const bytes = (...items: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(items)

async function harness<Store>(
  open: (directory: string) => Promise<Store>,
): Promise<{ open: () => Promise<Store>; dispose: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'zendb-'))
  return { open: () => open(directory), dispose: () => rm(directory, { recursive: true }) }
}

describePageStore('FilePageStore', () => harness(directory => FilePageStore.open(directory)))
describeLogStore('FileLogStore', () => harness(directory => FileLogStore.open(directory)))

async function logFile(directory: string): Promise<string> {
  const names = (await readdir(directory)).filter(name => name.endsWith('.wal'))
  expect(names.length).toBe(1)
  return join(directory, names[0])
}

describe('a log in files', () => {
  async function written(): Promise<{ directory: string; path: string }> {
    const directory = await freshDirectory()
    const log = await FileLogStore.open(directory)
    await log.append(1, [bytes(1, 1, 1)], 'strict')
    await log.append(2, [bytes(2), bytes(3)], 'strict')
    await log.close()
    return { directory, path: await logFile(directory) }
  }
  const positions = async (directory: string): Promise<number[]> => {
    const log = await FileLogStore.open(directory)
    const entries = await log.read(1)
    await log.close()
    return entries.map(entry => entry.position)
  }

  it('stops at whatever byte the last append was cut off, and goes on from there', async () => {
    const { directory, path } = await written()
    const whole = Uint8Array.from(await readFile(path))
    for (let length = whole.length - 1; length >= 0; length--) {
      await writeFile(path, whole.subarray(0, length))
      const log = await FileLogStore.open(directory)
      const kept = (await log.read(1)).map(entry => entry.position)
      expect([[], [1]]).toContainEqual(kept)
      await log.append(kept.length + 1, [bytes(9)], 'relaxed')
      await log.close()
      expect(await positions(directory)).toEqual([...kept, kept.length + 1])
    }
  })

  it('takes zeros behind the last frame for an end', async () => {
    const { directory, path } = await written()
    await appendFile(path, new Uint8Array(100))
    expect(await positions(directory)).toEqual([1, 2, 3])
  })

  it('takes damage in the middle for damage', async () => {
    const { directory, path } = await written()
    const whole = Uint8Array.from(await readFile(path))
    whole[22] ^= 1
    await writeFile(path, whole)
    await expect(FileLogStore.open(directory)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_LOG' })
  })

  it('begins a new file when the old one is large, and drops whole files', async () => {
    const directory = await freshDirectory()
    const log = await FileLogStore.open(directory)
    for (let i = 1; i <= 4; i++) await log.append(i, [new Uint8Array(3_000_000).fill(i)], 'relaxed')
    expect((await readdir(directory)).filter(name => name.endsWith('.wal')).length).toBe(2)
    expect((await log.read(1)).map(entry => entry.bytes[0])).toEqual([1, 2, 3, 4])
    await log.truncate(4)
    await log.append(5, [bytes(5)], 'relaxed')
    expect((await log.read(1)).map(entry => entry.position)).toEqual([4, 5])
    await log.close()
    expect(await positions(directory)).toEqual([4, 5])
  })

  it('counts records once after a truncation that was interrupted', async () => {
    const { directory, path } = await written()
    const old = await readFile(path)
    const log = await FileLogStore.open(directory)
    await log.truncate(3)
    await log.close()
    await writeFile(path, old)
    expect(await positions(directory)).toEqual([1, 2, 3])
  })
})

describe('pages in files', () => {
  it('are damaged, not missing, when their file is cut off', async () => {
    const directory = await freshDirectory()
    const store = await FilePageStore.open(directory)
    const page = bytes(1, 2, 3)
    await store.write(new Map([[await contentHash(page), page]]), null)
    await store.close()
    const [name] = (await readdir(directory)).filter(file => file.endsWith('.pack'))
    await truncate(join(directory, name), 52)
    await expect(FilePageStore.open(directory)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_PAGE' })
    await truncate(join(directory, name), 3)
    await expect(FilePageStore.open(directory)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT_PAGE' })
  })
})

describe('a directory', () => {
  it('is open once at a time', async () => {
    const directory = await freshDirectory()
    const stores = await openDirectory(directory, 'shop')
    await expect(openDirectory(directory, 'shop')).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('this process'),
    })
    await stores.logStore.close()
    await stores.pageStore.close()
    const again = await openDirectory(directory, 'shop')
    await again.logStore.close()
    await again.pageStore.close()
  })

  it('is not taken from a process that runs, and is taken from one that is gone', async () => {
    const directory = await freshDirectory()
    const stores = await openDirectory(directory, 'shop')
    await stores.logStore.close()
    await stores.pageStore.close()
    await writeFile(join(directory, 'shop', 'lock'), '1')
    await expect(openDirectory(directory, 'shop')).rejects.toMatchObject({ message: expect.stringContaining('process 1') })
    await writeFile(join(directory, 'shop', 'lock'), '4194305')
    const again = await openDirectory(directory, 'shop')
    await again.logStore.close()
    await again.pageStore.close()
  })

  it('is taken by one of many who find the lock of a process that is gone', async () => {
    const directory = await freshDirectory()
    for (let round = 0; round < 10; round++) {
      await writeFile(join(directory, 'lock-3'), '4194305 1000')
      // As if in processes of their own: each copy of the module has its own memory.
      const copies: (typeof DirectoryLock)[] = []
      for (let i = 0; i < 8; i++) {
        vi.resetModules()
        copies.push((await import('./directory-lock.ts')).DirectoryLock)
      }
      const taken = await Promise.allSettled(copies.map(copy => copy.take(directory)))
      const owners = taken.flatMap(outcome => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      expect(owners.length).toBeLessThanOrEqual(1)
      for (const outcome of taken) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'STORAGE_FAILED' })
      for (const owner of owners) {
        await expect(copies[0].take(directory)).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
        await owner.release()
      }
      await writeFile(join(directory, 'lock-9'), '')
      await utimes(join(directory, 'lock-9'), 0, 0)
      const next = await DirectoryLock.take(directory)
      expect(await readdir(directory)).toEqual(['lock-10'])
      await next.release()
      expect(await readdir(directory)).toEqual([])
    }
  })

  it('is not open in two threads of one process', async () => {
    const directory = await freshDirectory()
    const lock = await DirectoryLock.take(directory)
    const [name] = await readdir(directory)
    const content = await readFile(join(directory, name), 'utf8')
    await lock.release()
    await writeFile(join(directory, 'lock-1'), content)
    await expect(DirectoryLock.take(directory)).rejects.toMatchObject({ message: expect.stringContaining('thread') })
    // The same id of an earlier time, as containers have it.
    await writeFile(join(directory, 'lock-1'), `${process.pid} 1000`)
    await (await DirectoryLock.take(directory)).release()
  })

  it('keeps names that are no file names apart', async () => {
    const directory = await freshDirectory()
    for (const name of ['..', 'a/b', 'localhost:4000/shop@main']) {
      const stores = await openDirectory(directory, name)
      await stores.logStore.close()
      await stores.pageStore.close()
    }
    expect((await readdir(directory)).length).toBe(3)
  })
})
