// The cells behind a transaction's notes. Apart from read-notes.ts because only replicas look, and databases without a server need not load it.

import type { TableId } from '../base/brand.ts'
import { readsOf } from '../exec/plan-reads.ts'
import type { NotedRead, ReadNotes } from './read-notes.ts'

export function* notedReads({ rows, statements }: ReadNotes): Generator<NotedRead, void, undefined> {
  yield* rows
  for (const { planned, parameters } of statements)
    for (const read of readsOf(planned)) {
      const { table, columns } = read
      if (read.rows.kind !== 'key') yield { table, columns, rows: read.rows.kind }
      else {
        const key = read.rows.keyOf({ parameters })
        if (key !== null) yield { table, columns, rows: { key } }
      }
    }
}

/** Every table of which something was read. */
export function tablesRead({ statements }: ReadNotes): Iterable<TableId> {
  return statements.flatMap(({ planned }) => planned.tablesRead)
}
