// The start-up check of an object store: the commit points of the server rest on create-if-absent, and there are stores that
// refuse it and, worse, stores that silently ignore it. Runs once per start, about 22 requests, and cleans up after itself.

import { toHex } from '@zendb/shared/base/content-hash'
import { ZenError } from '@zendb/shared/base/errors'
import type { Random } from '@zendb/shared/base/random'
import type { ObjectStore } from './object-store.ts'

const racers = 16

/** Throws OBJECT_STORE_UNSUITABLE, with what the store did, unless it honours every promise of the port. */
export async function probeObjectStore(store: ObjectStore, random: Random): Promise<void> {
  const key = `probe/${toHex(random.bytes(12))}`
  const bytes = (): Uint8Array<ArrayBuffer> => random.bytes(64)
  try {
    const first = bytes()
    expectThat((await attempt('create an object', () => store.putIfAbsent(key, first))) === 'created', 'refused to create a new object')
    const second = await attempt('create it again', () => store.putIfAbsent(key, bytes()))
    expectThat(second === 'exists', 'replaced an object that create-if-absent must leave alone: it ignores If-None-Match')
    const whole = await attempt('read it', () => store.get(key))
    expectThat(whole !== null && sameBytes(whole, first), 'gave back other bytes than were written')
    const part = await attempt('read a part of it', () => store.get(key, { start: 10, end: 20 }))
    expectThat(part !== null && sameBytes(part, first.subarray(10, 20)), 'does not answer range reads')
    const race = `${key}-race`
    const outcomes = await attempt('create one object from many sides', () =>
      Promise.all(Array.from({ length: racers }, () => store.putIfAbsent(race, bytes()))),
    )
    const winners = outcomes.filter(outcome => outcome === 'created').length
    expectThat(winners === 1, `let ${winners} of ${racers} racing writers create the same object`)
    await attempt('delete an object', () => store.delete(race))
    expectThat((await attempt('read a deleted object', () => store.get(race))) === null, 'still reads an object that was deleted')
  } finally {
    await Promise.allSettled([store.delete(key), store.delete(`${key}-race`)])
  }
}

async function attempt<Result>(what: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    // Without an answer, or with one about who is asking, nothing is known of the store itself.
    const status = cause instanceof ZenError ? cause.details.status : undefined
    if (status === undefined || status === 401 || status === 403 || status === 404)
      throw new ZenError('STORAGE_FAILED', `the object store cannot be used: ${reason}; check its address, its name and the keys`, {
        cause,
      })
    throw unsuitable(`failed when it was asked to ${what} (${reason})`, cause)
  }
}

function expectThat(holds: boolean, complaint: string): void {
  if (!holds) throw unsuitable(complaint)
}

function unsuitable(complaint: string, cause?: unknown): ZenError {
  const message = `this object store cannot hold a ZenDB: it ${complaint}. Use a store with conditional writes (If-None-Match: *), or --data DIR.`
  return new ZenError('OBJECT_STORE_UNSUITABLE', message, cause === undefined ? {} : { cause })
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
