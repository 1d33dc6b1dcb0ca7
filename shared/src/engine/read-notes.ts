// What one transaction read, for rule R17 b: the plans that it ran, each with its parameters. Notes are cheap to take; they are
// looked through at the commit, and only where something is undecided.

import type { TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import { readsOf, type CellsRead } from '../exec/plan-reads.ts'
import type { PlannedStatement } from '../sql/plan.ts'
import type { SqlValue } from '../values/sql-value.ts'

interface Note {
  readonly planned: PlannedStatement
  readonly parameters: readonly SqlValue[]
}

/** A read with its row found out. */
export interface NotedRead extends Pick<CellsRead, 'table' | 'columns'> {
  readonly rows: 'all' | 'changed' | { readonly key: Key }
}

export class ReadNotes {
  readonly #notes: Note[] = []
  readonly #rows: NotedRead[] = []

  add(planned: PlannedStatement, parameters: readonly SqlValue[]): void {
    if (planned.tablesRead.length > 0 || planned.tablesWritten.length > 0) this.#notes.push({ planned, parameters })
  }

  /** A row that no plan names. */
  addRow(read: NotedRead): void {
    this.#rows.push(read)
  }

  /** Every table of which something was read. */
  get tables(): ReadonlySet<TableId> {
    return new Set(this.#notes.flatMap(({ planned }) => planned.tablesRead))
  }

  *reads(): Generator<NotedRead, void, undefined> {
    yield* this.#rows
    for (const { planned, parameters } of this.#notes)
      for (const { table, columns, rows } of readsOf(planned)) {
        if (rows.kind !== 'key') yield { table, columns, rows: rows.kind }
        else {
          const key = rows.keyOf({ parameters })
          if (key !== null) yield { table, columns, rows: { key } }
        }
      }
  }
}
