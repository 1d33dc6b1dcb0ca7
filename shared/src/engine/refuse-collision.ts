// Two devices made different things under one id or name while offline: the second one is refused, and can be retried.
// Asked by the acceptor for its verdict, and by a replica, which must not show meanwhile what will be refused.

import { SqlError } from '../base/errors.ts'
import { qualifiedName, tableById, type DatabaseSchema } from '../schema/database-schema.ts'
import type { SchemaChange } from '../schema/schema-change.ts'

/** Throws SqlError when the change does not fit. */
export function refuseCollision(schema: DatabaseSchema, change: SchemaChange): void {
  if (change.kind === 'create table') {
    const { id, name, schema: schemaName } = change.table
    if (tableById(schema, id) === undefined && !schema.tables.has(qualifiedName(schemaName, name))) return
    throw new SqlError('40001', `table "${name}" collides with a table that another replica made meanwhile`, {
      hint: 'Run the statement again on the newest schema.',
      constraint: 'schema',
    })
  }
  if (!('table' in change)) return
  const table = tableById(schema, change.table)
  if (table === undefined) throw new SqlError('42P01', `table ${change.table} does not exist any more`, { constraint: 'schema' })
  if (change.kind === 'rename table' && schema.tables.has(qualifiedName(change.schema, change.name)))
    throw new SqlError('40001', `table "${change.name}" collides with a table that another replica made meanwhile`, {
      constraint: 'schema',
    })
  if (change.kind === 'add column' && table.columns.some(column => column.id === change.column.id || column.name === change.column.name))
    throw new SqlError('40001', `column "${change.column.name}" collides with a column that another replica made meanwhile`, {
      constraint: 'schema',
    })
}
