// Pages in memory, within a budget: shared by all trees of one database over its PageStore. Loads many pages at once,
// verifies that each is what its name says, and drops clean nodes that were not used lately. A dropped node faults again.

import type { PageHash } from '../base/brand.ts'
import type { Cell } from '../base/cell.ts'
import { contentHash } from '../base/content-hash.ts'
import { ZenError } from '../base/errors.ts'
import { decodeBlob } from './blob-page.ts'
import type { BlobReference, BlobSource } from './blob-reference.ts'
import { decodeInner } from './inner-page.ts'
import { decodeLeaf } from './leaf-page.ts'
import { nodeMemory } from './node-memory.ts'
import type { TreeNode } from './node.ts'
import type { NodeSource } from './node-source.ts'
import { corruptPage, openPage, pageKind } from './page-header.ts'
import { maxUses, PageRef, type PageClaim } from './page-ref.ts'
import type { PageStore } from './page-store.ts'
import { PageFault } from './tree-contract.ts'
import type { TreeShape } from './tree-shape.ts'

export interface PageCacheOptions {
  readonly budgetBytes: number
  /** Nodes kept whatever they take: a step that needs several pages at once must find them all. */
  readonly minNodes?: number
}

const maxReadAheadPages = 64
/** Until a page was loaded: memory of a leaf of rows of some 50 bytes. */
const typicalNodeBytes = 16 * 1024

/** A page as it is loaded: what to make of its bytes. */
interface Loaded {
  readonly value: Cell
  readonly bytes: number
}

export class PageCache implements NodeSource, BlobSource {
  readonly store: PageStore
  readonly #budgetBytes: number
  readonly #minNodes: number
  /** In the order of the sweep. */
  readonly #loaded = new Map<PageHash, PageRef>()
  /** Other references that were given the node of a loaded one. */
  readonly #aliases = new Map<PageHash, Set<PageRef>>()
  readonly #blobs = new Map<PageHash, Loaded>()
  readonly #loading = new Map<PageHash, Promise<void>>()
  #bytes = 0
  #blobBytes = 0
  #reads = 0

  constructor(store: PageStore, options: PageCacheOptions) {
    this.store = store
    this.#budgetBytes = options.budgetBytes
    this.#minNodes = options.minNodes ?? 64
  }

  /** Memory of all clean nodes, and of values that are kept apart from them, by estimate. */
  get bytes(): number {
    return this.#bytes + this.#blobBytes
  }

  /** Pages read from the store so far. */
  get pagesRead(): number {
    return this.#reads
  }

