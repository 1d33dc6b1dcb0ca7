// What a database that was not closed well finds in its log: commits that no checkpoint has in its pages. Their rows become pending and
// are applied when they are read. Called by local-database.ts when it opens. Part of recovery.

import { withParts } from '../base/load-part.ts'
import type { LogEntry } from '../storage/log-store.ts'
import type { Database } from './database.ts'
import { lateSchemaChanges } from './late-statements.ts'
import { withPages } from './load-pages.ts'
import { decodeLocalLogEntry, type LocalLogEntry } from './local-log-entry.ts'
import { RowTail } from './replay-rows.ts'
import type { TreeFactory } from './tree-factory.ts'

export async function replayTail({ head, identity, requests }: Database, tail: readonly LogEntry[], trees: TreeFactory): Promise<void> {
  const rows = new RowTail()
  for (const entry of tail) {
    const record: LocalLogEntry = await withParts(() => decodeLocalLogEntry(entry.bytes, entry.position))
    if (record.kind !== 'own') continue
    const { changeSet } = record
    if (record.request !== null) requests.add(record.request, changeSet)
    for (const sequence of record.sequences) head.sequences.set(sequence.name, { value: sequence.value, isCalled: sequence.isCalled })
    if (changeSet === null) continue
    if (changeSet.schemaChanges.length > 0) {
      rows.attachTo(head)
      await withPages(() => head.settle())
      for (const change of changeSet.schemaChanges) await lateSchemaChanges.get().alterHead(head, change, trees)
    }
    rows.add(changeSet.rows, changeSet)
    identity.observe(changeSet.hlc)
  }
  rows.attachTo(head)
}
