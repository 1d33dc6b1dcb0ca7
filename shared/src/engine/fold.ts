// What has to be looked at again after records, verdicts or a replay: some rows, or, after changes of the schema, everything.

import type { TableId } from '../base/brand.ts'
import type { Key } from '../base/cell.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { touch } from './confirm-record.ts'

export class Fold {
  readonly touched = new Map<TableId, Set<Key>>()
  isRebuild = false

  add(changeSet: ChangeSet): void {
    if (changeSet.schemaChanges.length > 0) this.isRebuild = true
    for (const change of changeSet.rows) touch(this.touched, change.table, change.key)
  }
}