  get readAheadPages(): number {
    const room = Math.max(this.#minNodes, this.#budgetBytes / this.#nodeBytes)
    return Math.max(1, Math.min(maxReadAheadPages, Math.floor(room / 4)))
  }

  get roomPages(): number {
    return Math.max(0, Math.floor((this.#budgetBytes - this.#bytes) / this.#nodeBytes))
  }

  /** Memory of a node, on average. */
  get #nodeBytes(): number {
    return this.#loaded.size === 0 ? typicalNodeBytes : this.#bytes / this.#loaded.size
  }

  find(ref: PageRef): TreeNode | null {
    const other = this.#loaded.get(ref.hash)
    if (other === undefined || other === ref || other.node === null) return null
    checkClaim(ref, other.node)
    const aliases = this.#aliases.get(ref.hash) ?? new Set()
    this.#aliases.set(ref.hash, aliases.add(ref))
    ref.node = other.node
    return other.node
  }

  fault(refs: readonly PageRef[], shape: TreeShape): PageFault {
    return new PageFault(
      refs.map(ref => ref.hash),
      () => this.load(refs, shape),
    )
  }

  /** Puts the nodes of all pages into their references. */
  async load(refs: readonly PageRef[], shape: TreeShape): Promise<void> {
    const wanted = refs.filter(ref => ref.node === null && this.find(ref) === null)
    const fresh = new Map<PageHash, PageRef>()
    for (const ref of wanted) if (!this.#loading.has(ref.hash)) fresh.set(ref.hash, ref)
    if (fresh.size > 0) {
      const done = this.#loadFresh([...fresh.values()], shape)
      for (const hash of fresh.keys()) this.#loading.set(hash, done)
      // Whoever waits for it hears of a failure; nobody else needs to.
      done.catch(() => undefined)
    }
    await Promise.all(new Set(wanted.map(ref => this.#loading.get(ref.hash) ?? Promise.resolve())))
    for (const ref of wanted) if (ref.node === null) this.find(ref)
  }

  async #loadFresh(refs: readonly PageRef[], shape: TreeShape): Promise<void> {
    try {
      const pages = await this.#read(refs.map(ref => ref.hash))
      // Decoded all before any is shown: a corrupt page leaves nothing half done.
      const nodes = pages.map((bytes, i) => this.#decode(bytes, refs[i], shape))
      nodes.forEach((node, i) => this.#admit(refs[i], node))
      this.#evict(new Set(refs))
    } finally {
      for (const ref of refs) this.#loading.delete(ref.hash)
    }
  }

  /** Bytes of pages that exist and are what their names say. */
  async #read(hashes: readonly PageHash[]): Promise<Uint8Array<ArrayBuffer>[]> {
    const pages = await this.store.read(hashes)
    this.#reads += hashes.length
    return Promise.all(hashes.map((hash, i) => verifiedPage(hash, pages[i] ?? null)))
  }

  #decode(bytes: Uint8Array<ArrayBuffer>, ref: PageRef, shape: TreeShape): TreeNode {
    const isLeaf = openPage(bytes, ref.hash).kind === pageKind.leaf
    const node = isLeaf ? decodeLeaf(bytes, ref.hash, shape, this) : decodeInner(bytes, ref.hash, shape, this.refOf)
    checkClaim(ref, node)
    return node
  }

  /** The reference to use for a page: the one that holds its node, if any does. */
  readonly refOf = (hash: PageHash, claim: PageClaim): PageRef => {
    const ref = this.#loaded.get(hash)
    const isSame =
      ref !== undefined && ref.claim.height === claim.height && ref.claim.count === claim.count && ref.claim.hasBlobs === claim.hasBlobs
    return isSame ? ref : new PageRef(hash, claim)
  }

  /** Takes a node that was just written to the store: from now on it can be dropped. */
  adopt(ref: PageRef, node: TreeNode): void {
    if (this.find(ref) === null) this.#admit(ref, node)
    this.#evict(new Set([ref]))
  }

  #admit(ref: PageRef, node: TreeNode): void {
    if (this.#loaded.has(ref.hash)) return
    node.page = ref
    ref.node = node
    ref.uses = 1
    ref.bytes = nodeMemory(node)
    this.#loaded.set(ref.hash, ref)
    this.#bytes += ref.bytes
  }

  /** A sweep through the queue: a node that was used since the last one loses a use and queues again, the others go. */
  #evict(keep: ReadonlySet<PageRef>): void {
    let chances = (maxUses + 1) * this.#loaded.size
    for (const [hash, ref] of this.#loaded) {
      if (this.#bytes <= this.#budgetBytes || this.#loaded.size <= this.#minNodes || chances-- === 0) return
      if (keep.has(ref) || ref.uses > 0) {
        if (!keep.has(ref)) ref.uses--
        this.#requeue(ref)
      } else this.#drop(hash, ref)
    }
  }

  /** To the end of the sweep. */
  #requeue(ref: PageRef): void {
    this.#loaded.delete(ref.hash)
    this.#loaded.set(ref.hash, ref)
  }

  #drop(hash: PageHash, ref: PageRef): void {
    this.#loaded.delete(hash)
    this.#bytes -= ref.bytes
    ref.node = null
    for (const alias of this.#aliases.get(hash) ?? []) alias.node = null
    this.#aliases.delete(hash)
  }

  /** Drops every clean node and blob: the next access reads the store again. */
  clear(): void {
    for (const [hash, ref] of this.#loaded) this.#drop(hash, ref)
    this.#blobs.clear()
    this.#blobBytes = 0
  }

  blobs(references: readonly BlobReference[]): readonly Cell[] {
    const missing = references.filter(reference => !this.#blobs.has(reference.hash))
    if (missing.length > 0)
      throw new PageFault(
        missing.map(reference => reference.hash),
        () => this.#loadBlobs(missing, references),
      )
    return references.map(reference => this.#blobs.get(reference.hash)?.value ?? null)
  }

  grew(leaf: object, bytes: number): void {
    const page = (leaf as TreeNode).page
    if (page === null || this.#loaded.get(page.hash) !== page) return
    page.bytes += bytes
    this.#bytes += bytes
    // Whoever reads it is not done, and what it has got would have to be read once more.
    this.#requeue(page)
  }

  async #loadBlobs(missing: readonly BlobReference[], keep: readonly BlobReference[]): Promise<void> {
    const hashes = [...new Set(missing.map(reference => reference.hash))]
    const pages = await this.#read(hashes)
    const values = pages.map((bytes, i) => decodeBlob(bytes, hashes[i]))
    hashes.forEach((hash, i) => {
      if (!this.#blobs.has(hash)) this.#blobBytes += pages[i].length
      this.#blobs.set(hash, { value: values[i], bytes: pages[i].length })
    })
    // Leaves grow by the values that are read from them, and nothing else may be loaded for long.
    this.#evict(new Set())
    const kept = new Set(keep.map(reference => reference.hash))
    for (const [hash, blob] of this.#blobs) {
      if (this.#blobBytes <= this.#budgetBytes / 4) return
      if (kept.has(hash)) continue
      this.#blobs.delete(hash)
      this.#blobBytes -= blob.bytes
    }
  }
}

function checkClaim(ref: PageRef, node: TreeNode): void {
  const { height, count } = ref.claim
  const nodeHeight = node.kind === 0 ? 0 : node.height
  if (height !== null && height !== nodeHeight) throw corruptPage(ref.hash, `height ${nodeHeight} where its parent says ${height}`)
  if (count !== node.count) throw corruptPage(ref.hash, `${node.count} rows where its parent says ${count}`)
}

/** The page, or the error that names it. */
export async function verifiedPage(hash: PageHash, bytes: Uint8Array<ArrayBuffer> | null): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes === null) throw new ZenError('STORAGE_MISSING_PAGE', `page ${hash} is not in the page store`, { details: { page: hash } })
  if ((await contentHash(bytes)) !== hash) throw corruptPage(hash, 'its bytes have another hash')
  return bytes
}
