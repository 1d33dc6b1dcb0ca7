// SET, RESET and set_config(): what may be set, and to what. Part of definitions.

import { SqlError } from '../base/errors.ts'
import { settingDefaults } from '../functions/setting-defaults.ts'
import type { SetStatement } from '../sql/ast-ddl.ts'
import type { SessionSettings } from './session-settings.ts'

const readOnly = new Set([
  'server_version',
  'server_version_num',
  'server_encoding',
  'integer_datetimes',
  'lc_collate',
  'max_identifier_length',
])

export function changeSetting(
  settings: SessionSettings,
  { name, values, local, all }: Pick<SetStatement, 'name' | 'values' | 'local' | 'all'>,
): void {
  if (all) {
    for (const key of [...settings.values.keys()]) if (!readOnly.has(key)) settings.set(key, null, false)
    return
  }
  const key = canonicalSetting(name)
  if (readOnly.has(key)) throw new SqlError('55P02', `parameter "${name}" cannot be changed`)
  settings.set(key, values === null ? null : checked(key, name, values.join(', ')), local)
}

function checked(key: string, name: string, value: string): string {
  if (key === 'timezone') return timeZone(value)
  if (key === 'standard_conforming_strings' && !/^(on|true|yes|1)$/i.test(value))
    throw new SqlError('0A000', 'feature not supported: standard_conforming_strings = off')
  if (key === 'client_encoding' && !/^(utf-?8|unicode)$/i.test(value))
    throw new SqlError('0A000', `feature not supported: client_encoding ${value}`, { hint: `"${name}" can only be UTF8.` })
  return value
}

function timeZone(value: string): string {
  if (/^(utc|gmt|zulu|local|default)$/i.test(value)) return 'UTC'
  if (/^[+-]?\d+(\.\d+)?$/.test(value) || /^[+-]\d{1,2}:?\d{2}$/.test(value)) return value
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone === 'UTC' ? 'UTC' : value
  } catch (cause) {
    throw new SqlError('22023', `invalid value for parameter "TimeZone": "${value}"`, { cause })
  }
}

/** The setting's value; 42704 when there is none of that name. */
export function settingOf({ values }: SessionSettings, name: string): string {
  const key = canonicalSetting(name)
  const value = values.get(key) ?? settingDefaults.get(key)
  if (value === undefined) throw new SqlError('42704', `unrecognized configuration parameter "${name}"`)
  return value
}

export function canonicalSetting(name: string): string {
  const lower = name.toLowerCase()
  return lower === 'time zone' ? 'timezone' : lower
}
