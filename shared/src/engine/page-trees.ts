// Trees whose pages come from one cache: what every database that is stored somewhere uses.

import type { PageHash } from '../base/brand.ts'
import type { PageCache } from '../storage/page-cache.ts'
import { Tree } from '../storage/tree.ts'
import { TreeShape } from '../storage/tree-shape.ts'
import type { TreeLayout } from '../storage/tree-contract.ts'
import type { TreeFactory } from './tree-factory.ts'

export function pageTrees(seed: Uint8Array<ArrayBuffer>, cache: PageCache): TreeFactory {
  return {
    empty: (layout: TreeLayout) => Tree.empty(layout, seed, { source: cache }),
    open: (layout: TreeLayout, root: PageHash | null, count: number) => Tree.open(new TreeShape(layout, seed), cache, root, count),
  }
}
