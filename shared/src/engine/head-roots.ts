// A head <-> the roots that name its state: checkpoint one way, open the other. The hash of a state is taken over its
// schema and the roots of its tables; indexes are derived from the rows, so they do not take part.

import { asCommitHash, asPageHash, type CommitHash, type PageHash } from '../base/brand.ts'
import { contentHash } from '../base/content-hash.ts'
import { indexLayout, tableLayout } from '../exec/table-layout.ts'
import { schemaFromJson, schemaToJson } from '../schema/schema-json.ts'
import { checkpointTree, type TreeCheckpoint } from '../storage/checkpoint-tree.ts'
import { Tree } from '../storage/tree.ts'
import type { PageCache } from '../storage/page-cache.ts'
import { assert } from '../base/assert.ts'
import type { TreeWriter } from '../storage/tree-contract.ts'
import { indexState } from './index-state.ts'
import { Head } from './head.ts'
import { withPages } from './load-pages.ts'
import type { HeadRoots, Manifest, TableRoots, TreeRoot } from './manifest.ts'
import type { SequenceState } from './sequence-state.ts'
import { TableState, type IndexState } from './table-state.ts'
import type { TreeFactory } from './tree-factory.ts'

export type PagesByHash = Map<PageHash, Uint8Array<ArrayBuffer>>

/** New pages of one checkpoint, and what to call once they are durable: only then may their nodes be dropped from memory. */
export class PageBatch {
  readonly pages: PagesByHash = new Map()
  readonly #settles: (() => void)[] = []

  add(done: TreeCheckpoint): void {
    for (const [hash, bytes] of done.pages) this.pages.set(hash, bytes)
    this.#settles.push(() => done.settle())
  }

  /** The pages are durable. */
  settle(): void {
    for (const settle of this.#settles) settle()
  }
}

/** Encodes what is not in pages yet into `batch` and answers the roots. The head is a settled fork that nobody writes to. */
export async function checkpointHead(head: Head, cache: PageCache, batch: PageBatch): Promise<HeadRoots> {
  const tables: TableRoots[] = []
  for (const table of [...head.tables.values()].sort((a, b) => a.definition.id - b.definition.id)) {
    await withPages(() => table.settle())
    const indexes: (TreeRoot & { name: string })[] = []
    for (const [name, index] of table.indexes) indexes.push({ name, ...(await checkpointOne(index.tree, cache, batch)) })
    tables.push({ id: table.definition.id, ...(await checkpointOne(table.tree, cache, batch)), indexes })
  }
  return { schema: schemaToJson(head.schema), tables }
}

async function checkpointOne(tree: TreeWriter, cache: PageCache, batch: PageBatch): Promise<TreeRoot> {
  assert(tree instanceof Tree, 'a head is made of trees')
  const done = await checkpointTree(tree, cache)
  batch.add(done)
  return { root: done.root, count: done.count }
}

/** Opens the trees at their roots; no page is read. */
export function openHead(roots: HeadRoots, trees: TreeFactory, sequences: Map<string, SequenceState>): Head {
  const schema = schemaFromJson(roots.schema)
  const head = new Head(schema, new Map(), sequences)
  for (const definition of schema.tables.values()) {
    const table = roots.tables.find(candidate => candidate.id === definition.id)
    assert(table, `the manifest has roots for table ${definition.name}`)
    const indexes = new Map<string, IndexState>()
    for (const index of definition.indexes) {
      const root = table.indexes.find(candidate => candidate.name === index.name)
      if (root !== undefined) indexes.set(index.name, indexState(definition, index, openOne(trees, indexLayout(definition), root)))
    }
    head.tables.set(definition.id, new TableState(definition, openOne(trees, tableLayout(definition), table), indexes))
  }
  return head
}

function openOne(trees: TreeFactory, layout: Parameters<TreeFactory['open']>[0], root: TreeRoot): TreeWriter {
  return trees.open(layout, root.root === null ? null : asPageHash(root.root), root.count)
}

/** The one hash of a state: equal on every replica that holds the same accepted change sets. */
export async function stateHash(roots: HeadRoots): Promise<CommitHash> {
  const lines = ['zendb state 1', roots.schema, ...roots.tables.map(table => `${table.id} ${table.root ?? '-'} ${table.count}`)]
  return asCommitHash(await contentHash(new TextEncoder().encode(lines.join('\n'))))
}

export function sequencesToManifest(sequences: ReadonlyMap<string, SequenceState>): Manifest['sequences'] {
  return [...sequences].map(([name, state]) => ({ name, value: String(state.value), isCalled: state.isCalled }))
}

export function sequencesFromManifest(manifest: Pick<Manifest, 'sequences'>): Map<string, SequenceState> {
  return new Map(
    manifest.sequences.map(({ name, value, isCalled }) => {
      const number = Number(value)
      return [name, { value: Number.isSafeInteger(number) ? number : BigInt(value), isCalled }]
    }),
  )
}
