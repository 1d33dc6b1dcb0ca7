// Storage that several simulated tabs share, as IndexedDB: what one opening wrote, the next one finds, and an earlier opening's writes are refused.

import { ZenError } from '@zendb/shared/base/errors'
import { MemoryLogStore } from '@zendb/shared/storage/memory-log-store'
import { MemoryPageStore } from '@zendb/shared/storage/memory-page-store'
import { storageClosed, storageLost } from '../storage/storage-error.ts'
import type { Opening, OpenStores } from '../storage/stores.ts'

interface Stores {
  readonly pageStore: MemoryPageStore
  readonly logStore: MemoryLogStore
}

export class SharedMemoryStorage {
  /** Called when records have been stored, and nobody knows it yet. */
  onStored: () => void = () => {}
  #current: Stores | null = null
  #generation = 1

  /** Takes the storage over from whoever opened it before. */
  async open({ trouble, identity, signal }: Pick<Opening, 'trouble' | 'identity' | 'signal'>): Promise<OpenStores> {
    if (identity !== null && identity !== String(this.#generation)) throw storageLost('shop')
    const before = this.#current
    const stores: Stores = { pageStore: new MemoryPageStore(before?.pageStore), logStore: new MemoryLogStore(before?.logStore) }
    const generation = String(this.#generation)
    this.#current = stores
    const guard = (): void => {
      if (signal.aborted) throw storageClosed('writing')
      if (this.#current === stores) return
      trouble.fenced()
      throw new ZenError('LEASE_LOST', 'another tab has taken over')
    }
    const append = stores.logStore.append.bind(stores.logStore)
    stores.logStore.append = async (...args) => {
      guard()
      await append(...args)
      this.onStored()
    }
    const write = stores.pageStore.write.bind(stores.pageStore)
    stores.pageStore.write = async (...args) => {
      guard()
      await write(...args)
    }
    const truncate = stores.logStore.truncate.bind(stores.logStore)
    stores.logStore.truncate = async position => {
      guard()
      await truncate(position)
    }
    return { ...stores, identity: generation }
  }

  /** What is opened afterwards is another database. */
  destroy(): void {
    this.#generation++
    this.#current = null
  }
}
