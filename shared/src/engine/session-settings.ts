// Values of the settings of one session, their defaults, and what SET LOCAL puts back. What may be set is decided in change-setting.ts.

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
    const value = this.values.get(canonicalSetting(name))
    if (value === undefined) throw new SqlError('42704', `unrecognized configuration parameter "${name}"`)
    return value
  }

  /** `given` null: back to the default. Called by change-setting.ts, which knows what may be set. */
  set(key: string, given: string | null, isLocal: boolean): void {
    if (isLocal && !this.#local.has(key)) this.#local.set(key, this.values.get(key))
    const value = given ?? defaults.get(key)
    this.#planningKey = null
    if (value === undefined) this.values.delete(key)
    else this.values.set(key, value)
    if (key === 'search_path') this.#searchPath = parsePath(this.values.get(key) ?? 'public')
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

export function canonicalSetting(name: string): string {
  const lower = name.toLowerCase()
  return lower === 'time zone' ? 'timezone' : lower
}

function parsePath(text: string): readonly string[] {
  const names = text.split(',').map(part => part.trim().replace(/^"(.*)"$/, '$1'))
  return names.filter(name => name !== '' && name !== '$user')
}
