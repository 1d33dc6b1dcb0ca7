// What every LogStore must do: run by the tests of each implementation. A harness opens the same store again and again,
// as a process that restarts would.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogStore } from '../storage/log-store.ts'

export interface LogStoreHarness {
  /** Opens the store; what earlier ones appended is there. At most one is open at a time. */
  open(): Promise<LogStore>
  dispose(): Promise<void>
}

const record = (...items: number[]): Uint8Array<ArrayBuffer> => Uint8Array.from(items)

/** Declares the suite for one implementation. */
export function describeLogStore(name: string, makeHarness: () => Promise<LogStoreHarness>): void {
  describe(`${name} is a LogStore`, () => {
    let harness: LogStoreHarness
    let store: LogStore
    beforeEach(async () => {
      harness = await makeHarness()
      store = await harness.open()
    })
    afterEach(async () => {
      await store.close()
      await harness.dispose()
    })
    const reopen = async (): Promise<void> => {
      await store.close()
      store = await harness.open()
    }
    const positions = async (from: number): Promise<number[]> => (await store.read(from)).map(entry => entry.position)

    it('starts empty', async () => {
      expect(await store.read(1)).toEqual([])
    })

    it('gives records back in order, from a position on', async () => {
      await store.append(1, [record(1)], 'relaxed')
      await store.append(2, [record(2, 2), record(3, 3, 3)], 'strict')
      await store.append(4, [record()], 'relaxed')
      expect(await store.read(2)).toEqual([
        { position: 2, bytes: record(2, 2) },
        { position: 3, bytes: record(3, 3, 3) },
        { position: 4, bytes: record() },
      ])
      expect(await positions(1)).toEqual([1, 2, 3, 4])
      expect(await positions(5)).toEqual([])
    })

    it('appends nothing for no records', async () => {
      await store.append(1, [], 'strict')
      expect(await store.read(1)).toEqual([])
      await store.append(1, [record(1)], 'strict')
      expect(await positions(1)).toEqual([1])
    })

    it('keeps records over a restart', async () => {
      await store.append(1, [record(1), record(2)], 'strict')
      await reopen()
      await store.append(3, [record(3)], 'relaxed')
      await reopen()
      expect((await store.read(1)).map(entry => [...entry.bytes])).toEqual([[1], [2], [3]])
    })

    it('forgets records below a position, and only these', async () => {
      await store.append(1, [record(1), record(2), record(3), record(4)], 'strict')
      await store.truncate(3)
      expect(await positions(1)).toEqual([3, 4])
      await store.truncate(2)
      expect(await positions(1)).toEqual([3, 4])
      await reopen()
      expect(await positions(1)).toEqual([3, 4])
      await store.truncate(5)
      expect(await positions(1)).toEqual([])
      await store.append(5, [record(5)], 'strict')
      await reopen()
      expect(await positions(1)).toEqual([5])
    })

    it('may begin at any position', async () => {
      await store.append(41, [record(1), record(2)], 'strict')
      await reopen()
      expect(await positions(1)).toEqual([41, 42])
    })

    it('keeps positions and bytes when it is sealed, at any time', async () => {
      await store.seal()
      for (let i = 1; i <= 20; i++) await store.append(i, [record(i, i)], 'relaxed')
      await store.seal()
      await store.append(21, [record(21, 21)], 'relaxed')
      await store.truncate(6)
      await store.seal()
      await store.seal()
      const expected = Array.from({ length: 16 }, (_, i) => ({ position: i + 6, bytes: record(i + 6, i + 6) }))
      expect(await store.read(1)).toEqual(expected)
      await reopen()
      expect(await store.read(9)).toEqual(expected.slice(3))
    })

    it('truncates inside of what it sealed', async () => {
      for (let i = 1; i <= 10; i++) await store.append(i, [record(i)], 'relaxed')
      await store.seal()
      await store.truncate(4)
      await reopen()
      expect(await positions(1)).toEqual([4, 5, 6, 7, 8, 9, 10])
    })

    it('takes appends that overlap, in the order of the calls', async () => {
      const appends = Array.from({ length: 30 }, (_, i) =>
        store.append(1 + 2 * i, [record(2 * i), record(2 * i + 1)], i % 2 === 0 ? 'relaxed' : 'strict'),
      )
      await Promise.all(appends)
      await reopen()
      expect((await store.read(1)).map(entry => entry.bytes[0])).toEqual(Array.from({ length: 60 }, (_, i) => i))
    })

    it('takes records large and small', async () => {
      const large = new Uint8Array(1_200_000).fill(7)
      await store.append(1, [record(1), large, record(3)], 'strict')
      await reopen()
      const entries = await store.read(2)
      expect(entries[0].bytes.length).toBe(large.length)
      expect(entries[0].bytes.every(byte => byte === 7)).toBe(true)
      expect(entries[1]).toEqual({ position: 3, bytes: record(3) })
    })

    it('holds its own copy of what it is given', async () => {
      const bytes = record(1, 2)
      await store.append(1, [bytes], 'strict')
      bytes.fill(0)
      expect((await store.read(1))[0].bytes).toEqual(record(1, 2))
    })

    it('answers STORAGE_CLOSED after close', async () => {
      await store.close()
      await expect(store.read(1)).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
      await expect(store.append(1, [record(1)], 'relaxed')).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
      await store.close()
    })
  })
}
