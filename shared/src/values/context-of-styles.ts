// Settings by which a session reads and prints values, where they are not the usual ones: other zones, orders of dates and styles.

import { findSessionZone } from './find-time-zone.ts'
import { utcZone } from './time-zone.ts'
import type { IntervalStyle, ValueContext } from './value-context.ts'

const intervalStyles: readonly IntervalStyle[] = ['postgres', 'postgres_verbose', 'sql_standard', 'iso_8601']

export function contextOfStyles(settings: ReadonlyMap<string, string>): ValueContext {
  const dateStyle = (settings.get('datestyle') ?? 'ISO, MDY').toLowerCase()
  const intervalStyle = (settings.get('intervalstyle') ?? 'postgres').toLowerCase()
  const zoneName = settings.get('timezone') ?? 'UTC'
  const timeZone = zoneName === 'UTC' ? utcZone : (findSessionZone(zoneName) ?? utcZone)
  const floatDigits = Number(settings.get('extra_float_digits') ?? 1)
  return {
    timeZone,
    nowMicros: 0,
    dateOrder: /dmy|euro/.test(dateStyle)
      ? 'DMY'
      : dateStyle.includes('ymd')
        ? 'YMD'
        : /german/.test(dateStyle) && !/mdy|us/.test(dateStyle)
          ? 'DMY'
          : 'MDY',
    dateStyle: dateStyle.includes('sql')
      ? 'SQL'
      : dateStyle.includes('postgres')
        ? 'Postgres'
        : dateStyle.includes('german')
          ? 'German'
          : 'ISO',
    intervalStyle: intervalStyles.find(style => style === intervalStyle) ?? 'postgres',
    byteaOutput: settings.get('bytea_output')?.toLowerCase() === 'escape' ? 'escape' : 'hex',
    extraFloatDigits: Number.isInteger(floatDigits) ? floatDigits : 1,
    catalog: null,
  }
}
