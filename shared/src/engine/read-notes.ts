// What one transaction read, for rule R17 b: the plans that it ran, each with its parameters, and rows that no plan names. Notes are cheap
// to take; noted-reads.ts looks through them at the commit, and only where something is undecided.

import type { ColumnId, TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import type { PlannedStatement } from '../sql/plan.ts'
import type { SqlValue } from '../values/sql-value.ts'

export interface StatementNote {
  readonly planned: PlannedStatement
  readonly parameters: readonly SqlValue[]
}

/** Cells of one row, or of many. */
export interface NotedRead {
  readonly table: TableId
  readonly columns: ReadonlySet<ColumnId>
  readonly rows: 'all' | 'changed' | { readonly key: Key }
}

export class ReadNotes {
  readonly statements: StatementNote[] = []
  readonly rows: NotedRead[] = []
  /** False where nothing is undecided: then notes are not worth making. */
  readonly areKept: boolean

  private constructor(areKept: boolean) {
    this.areKept = areKept
  }

  /** Notes of a new transaction. A database without a server takes none: nothing is undecided there. */
  static begin({ isShared }: { readonly isShared: boolean }): ReadNotes {
    return isShared ? new ReadNotes(true) : ReadNotes.none
  }

  add(planned: PlannedStatement, parameters: readonly SqlValue[]): void {
    if (!this.areKept) return
    if (planned.tablesRead.length > 0 || planned.tablesWritten.length > 0) this.statements.push({ planned, parameters })
  }

  /** A row that no plan names. */
  addRow(read: NotedRead): void {
    if (this.areKept) this.rows.push(read)
  }

  private static readonly none = new ReadNotes(false)
}
