// A database's schema as immutable data: tables, columns, indexes, constraints, sequences, views.
// Tables and columns travel by id; a rename is no change for data (rule R30). DDL makes a new DatabaseSchema.

import type { ColumnId, TableId } from '../base/brand.ts'
import type { SqlType } from '../values/sql-type.ts'

/** SQL text of an expression (a default, a check), parsed and bound when it is used. */
export type ExpressionText = string

export interface ColumnDefinition {
  readonly id: ColumnId
  readonly name: string
  readonly type: SqlType
  readonly notNull: boolean
  readonly default: ExpressionText | null
  /** GENERATED ... AS IDENTITY, or serial: the sequence that feeds it. */
  readonly identity: { readonly kind: 'always' | 'by default'; readonly sequence: string } | null
  /** GENERATED ALWAYS AS (expression) STORED. */
  readonly generated: ExpressionText | null
}

/** A column reference of an index or a key: by column id, with its order. */
export interface IndexColumn {
  readonly column: ColumnId
  readonly descending: boolean
  readonly nullsFirst: boolean
}

export interface IndexDefinition {
  readonly name: string
  readonly columns: readonly IndexColumn[]
  readonly unique: boolean
  readonly nullsNotDistinct: boolean
  /** Partial index: rows for which this is true. */
  readonly where: ExpressionText | null
  /** The constraint that made the index, if any: it cannot be dropped by DROP INDEX. */
  readonly constraint: string | null
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export type Constraint =
  | { readonly kind: 'primary key'; readonly name: string; readonly columns: readonly ColumnId[] }
  | { readonly kind: 'unique'; readonly name: string; readonly columns: readonly ColumnId[]; readonly index: string }
  | {
      readonly kind: 'check'
      readonly name: string
      readonly expression: ExpressionText
      readonly columns: readonly ColumnId[]
      readonly notValid: boolean
    }
  | {
      readonly kind: 'foreign key'
      readonly name: string
      readonly columns: readonly ColumnId[]
      readonly references: { readonly table: TableId; readonly columns: readonly ColumnId[] }
      readonly onDelete: ReferentialAction
      readonly onUpdate: ReferentialAction
      readonly match: 'simple' | 'full'
      readonly deferrable: boolean
      readonly initiallyDeferred: boolean
    }

export interface TableDefinition {
  readonly kind: 'table'
  readonly id: TableId
  readonly schema: string
  readonly name: string
  /** Visible columns in order. Storage position = index in this list at the table's `layout`. */
  readonly columns: readonly ColumnDefinition[]
  /**
   * Primary-key columns in key order; empty when the table has none: then a hidden random 64-bit row id is the key,
   * so that two replicas never make the same one.
   */
  readonly primaryKey: readonly ColumnId[]
  readonly indexes: readonly IndexDefinition[]
  readonly constraints: readonly Constraint[]
  readonly temporary: boolean
  /** Next free column id: ids are never reused. */
  readonly nextColumnId: number
}

export interface ViewDefinition {
  readonly kind: 'view'
  readonly schema: string
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
  /** The SELECT, as SQL text. */
  readonly query: string
}

export interface SequenceDefinition {
  readonly kind: 'sequence'
  readonly schema: string
  readonly name: string
  readonly type: SqlType
  readonly start: number | bigint
  readonly increment: number | bigint
  readonly min: number | bigint
  readonly max: number | bigint
  readonly cycle: boolean
  /** `table.column` that owns it (serial, identity): dropped together. */
  readonly ownedBy: { readonly table: TableId; readonly column: ColumnId } | null
}

export interface EnumDefinition {
  readonly kind: 'enum'
  readonly schema: string
  readonly name: string
  readonly labels: readonly string[]
}

/** Immutable. Keys of the maps are `schema.name` in lower-case-as-written form (already folded by the parser). */
export interface DatabaseSchema {
  /** Grows by one with every DDL change set. */
  readonly version: number
  readonly schemas: readonly string[]
  readonly tables: ReadonlyMap<string, TableDefinition>
  readonly views: ReadonlyMap<string, ViewDefinition>
  readonly sequences: ReadonlyMap<string, SequenceDefinition>
  readonly enums: ReadonlyMap<string, EnumDefinition>
  readonly nextTableId: number
}

export const defaultSchemaName = 'public'

export const emptySchema: DatabaseSchema = Object.freeze({
  version: 0,
  schemas: Object.freeze([defaultSchemaName]),
  tables: new Map(),
  views: new Map(),
  sequences: new Map(),
  enums: new Map(),
  nextTableId: 1,
})

/** Map key of a qualified name. */
export function qualifiedName(schema: string, name: string): string {
  return `${schema}.${name}`
}

/** Position of a column in a table's rows, or -1. */
export function columnPosition(table: TableDefinition, column: ColumnId): number {
  return table.columns.findIndex(c => c.id === column)
}

/** The table with this id, or undefined. */
export function tableById(schema: DatabaseSchema, id: TableId): TableDefinition | undefined {
  for (const table of schema.tables.values()) if (table.id === id) return table
  return undefined
}
