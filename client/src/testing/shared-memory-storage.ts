// Storage that several simulated tabs share, as IndexedDB: what one opening wrote, the next one finds, and an earlier opening's writes are refused.

import { MemoryLogStore } from '@zendb/shared/storage/memory-log-store'
import { MemoryPageStore } from '@zendb/shared/storage/memory-page-store'
import type { OpenStores } from '../storage/stores.ts'

export class SharedMemoryStorage {
  #current: { readonly pageStore: MemoryPageStore; readonly logStore: MemoryLogStore } | null = null

  async open(): Promise<OpenStores> {
    const before = this.#current
    // Reading their content and closing them is one step: nothing can be written in between.
    const current = { pageStore: new MemoryPageStore(before?.pageStore), logStore: new MemoryLogStore(before?.logStore) }
    this.#current = current
    await before?.logStore.close()
    await before?.pageStore.close()
    return current
  }

  destroy(): void {
    this.#current = null
  }
}
