// The part of what looks at the system: its catalogs, and EXPLAIN.

import { lateSystemTables } from '../sql/bind/system-relation.ts'
import { informationTables } from '../sql/system/information-schema.ts'
import { catalogTables } from '../sql/system/pg-catalog.ts'
import * as explaining from './explain-statement.ts'
import { lateExplain } from './late-statements.ts'
import { requireEngine } from './engine-core.ts'

export function provide(): void {
  requireEngine()
  lateSystemTables.provide({ catalogTables, informationTables })
  lateExplain.provide(explaining)
}
