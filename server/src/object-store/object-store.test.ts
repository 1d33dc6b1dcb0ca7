import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@zendb/shared/base/random'
import { afterAll, describe, expect, test } from 'vitest'
import { FaultyObjectStore } from '../testing/faulty-object-store.ts'
import { objectStoreContract } from '../testing/object-store-contract.ts'
import { FileObjectStore } from './file-object-store.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import { probeObjectStore } from './probe-object-store.ts'

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
