// Walks every tree of a head, so that each of its pages is read once, from wherever it is.

import type { Head } from './head.ts'
import { withPages } from './load-pages.ts'

/** `head` is a fork that nobody writes to. */
export async function fetchAllPages(head: Head): Promise<void> {
  for (const table of head.tables.values()) {
    for (const tree of [table.tree, ...[...table.indexes.values()].map(index => index.tree)]) {
      const cursor = tree.scan({}, 'ascending')
      let slice = await withPages(() => cursor.next())
      while (slice !== null) slice = await withPages(() => cursor.next())
    }
  }
}
