// SHOW name and SHOW ALL: settings as a result set, with PostgreSQL's column names.

import { rowsOf } from '../exec/rows-of.ts'
import { settingDefaults } from '../functions/setting-defaults.ts'
import { sqlTypes } from '../values/sql-type.ts'
import { settingOf } from './change-setting.ts'
import { durableNow, type ExecutionResult } from './execution-result.ts'
import type { Session } from './session.ts'

export function showSetting(session: Session, name: string): ExecutionResult {
  if (name === 'all') {
    const all = new Map([...settingDefaults, ...session.settings.values])
    const rows = [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, value, ''])
    const columns = ['name', 'setting', 'description'].map(column => ({ name: column, type: sqlTypes.text }))
    return { rows: rowsOf(columns, rows), tag: 'SHOW', count: rows.length, durable: durableNow, changeSet: null }
  }
  const value = name === 'transaction_isolation' ? session.transaction.isolation : settingOf(session.settings, name)
  const label = name === 'timezone' ? 'TimeZone' : name === 'datestyle' ? 'DateStyle' : name
  return { rows: rowsOf([{ name: label, type: sqlTypes.text }], [[value]]), tag: 'SHOW', count: 1, durable: durableNow, changeSet: null }
}
