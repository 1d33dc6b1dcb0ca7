// What one execution of a plan may read and write: handed in by the engine, so that exec knows neither
// transactions nor heads. Tables are opened by definition; writes go through one port.

import type { Key } from '../base/cell.ts'
import type { Cell } from '../base/cell.ts'
import type { EvaluationContext } from '../functions/function-definition.ts'
import type { IndexDefinition, TableDefinition } from '../schema/database-schema.ts'
import type { StoredRow, TreeReader } from '../storage/tree-contract.ts'
import type { SqlValue } from '../values/sql-value.ts'

/** A table at one state. */
export interface TableSource {
  /** Columns in the order of `TableDefinition.columns`. */
  readonly rows: TreeReader
  /** Keys: encoded index values, then the encoded primary key (see engine/index-key.ts); column 0 is the row's Key. */
  index(name: string): TreeReader
}

/** PORT RowWriter: the engine's end of INSERT, UPDATE and DELETE. Each call is atomic under PageFault. */
export interface RowWriter {
  /**
   * Adds a row; `values` by table column, NOT NULL and CHECK already tested by exec. Unique violation: 23505.
   */
  insert(table: TableDefinition, values: readonly Cell[]): void
  /** Replaces the row under `key`; changes of the primary key move it. Does nothing and answers false when the row is gone. */
  update(table: TableDefinition, key: Key, values: readonly Cell[]): boolean
  /** Deletes the row under `key`. false when there is no such row. */
  delete(table: TableDefinition, key: Key): boolean
  /** Sets some columns, none of the primary key's, of the row under `key`. false when there is no such row. */
  assign(table: TableDefinition, key: Key, positions: readonly number[], cells: readonly Cell[]): boolean
  /** ON CONFLICT: the existing row that `values` collides with in one of the arbiters (index names or 'primary key'; empty: any). */
  findConflict(
    table: TableDefinition,
    values: readonly Cell[],
    arbiters: readonly string[],
  ): { readonly key: Key; readonly row: StoredRow } | null
}

export interface ExecutionContext {
  openTable(table: TableDefinition): TableSource
  /** Converted to the statement's parameter types. */
  readonly parameters: readonly SqlValue[]
  readonly evaluation: EvaluationContext
  /** null in read-only execution. */
  readonly writer: RowWriter | null
  /** Correlation slots; length = PlannedStatement.slotCount. */
  readonly slots: SqlValue[]
}

/** Encodes the bounds of an index scan; lives with the engine's index format, injected to keep one definition. */
export type IndexKeyOf = (index: IndexDefinition, table: TableDefinition, values: readonly SqlValue[]) => string
