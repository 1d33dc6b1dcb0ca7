// An object store that fails under one seed, for tests of everything above it. Faults are those that real stores show:
// a refused request, a request that was done though its answer was lost, and (never by chance) ignored conditions.

import { ZenError } from '@zendb/shared/base/errors'
import type { Random } from '@zendb/shared/base/random'
import type { ByteRange, ObjectStore } from '../object-store/object-store.ts'

export interface FaultPlan {
  /** Chance of a request that fails and did nothing. */
  readonly refuse: number
  /** Chance of a write that was done and answers an error. */
  readonly loseAnswer: number
}

export class FaultyObjectStore implements ObjectStore {
  readonly #inner: ObjectStore
  readonly #random: Random
  plan: FaultPlan
  /** Writes after which every request fails, as if the process had died; null: never. */
  crashAfterWrites: number | null = null
  /** This one write fails: refused, or done and answered with an error. */
  failAt: { readonly write: number; readonly kind: keyof FaultPlan } | null = null
  /** Every request takes up to this many turns, so that those made together overlap. */
  slowTurns = 0
  writes = 0
  requests = 0

  constructor(inner: ObjectStore, random: Random, plan: FaultPlan = { refuse: 0, loseAnswer: 0 }) {
    this.#inner = inner
    this.#random = random
    this.plan = plan
  }

  get(key: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#request(() => this.#inner.get(key, range), 'read')
  }

  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#request(() => this.#inner.put(key, bytes), 'write')
  }

  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<'created' | 'exists'> {
    return this.#request(() => this.#inner.putIfAbsent(key, bytes), 'write')
  }

  delete(key: string): Promise<void> {
    return this.#request(() => this.#inner.delete(key), 'write')
  }

  list(prefix: string): Promise<readonly string[]> {
    return this.#request(() => this.#inner.list(prefix), 'read')
  }

  close(): Promise<void> {
    return this.#inner.close()
  }

  async #request<Result>(call: () => Promise<Result>, kind: 'read' | 'write'): Promise<Result> {
    this.requests++
    if (this.crashAfterWrites !== null && this.writes >= this.crashAfterWrites) throw fault('the process is gone')
    for (let turn = this.#random.below(this.slowTurns + 1); turn > 0; turn--) await Promise.resolve()
    const failing = kind === 'write' && this.failAt?.write === this.writes + 1 ? this.failAt.kind : null
    if (failing === 'refuse' || this.#random.float() < this.plan.refuse) {
      this.failAt = failing === null ? this.failAt : null
      throw fault('503 slow down')
    }
    if (kind === 'write') this.writes++
    const result = await call()
    if (failing === 'loseAnswer' || (kind === 'write' && this.#random.float() < this.plan.loseAnswer)) throw fault('the answer was lost')
    return result
  }
}

function fault(reason: string): ZenError {
  return new ZenError('STORAGE_FAILED', `injected fault: ${reason}`)
}
