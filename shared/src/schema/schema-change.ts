// What DDL does, as data: it travels in change sets and logs. apply-schema-change.ts turns schema + change into schema.

import type { ColumnId, TableId } from '../base/brand.ts'
import type {
  ColumnDefinition,
  Constraint,
  EnumDefinition,
  IndexDefinition,
  SequenceDefinition,
  TableDefinition,
  ViewDefinition,
} from './database-schema.ts'

export type SchemaChange =
  | { readonly kind: 'create schema'; readonly name: string }
  | { readonly kind: 'drop schema'; readonly name: string }
  | { readonly kind: 'create table'; readonly table: TableDefinition }
  | { readonly kind: 'drop table'; readonly table: TableId }
  | { readonly kind: 'rename table'; readonly table: TableId; readonly schema: string; readonly name: string }
  | { readonly kind: 'add column'; readonly table: TableId; readonly column: ColumnDefinition }
  | { readonly kind: 'drop column'; readonly table: TableId; readonly column: ColumnId }
  /** Rename, new default, NOT NULL, type …: the whole new definition under the same id. */
  | { readonly kind: 'alter column'; readonly table: TableId; readonly column: ColumnDefinition }
  | { readonly kind: 'create index'; readonly table: TableId; readonly index: IndexDefinition }
  | { readonly kind: 'drop index'; readonly table: TableId; readonly name: string }
  | { readonly kind: 'rename index'; readonly table: TableId; readonly name: string; readonly to: string }
  | { readonly kind: 'add constraint'; readonly table: TableId; readonly constraint: Constraint }
  | { readonly kind: 'drop constraint'; readonly table: TableId; readonly name: string }
  | { readonly kind: 'rename constraint'; readonly table: TableId; readonly name: string; readonly to: string }
  | { readonly kind: 'create view'; readonly view: ViewDefinition }
  | { readonly kind: 'drop view'; readonly schema: string; readonly name: string }
  | { readonly kind: 'create sequence'; readonly sequence: SequenceDefinition }
  | { readonly kind: 'alter sequence'; readonly sequence: SequenceDefinition }
  | { readonly kind: 'drop sequence'; readonly schema: string; readonly name: string }
  | { readonly kind: 'create enum'; readonly enum: EnumDefinition }
  | { readonly kind: 'alter enum'; readonly enum: EnumDefinition }
  | { readonly kind: 'drop enum'; readonly schema: string; readonly name: string }
