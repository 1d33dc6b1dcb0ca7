// The contract of PORT ObjectStore, run on every implementation.

import { beforeAll, describe, expect, test } from 'vitest'
import type { ObjectStore } from '../object-store/object-store.ts'

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** `open` makes a store; `prefix` keeps runs on one bucket apart. */
export function objectStoreContract(name: string, open: () => Promise<ObjectStore>, prefix = 'contract'): void {
  describe(`object store contract: ${name}`, () => {
    let store: ObjectStore
    beforeAll(async () => {
      store = await open()
    })
    const key = (rest: string): string => `${prefix}/${rest}`

    test('what was put is read back, byte for byte', async () => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) & 0xff)
      await store.put(key('plain/a.bin'), bytes)
      expect(await store.get(key('plain/a.bin'))).toEqual(bytes)
    })

    test('an empty object is an object', async () => {
      await store.put(key('plain/empty'), new Uint8Array(0))
      expect(await store.get(key('plain/empty'))).toEqual(new Uint8Array(0))
    })

    test('a missing object is null, also where a folder has its name', async () => {
      await store.put(key('plain/folder/x'), bytesOf('x'))
      expect(await store.get(key('plain/none'))).toBeNull()
      expect(await store.get(key('plain/folder'))).toBeNull()
      expect(await store.get(key('plain/none'), { start: 0, end: 4 })).toBeNull()
    })

    test('put replaces', async () => {
      await store.put(key('plain/r'), bytesOf('one'))
      await store.put(key('plain/r'), bytesOf('two!'))
      expect(await store.get(key('plain/r'))).toEqual(bytesOf('two!'))
    })

    test('ranges are cut at the end, and empty beyond it', async () => {
      await store.put(key('range'), bytesOf('0123456789'))
      expect(await store.get(key('range'), { start: 2, end: 5 })).toEqual(bytesOf('234'))
      expect(await store.get(key('range'), { start: 8, end: 50 })).toEqual(bytesOf('89'))
      expect(await store.get(key('range'), { start: 10, end: 12 })).toEqual(new Uint8Array(0))
      expect(await store.get(key('range'), { start: 4, end: 4 })).toEqual(new Uint8Array(0))
    })

    test('putIfAbsent creates once and leaves what is there', async () => {
      expect(await store.putIfAbsent(key('cond/1'), bytesOf('first'))).toBe('created')
      expect(await store.putIfAbsent(key('cond/1'), bytesOf('second'))).toBe('exists')
      expect(await store.get(key('cond/1'))).toEqual(bytesOf('first'))
    })

    test('of many racing creators exactly one wins, and its bytes are there', async () => {
      for (let round = 0; round < 3; round++) {
        const name = key(`cond/race-${round}`)
        const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => store.putIfAbsent(name, bytesOf(`writer ${i}`))))
        const winner = outcomes.indexOf('created')
        expect(outcomes.filter(outcome => outcome === 'created')).toHaveLength(1)
        expect(await store.get(name)).toEqual(bytesOf(`writer ${winner}`))
      }
    })

    test('a deleted object is gone, its key is free, and deleting again is no error', async () => {
      await store.put(key('del'), bytesOf('x'))
      await store.delete(key('del'))
      await store.delete(key('del'))
      expect(await store.get(key('del'))).toBeNull()
      expect(await store.putIfAbsent(key('del'), bytesOf('y'))).toBe('created')
    })

    test('list gives the keys under a prefix in order, also inside a folder name', async () => {
      for (const name of ['list/b/2', 'list/a', 'list/b/10', 'list/bc', 'other/b']) await store.put(key(name), bytesOf(name))
      expect(await store.list(key('list/'))).toEqual([key('list/a'), key('list/b/10'), key('list/b/2'), key('list/bc')])
      expect(await store.list(key('list/b'))).toEqual([key('list/b/10'), key('list/b/2'), key('list/bc')])
      expect(await store.list(key('nothing/'))).toEqual([])
    })

    test.each(['', 'a//b', '../x', 'a/..', '/a', 'a/', 'sp ace', 'a'.repeat(1000)])('the key %j is refused', async bad => {
      await expect((async () => store.put(bad, bytesOf('x')))()).rejects.toMatchObject({ code: 'INVALID_OPTION' })
    })
  })
}
