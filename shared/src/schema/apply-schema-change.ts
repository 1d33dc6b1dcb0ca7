// schema + change -> schema. Pure; called when DDL runs, when a change set is replayed, and by the acceptor.
// Assumes the change was validated where it was made (engine/ddl); a change that does not fit is STORAGE_CORRUPT_LOG there.

import { assert, unreachable } from '../base/assert.ts'
import type { TableId } from '../base/brand.ts'
import { qualifiedName, type DatabaseSchema, type TableDefinition, tableById } from './database-schema.ts'
import type { SchemaChange } from './schema-change.ts'

function requireTable(schema: DatabaseSchema, id: TableId): TableDefinition {
  const table = tableById(schema, id)
  assert(table, `table ${id} exists`)
  return table
}

function withTable(schema: DatabaseSchema, before: TableDefinition | null, after: TableDefinition | null): DatabaseSchema {
  const tables = new Map(schema.tables)
  const nameBefore = before && qualifiedName(before.schema, before.name)
  if (after && nameBefore === qualifiedName(after.schema, after.name)) tables.set(nameBefore, after)
  else {
    if (nameBefore) tables.delete(nameBefore)
    if (after) tables.set(qualifiedName(after.schema, after.name), after)
  }
  return { ...schema, tables }
}

function editTable(schema: DatabaseSchema, id: TableId, edit: (table: TableDefinition) => TableDefinition): DatabaseSchema {
  const before = requireTable(schema, id)
  return withTable(schema, before, edit(before))
}

function withEntry<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value | null): ReadonlyMap<string, Value> {
  const copy = new Map(map)
  if (value === null) copy.delete(key)
  else copy.set(key, value)
  return copy
}

/** The schema after `change`; its version is one higher. */
export function applySchemaChange(schema: DatabaseSchema, change: SchemaChange): DatabaseSchema {
  return { ...applyToObjects(schema, change), version: schema.version + 1 }
}

function applyToObjects(schema: DatabaseSchema, change: SchemaChange): DatabaseSchema {
  switch (change.kind) {
    case 'create schema':
      return { ...schema, schemas: [...schema.schemas, change.name] }
    case 'drop schema':
      return { ...schema, schemas: schema.schemas.filter(name => name !== change.name) }
    case 'create view':
      return { ...schema, views: withEntry(schema.views, qualifiedName(change.view.schema, change.view.name), change.view) }
    case 'drop view':
      return { ...schema, views: withEntry(schema.views, qualifiedName(change.schema, change.name), null) }
    case 'create sequence':
    case 'alter sequence':
      return {
        ...schema,
        sequences: withEntry(schema.sequences, qualifiedName(change.sequence.schema, change.sequence.name), change.sequence),
      }
    case 'drop sequence':
      return { ...schema, sequences: withEntry(schema.sequences, qualifiedName(change.schema, change.name), null) }
    case 'create enum':
    case 'alter enum':
      return { ...schema, enums: withEntry(schema.enums, qualifiedName(change.enum.schema, change.enum.name), change.enum) }
    case 'drop enum':
      return { ...schema, enums: withEntry(schema.enums, qualifiedName(change.schema, change.name), null) }
    default:
      return applyToTables(schema, change)
  }
}

type TableChange = Extract<SchemaChange, { table: unknown }>

function applyToTables(schema: DatabaseSchema, change: TableChange): DatabaseSchema {
  switch (change.kind) {
    case 'create table':
      return { ...withTable(schema, null, change.table), nextTableId: Math.max(schema.nextTableId, change.table.id + 1) }
    case 'drop table':
      return withTable(schema, requireTable(schema, change.table), null)
    case 'rename table':
      return editTable(schema, change.table, table => ({ ...table, schema: change.schema, name: change.name }))
    case 'add column':
      return editTable(schema, change.table, table => ({
        ...table,
        columns: [...table.columns, change.column],
        nextColumnId: Math.max(table.nextColumnId, change.column.id + 1),
      }))
    case 'drop column':
      return editTable(schema, change.table, table => ({ ...table, columns: table.columns.filter(c => c.id !== change.column) }))
    case 'alter column':
      return editTable(schema, change.table, table => ({
        ...table,
        columns: table.columns.map(c => (c.id === change.column.id ? change.column : c)),
      }))
    case 'create index':
      return editTable(schema, change.table, table => ({ ...table, indexes: [...table.indexes, change.index] }))
    case 'drop index':
      return editTable(schema, change.table, table => ({ ...table, indexes: table.indexes.filter(i => i.name !== change.name) }))
    case 'rename index':
      return editTable(schema, change.table, table => ({
        ...table,
        indexes: table.indexes.map(i => (i.name === change.name ? { ...i, name: change.to } : i)),
        constraints: table.constraints.map(c => (c.kind === 'unique' && c.index === change.name ? { ...c, index: change.to } : c)),
      }))
    case 'add constraint':
      return editTable(schema, change.table, table => ({
        ...table,
        constraints: [...table.constraints, change.constraint],
        primaryKey: change.constraint.kind === 'primary key' ? change.constraint.columns : table.primaryKey,
      }))
    case 'drop constraint':
      return editTable(schema, change.table, table => {
        const dropped = table.constraints.find(c => c.name === change.name)
        return {
          ...table,
          constraints: table.constraints.filter(c => c.name !== change.name),
          primaryKey: dropped?.kind === 'primary key' ? [] : table.primaryKey,
        }
      })
    case 'rename constraint':
      return editTable(schema, change.table, table => ({
        ...table,
        constraints: table.constraints.map(c => (c.name === change.name ? { ...c, name: change.to } : c)),
      }))
    default:
      return unreachable(change)
  }
}
