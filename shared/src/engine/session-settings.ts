// Settings of one session: SET, SHOW, RESET, set_config(). Only settings that change answers are checked;
// those of the planner and of logging are kept as given, because scripts set them.

import { SqlError } from '../base/errors.ts'

const defaults: ReadonlyMap<string, string> = new Map([
  ['application_name', ''],
  ['bytea_output', 'hex'],
  ['check_function_bodies', 'on'],
  ['client_encoding', 'UTF8'],
  ['client_min_messages', 'notice'],
  ['datestyle', 'ISO, MDY'],
  ['default_transaction_isolation', 'read committed'],
  ['default_transaction_read_only', 'off'],
  ['extra_float_digits', '1'],
  ['integer_datetimes', 'on'],
  ['intervalstyle', 'postgres'],
  ['lc_collate', 'C.UTF-8'],
  ['max_identifier_length', '63'],
  ['row_security', 'on'],
  ['search_path', '"$user", public'],
  ['server_encoding', 'UTF8'],
  ['server_version', '15.0 (ZenDB)'],
  ['server_version_num', '150000'],
  ['standard_conforming_strings', 'on'],
  ['statement_timeout', '0'],
  ['lock_timeout', '0'],
  ['timezone', 'UTC'],
  ['transaction_isolation', 'read committed'],
  ['transaction_read_only', 'off'],
  ['work_mem', '4MB'],
])

const readOnly = new Set([
  'server_version',
  'server_version_num',
  'server_encoding',
  'integer_datetimes',
  'lc_collate',
  'max_identifier_length',
])

export class SessionSettings {
  readonly values = new Map<string, string>(defaults)
  /** Values before SET LOCAL, to be put back at the end of the transaction. */
  readonly #local = new Map<string, string | undefined>()
  #searchPath: readonly string[] = ['public']
  #planningKey: string | null = null

  /** Schemas in which unqualified names are looked for. */
  get searchPath(): readonly string[] {
    return this.#searchPath
  }

  /** Settings by which a statement's names and literals are read when it is planned. */
  get planningKey(): string {
    const { values } = this
    this.#planningKey ??= `${this.#searchPath.join()} ${values.get('timezone')} ${values.get('datestyle')} ${values.get('intervalstyle')}`
    return this.#planningKey
  }

  get(name: string): string {
    const value = this.values.get(canonical(name))
    if (value === undefined) throw new SqlError('42704', `unrecognized configuration parameter "${name}"`)
    return value
  }

  /** `values` null: back to the default. */
  set(name: string, values: readonly string[] | null, isLocal: boolean): void {
    const key = canonical(name)
    if (readOnly.has(key)) throw new SqlError('55P02', `parameter "${name}" cannot be changed`)
    if (isLocal && !this.#local.has(key)) this.#local.set(key, this.values.get(key))
    const value = values === null ? defaults.get(key) : values.join(', ')
    this.#planningKey = null
    if (value === undefined) this.values.delete(key)
    else this.values.set(key, checked(key, name, value))
    if (key === 'search_path') this.#searchPath = parsePath(this.values.get(key) ?? 'public')
  }

  resetAll(): void {
    for (const key of [...this.values.keys()]) if (!readOnly.has(key)) this.set(key, null, false)
  }

  /** SET LOCAL ends with its transaction. */
  endTransaction(): void {
    if (this.#local.size === 0) return
    this.#planningKey = null
    for (const [key, value] of this.#local) {
      if (value === undefined) this.values.delete(key)
      else this.values.set(key, value)
      if (key === 'search_path') this.#searchPath = parsePath(value ?? 'public')
    }
    this.#local.clear()
  }
}

function canonical(name: string): string {
  const lower = name.toLowerCase()
  return lower === 'time zone' ? 'timezone' : lower
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

function parsePath(text: string): readonly string[] {
  const names = text.split(',').map(part => part.trim().replace(/^"(.*)"$/, '$1'))
  return names.filter(name => name !== '' && name !== '$user')
}
