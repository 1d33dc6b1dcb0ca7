// Objects in memory: for tests and for a server that keeps nothing.

import type { ByteRange, ObjectStore } from './object-store.ts'
import { checkObjectKey } from './object-key.ts'

export class MemoryObjectStore implements ObjectStore {
  readonly #objects = new Map<string, Uint8Array<ArrayBuffer>>()

  get(key: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | null> {
    checkObjectKey(key)
    const bytes = this.#objects.get(key)
    if (bytes === undefined) return Promise.resolve(null)
    return Promise.resolve(range === undefined ? bytes.slice() : bytes.slice(range.start, range.end))
  }

  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    checkObjectKey(key)
    this.#objects.set(key, bytes.slice())
    return Promise.resolve()
  }

  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<'created' | 'exists'> {
    checkObjectKey(key)
    if (this.#objects.has(key)) return Promise.resolve('exists')
    this.#objects.set(key, bytes.slice())
    return Promise.resolve('created')
  }

  delete(key: string): Promise<void> {
    checkObjectKey(key)
    this.#objects.delete(key)
    return Promise.resolve()
  }

  list(prefix: string): Promise<readonly string[]> {
    return Promise.resolve([...this.#objects.keys()].filter(key => key.startsWith(prefix)).sort())
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
