// The part of what looks at the system: its catalogs, and EXPLAIN.

import { lateSystem } from '../sql/bind/late-system.ts'
import * as systemRelations from '../sql/bind/system-relation.ts'
import * as explaining from './explain-statement.ts'
import { lateExplain } from './late-statements.ts'
import { requirePartsCore } from './parts-core.ts'

export function provide(): void {
  requirePartsCore()
  lateSystem.provide(systemRelations)
  lateExplain.provide(explaining)
}
