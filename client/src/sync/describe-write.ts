// Change sets as an app sees them: how many rows, of which tables, made when.

import type { ChangeSet } from '@zendb/shared/changes/change-set'
import { printChangeSetId } from '@zendb/shared/changes/change-set'
import type { RejectedChangeSet } from '@zendb/shared/engine/outbox'
import { tableById, type DatabaseSchema } from '@zendb/shared/schema/database-schema'
import type { OutboxEntry, RejectedWrite } from '../service/sync-status.ts'

export function describeWrite(changeSet: ChangeSet, schema: DatabaseSchema): OutboxEntry {
  const ids = new Set(changeSet.rows.map(change => change.table))
  const tables = [...ids].map(id => tableById(schema, id)?.name ?? `table ${id}`)
  if (changeSet.schemaChanges.length > 0) tables.unshift('schema')
  return { id: printChangeSetId(changeSet), rows: changeSet.rows.length, tables, madeAt: new Date(changeSet.hlc.ms) }
}

export function describeRejected({ changeSet, rejection }: RejectedChangeSet, schema: DatabaseSchema): RejectedWrite {
  return {
    ...describeWrite(changeSet, schema),
    code: rejection.sqlState,
    message: rejection.message,
    constraint: rejection.constraint,
    because: rejection.because === null ? null : printChangeSetId(rejection.because),
  }
}
