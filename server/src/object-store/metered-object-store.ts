// Counts and times what a server asks of its object store: the first thing to look at when commits are slow, or the bill is high.

import type { Clock } from '@zendb/shared/base/clock'
import type { ByteRange, ObjectStore } from './object-store.ts'

export type StoreOperation = 'get' | 'put' | 'putIfAbsent' | 'delete' | 'list'
export type StoreOutcome = 'ok' | 'exists' | 'missing' | 'failed'

/** Told of every request. */
export type StoreMeter = (operation: StoreOperation, outcome: StoreOutcome, seconds: number) => void

export class MeteredObjectStore implements ObjectStore {
  readonly #inner: ObjectStore
  readonly #clock: Clock
  readonly #meter: StoreMeter

  constructor(inner: ObjectStore, clock: Clock, meter: StoreMeter) {
    this.#inner = inner
    this.#clock = clock
    this.#meter = meter
  }

  get(key: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#timed('get', () => this.#inner.get(key, range), found => (found === null ? 'missing' : 'ok')) // prettier-ignore
  }

  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#timed('put', () => this.#inner.put(key, bytes))
  }

  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<'created' | 'exists'> {
    return this.#timed('putIfAbsent', () => this.#inner.putIfAbsent(key, bytes), outcome => (outcome === 'exists' ? 'exists' : 'ok')) // prettier-ignore
  }

  delete(key: string): Promise<void> {
    return this.#timed('delete', () => this.#inner.delete(key))
  }

  list(prefix: string): Promise<readonly string[]> {
    return this.#timed('list', () => this.#inner.list(prefix))
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  async #timed<Result>(
    operation: StoreOperation,
    call: () => Promise<Result>,
    outcomeOf: (result: Result) => StoreOutcome = () => 'ok',
  ): Promise<Result> {
    const startMs = this.#clock.monotonicMs()
    const seconds = (): number => (this.#clock.monotonicMs() - startMs) / 1000
    try {
      const result = await call()
      this.#meter(operation, outcomeOf(result), seconds())
      return result
    } catch (error) {
      this.#meter(operation, 'failed', seconds())
      throw error
    }
  }
}
