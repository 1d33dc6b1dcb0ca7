// current_date, current_user … : what the session and the start of the transaction answer.

import { notSupported } from '../../base/errors.ts'
import { schemasOfPath } from '../../functions/search-path.ts'
import { dateOfTimestamp, roundMicros, timeOfTimestamp, tzToTimestamp } from '../../values/date-time.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { Runtime } from '../runtime.ts'

/** `type` carries the precision of current_timestamp(p) as its modifier. */
export function sqlValueOf(name: string, type: SqlType, runtime: Runtime): SqlValue {
  const { evaluation } = runtime
  const precise = (micros: number): number => (type.modifier === undefined ? micros : roundMicros(micros, type.modifier[0]))
  switch (name) {
    case 'current_timestamp':
    case 'now':
    case 'transaction_timestamp':
      return precise(evaluation.nowMicros) // prettier-ignore
    case 'localtimestamp':
      return precise(localNow(runtime))
    case 'current_date':
      return dateOfTimestamp(localNow(runtime))
    case 'localtime':
      return precise(timeOfTimestamp(localNow(runtime)))
    case 'current_time': {
      const zoneSeconds = -runtime.valueContext.timeZone.offsetSecondsAt(evaluation.nowMicros)
      return { kind: 'timetz', micros: precise(timeOfTimestamp(localNow(runtime))), zoneSeconds }
    }
    case 'current_user':
    case 'current_role':
    case 'session_user':
    case 'user':
      return evaluation.user // prettier-ignore
    case 'current_catalog':
    case 'current_database':
      return evaluation.database // prettier-ignore
    case 'current_schema':
      return schemasOfPath(evaluation.settings.get('search_path') ?? 'public')[0] ?? 'public'
    default:
      throw notSupported(name)
  }
}

function localNow(runtime: Runtime): number {
  return tzToTimestamp(runtime.evaluation.nowMicros, runtime.valueContext.timeZone)
}
