// Index entries that were made or removed but not yet put into their tree. Nobody checks anything in a plain index, so its
// changes wait until it is read or stored: a bulk load then adds them in key order, which costs a tenth of their own order.
// Unique indexes never wait.

import type { Key } from '../base/cell.ts'
import type { TreeWriter } from '../storage/tree-contract.ts'

export class DeferredEntries {
  /** Last word on each entry: the row's key, or null when it is gone. */
  readonly #entries: Map<string, Key | null>

  constructor(entries: Iterable<readonly [string, Key | null]> = []) {
    this.#entries = new Map(entries)
  }

  add(entry: string, key: Key): void {
    this.#entries.set(entry, key)
  }

  remove(entry: string): void {
    this.#entries.set(entry, null)
  }

  copy(): DeferredEntries {
    return new DeferredEntries(this.#entries)
  }

  /** May throw PageFault; what was done stays done, and the same call goes on. */
  applyTo(tree: TreeWriter): void {
    if (this.#entries.size === 0) return
    // Without a comparison function strings are compared as they stand, which is the order of keys.
    const entries = [...this.#entries.keys()].sort()
    let done = 0
    try {
      for (; done < entries.length; done++) {
        const entry = entries[done]
        const key = this.#entries.get(entry) ?? null
        if (key === null) tree.delete(entry)
        else tree.put(entry, { cells: [key], birth: null, cellStamps: null })
      }
    } catch (fault) {
      for (let i = 0; i < done; i++) this.#entries.delete(entries[i])
      throw fault
    }
    this.#entries.clear()
  }
}
