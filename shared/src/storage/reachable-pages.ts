// Marks every page that a root needs: for garbage collection and for sending a whole state to another replica.
// Needs no layouts: inner pages and leaves begin with what they refer to. Leaves without blobs are not read.

import type { PageHash } from '../base/brand.ts'
import { readBlobList } from './leaf-page.ts'
import { readChildList } from './inner-page.ts'
import { verifiedPage } from './page-cache.ts'
import { corruptPage, openPage, pageKind } from './page-header.ts'
import type { PageStore } from './page-store.ts'

/** Pages read at once. */
const batchPages = 256

/**
 * Adds the hashes of all pages below `roots` to `reached`, the roots among them. Pages that are in `reached` already
 * count as done with everything below, so that many commits share one walk. Rejects at a missing or corrupt page:
 * what lies below it is then not known, and nothing may be deleted.
 */
export async function markReachable(store: Pick<PageStore, 'read'>, roots: readonly PageHash[], reached: Set<PageHash>): Promise<void> {
  const pending: PageHash[] = []
  const reach = (hash: PageHash, isRead: boolean): void => {
    if (reached.has(hash)) return
    reached.add(hash)
    if (isRead) pending.push(hash)
  }
  for (const root of roots) reach(root, true)
  while (pending.length > 0) {
    const batch = pending.splice(-batchPages)
    const pages = await store.read(batch)
    const verified = await Promise.all(batch.map((hash, i) => verifiedPage(hash, pages[i] ?? null)))
    verified.forEach((bytes, i) => reachBelow(bytes, batch[i], reach))
  }
}

function reachBelow(bytes: Uint8Array<ArrayBuffer>, name: PageHash, reach: (hash: PageHash, isRead: boolean) => void): void {
  const { kind, body } = openPage(bytes, name)
  switch (kind) {
    case pageKind.leaf:
      for (const blob of readBlobList(body)) reach(blob.hash, false)
      return
    case pageKind.inner: {
      const { height, children } = readChildList(body)
      for (const child of children) reach(child.hash, height > 1 || child.hasBlobs)
      return
    }
    default:
      throw corruptPage(name, 'a blob where a node belongs')
  }
}
