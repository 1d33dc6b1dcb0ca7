// What several parts share, as one file that comes with the first of them. As with the engine itself (engine-core.ts), a bundler would
// cut it into a file for each set of parts that share a module.

import { requireLoaded } from '../base/load-part.ts'
import { rowsOf } from '../exec/rows-of.ts'
import { tableFunction } from '../functions/define-table-function.ts'
import { settingDefaults } from '../functions/setting-defaults.ts'
import { relationOids } from '../schema/relation-oids.ts'
import { resolveType } from '../sql/bind/resolve-type.ts'
import { provideKeywords } from '../sql/parse/late-keywords.ts'
import { parseTypeNameRule } from '../sql/parse/parse-type-name.ts'
import { timestampOf } from '../values/checked-date-time.ts'
import { addIntervals } from '../values/interval-arithmetic.ts'
import { isoWeek } from '../values/iso-week.ts'
import { makeArray } from '../values/sql-array.ts'
import { requireEngine } from './engine-core.ts'

/** Called by every part of the language when it arrives. */
export function requirePartsCore(): void {
  requireEngine()
  requireLoaded(
    timestampOf,
    makeArray,
    addIntervals,
    isoWeek,
    parseTypeNameRule,
    relationOids,
    resolveType,
    rowsOf,
    tableFunction,
    settingDefaults,
  )
  provideKeywords()
}
