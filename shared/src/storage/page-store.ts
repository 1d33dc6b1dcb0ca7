// PORT PageStore: immutable pages under their hash. One contract suite: testing/page-store-contract.ts.

import type { PageHash } from '../base/brand.ts'

export interface PageStore {
  /** Pages by hash, in the order asked; null where the store has none. Does not verify hashes: page-cache.ts does. */
  read(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]>
  /**
   * All pages become durable together, with `manifest` as the store's new manifest (the roots that name them),
   * or nothing does. Pages that exist are left alone. Rejects with STORAGE_QUOTA or STORAGE_FAILED.
   */
  write(pages: ReadonlyMap<PageHash, Uint8Array<ArrayBuffer>>, manifest: Uint8Array<ArrayBuffer> | null): Promise<void>
  /** The manifest of the last successful write that carried one. */
  readManifest(): Promise<Uint8Array<ArrayBuffer> | null>
  /** Every hash in the store: for garbage collection and checks only. */
  list(): Promise<readonly PageHash[]>
  delete(hashes: readonly PageHash[]): Promise<void>
  close(): Promise<void>
}
