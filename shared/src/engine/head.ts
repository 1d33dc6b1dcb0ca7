// A head: one state of a database that can change (`local`, `confirmed`, an open transaction, a branch being served).
// Forking is O(tables): trees share their nodes. Who holds a head decides who may change it; a head knows no locks.

import { assert } from '../base/assert.ts'
import type { TableId } from '../base/brand.ts'
import type { DatabaseSchema, TableDefinition } from '../schema/database-schema.ts'
import type { SequenceState } from './sequence-state.ts'
import type { TableState } from './table-state.ts'

export class Head {
  schema: DatabaseSchema
  readonly tables: Map<TableId, TableState>
  /** By qualified name. Outside of transactions, as in PostgreSQL: a rollback does not give numbers back. */
  readonly sequences: Map<string, SequenceState>
  /** Grows with every commit into this head: lets a reader see that nothing happened. */
  version: number

  constructor(schema: DatabaseSchema, tables: Map<TableId, TableState>, sequences: Map<string, SequenceState>, version = 0) {
    this.schema = schema
    this.tables = tables
    this.sequences = sequences
    this.version = version
  }

  table(definition: TableDefinition): TableState {
    const state = this.tables.get(definition.id)
    assert(state, `table ${definition.name} (${definition.id}) is in this head`)
    return state
  }

  /** Brings the log's tail of every table into its tree. May throw PageFault; call again after the load. */
  settle(): void {
    for (const table of this.tables.values()) table.settle()
  }

  /** A second head at the same state. Settle first: a tail belongs to one head. */
  fork(): Head {
    const tables = new Map<TableId, TableState>()
    for (const [id, table] of this.tables) tables.set(id, table.fork())
    return new Head(this.schema, tables, this.sequences, this.version)
  }

  /** Takes over the state of a fork of this head: how a transaction commits. */
  adopt(fork: Head): void {
    this.schema = fork.schema
    this.tables.clear()
    for (const [id, table] of fork.tables) this.tables.set(id, table)
  }
}
