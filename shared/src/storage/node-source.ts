// What a tree needs from the page cache. A tree that was never written has none.

import type { PageRef } from './page-ref.ts'
import type { TreeNode } from './node.ts'
import type { PageFault } from './tree-contract.ts'
import type { TreeShape } from './tree-shape.ts'

export interface NodeSource {
  /** Pages that one fault of a scan may ask for: what is loaded must not push out what the scan stands on. */
  readonly readAheadPages: number
  /** Pages that can be loaded without pushing out any. */
  readonly roomPages: number
  /** The node of a page that was loaded through another reference; null when it is not in memory. */
  find(ref: PageRef): TreeNode | null
  /** The fault to throw for missing pages; loading puts the nodes into the references. */
  fault(refs: readonly PageRef[], shape: TreeShape): PageFault
}
