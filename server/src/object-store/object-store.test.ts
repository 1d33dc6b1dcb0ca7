import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@zendb/shared/base/clock'
import { seededRandom } from '@zendb/shared/base/random'
import { afterAll, describe, expect, test } from 'vitest'
import { FaultyObjectStore } from '../testing/faulty-object-store.ts'
import { objectStoreContract } from '../testing/object-store-contract.ts'
import { FileObjectStore } from './file-object-store.ts'
import { MeteredObjectStore } from './metered-object-store.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import { probeObjectStore } from './probe-object-store.ts'
import { S3ObjectStore } from './s3-object-store.ts'

const folders: string[] = []
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zendb-objects-'))
  folders.push(folder)
  return folder
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

objectStoreContract('memory', async () => new MemoryObjectStore())
objectStoreContract('metered', async () => new MeteredObjectStore(new MemoryObjectStore(), systemClock, () => {}))
objectStoreContract('file system', async () => new FileObjectStore(await newFolder()))

describe('the file store', () => {
  test('leaves no unfinished files', async () => {
    const folder = await newFolder()
    const store = new FileObjectStore(folder)
    await store.putIfAbsent('a/b', new Uint8Array([1]))
    await store.putIfAbsent('a/b', new Uint8Array([2]))
    await store.put('a/c', new Uint8Array([3]))
    expect(await readdir(join(folder, '.tmp~'))).toEqual([])
  })

  test('removes what a killed process left unfinished, and nothing that may still be written', async () => {
    const folder = await newFolder()
    const store = new FileObjectStore(folder)
    await store.put('a', new Uint8Array([1]))
    const [old, young] = ['old', 'young'].map(name => join(folder, '.tmp~', name))
    for (const path of [old, young]) await writeFile(path, 'x')
    const nowMs = Date.now()
    await utimes(old, new Date(nowMs - 7_200_000), new Date(nowMs - 7_200_000))
    await store.removeUnfinished(nowMs)
    expect(await readdir(join(folder, '.tmp~'))).toEqual(['young'])
    expect(await store.list('')).toEqual(['a'])
  })

  test('two stores over one folder do not both create', async () => {
    const folder = await newFolder()
    const [one, other] = [new FileObjectStore(folder), new FileObjectStore(folder)]
    const outcomes = await Promise.all([one, other, one, other].map((store, i) => store.putIfAbsent('k', new Uint8Array([i]))))
    expect(outcomes.filter(outcome => outcome === 'created')).toHaveLength(1)
  })
})

describe('the probe', () => {
  test('accepts memory and files, and leaves nothing behind', async () => {
    for (const store of [new MemoryObjectStore(), new FileObjectStore(await newFolder())]) {
      await probeObjectStore(store, seededRandom(1))
      expect(await store.list('')).toEqual([])
    }
  })

  test('refuses a store that ignores the condition', async () => {
    class Careless extends MemoryObjectStore {
      override async putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<'created' | 'exists'> {
        await this.put(key, bytes)
        return 'created'
      }
    }
    await expect(probeObjectStore(new Careless(), seededRandom(1))).rejects.toMatchObject({
      code: 'OBJECT_STORE_UNSUITABLE',
      message: expect.stringContaining('ignores If-None-Match'),
    })
  })

  test('refuses a store whose condition is not atomic', async () => {
    class CheckThenPut extends MemoryObjectStore {
      override async putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<'created' | 'exists'> {
        if ((await this.get(key)) !== null) return 'exists'
        await this.put(key, bytes)
        return 'created'
      }
    }
    await expect(probeObjectStore(new CheckThenPut(), seededRandom(1))).rejects.toThrow(/16 of 16 racing/)
  })

  test('refuses a store that refuses conditions, and keeps its reason', async () => {
    const store = new FaultyObjectStore(new MemoryObjectStore(), seededRandom(1), { refuse: 1, loseAnswer: 0 })
    await expect(probeObjectStore(store, seededRandom(1))).rejects.toThrow(/503 slow down/)
  })
})

describe('the S3 store', () => {
  test('does not wait for ever for a server that does not answer', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const store = new S3ObjectStore({ bucket: 'b', endpoint: `http://127.0.0.1:${port}`, credentials, requestTimeoutMs: 50 })
    await expect(store.get('k')).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    await store.close()
    silent.closeAllConnections()
    silent.close()
  })

  test('says that the store cannot be reached, rather than that it is unsuitable', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const store = new S3ObjectStore({ bucket: 'b', endpoint: 'http://127.0.0.1:1', credentials, requestTimeoutMs: 50 })
    await expect(probeObjectStore(store, seededRandom(1))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringMatching(/cannot be used: .*check its address/),
    })
    await store.close()
  })
})

test('a metered store tells of every request, what it was and how it ended', async () => {
  const told: string[] = []
  const faulty = new FaultyObjectStore(new MemoryObjectStore(), seededRandom(1))
  const store = new MeteredObjectStore(faulty, systemClock, (operation, outcome) => told.push(`${operation} ${outcome}`))
  await store.putIfAbsent('a', new Uint8Array([1]))
  await store.putIfAbsent('a', new Uint8Array([2]))
  await store.get('b')
  faulty.plan = { refuse: 1, loseAnswer: 0 }
  await expect(store.get('a')).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
  expect(told).toEqual(['putIfAbsent ok', 'putIfAbsent exists', 'get missing', 'get failed'])
})
