// Is a schema change already part of a schema? Devices that start offline run the same migrations on their own; the
// second one to arrive must not be refused for having made what is there (deterministic ids make them equal).

import { tableById, type DatabaseSchema } from '../schema/database-schema.ts'
import { qualifiedName } from '../schema/database-schema.ts'
import type { SchemaChange } from '../schema/schema-change.ts'

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a, bigints) === JSON.stringify(b, bigints)
const bigints = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

/** true only when applying the change would make nothing that is not there in exactly this form. */
export function isAlreadyApplied(schema: DatabaseSchema, change: SchemaChange): boolean {
  switch (change.kind) {
    case 'create schema':
      return schema.schemas.includes(change.name)
    case 'create table': {
      const table = tableById(schema, change.table.id)
      // Later changes of the same migration may have added to it: the columns that were made with it decide.
      return (
        table !== undefined && table.name === change.table.name && change.table.columns.every(column => hasColumn(table.columns, column))
      )
    }
    case 'add column':
    case 'alter column': {
      const table = tableById(schema, change.table)
      return (
        table !== undefined &&
        table.columns.some(column => same(column, change.column) || (change.kind === 'add column' && hasColumn([column], change.column)))
      )
    }
    case 'create index':
      return tableById(schema, change.table)?.indexes.some(index => same(index, change.index)) ?? false
    case 'add constraint':
      return tableById(schema, change.table)?.constraints.some(constraint => same(constraint, change.constraint)) ?? false
    case 'create sequence':
      return same(schema.sequences.get(qualifiedName(change.sequence.schema, change.sequence.name)), change.sequence)
    case 'create view':
      return same(schema.views.get(qualifiedName(change.view.schema, change.view.name)), change.view)
    case 'create enum':
      return same(schema.enums.get(qualifiedName(change.enum.schema, change.enum.name)), change.enum)
    default:
      return false
  }
}

function hasColumn(
  columns: readonly { readonly id: number; readonly name: string; readonly type: unknown }[],
  wanted: { readonly id: number; readonly name: string; readonly type: unknown },
): boolean {
  return columns.some(column => column.id === wanted.id && column.name === wanted.name && same(column.type, wanted.type))
}
