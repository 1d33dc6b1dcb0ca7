// What a session can ask about itself: version, settings, types, enums.

import { SqlError, notSupported } from '../base/errors.ts'
import { parseTypeName } from '../values/resolve-type-name.ts'
import { makeArray } from '../values/sql-array.ts'
import { type SqlType, sqlTypes, withModifier } from '../values/sql-type.ts'
import { printTypeName } from '../values/type-names.ts'
import { typeOfOid, typeOid } from '../values/type-oids.ts'
import { type FunctionEntry, contextual, lenient, strict } from './define-function.ts'
import type { EvaluationContext } from './function-definition.ts'
import type { Int8 } from './integer-arithmetic.ts'
import { schemasOfPath } from './search-path.ts'
import { settingDefaults } from './setting-defaults.ts'

/** The PostgreSQL whose behaviour is followed; clients read it to decide what they may send. */
export const postgresVersion = '15.0'

function currentSetting(name: string, isMissingFine: boolean, context: EvaluationContext): string | null {
  const value = context.settings.get(name.toLowerCase()) ?? settingDefaults.get(name.toLowerCase())
  if (value !== undefined) return value
  if (isMissingFine) return null
  throw new SqlError('42704', `unrecognized configuration parameter "${name}"`)
}

function setConfig(name: string, value: string, isLocal: boolean, context: EvaluationContext): string {
  if (context.setSetting === undefined) throw notSupported('set_config here')
  return context.setSetting(name.toLowerCase(), value, isLocal)
}

const searchPath = (context: EvaluationContext): readonly string[] => schemasOfPath(context.settings.get('search_path') ?? 'public')

const settings: readonly FunctionEntry[] = [
  strict('version() text', () => `PostgreSQL ${postgresVersion} (ZenDB)`, 'stable'),
  contextual('current_database current_catalog() name', (_, context) => context.database),
  contextual('current_user session_user user current_role() name', (_, context) => context.user),
  contextual('current_schema() name', (_, context) => searchPath(context)[0] ?? null),
  contextual('current_schemas(bool) name[]', ([isImplicit], context) =>
    makeArray(sqlTypes.name, [...(isImplicit ? ['pg_catalog'] : []), ...searchPath(context)]),
  ),
  contextual('current_setting(text) text', ([name], context) => currentSetting(name, false, context)),
  contextual('current_setting(text, bool) text', ([name, isMissingFine], context) => currentSetting(name, isMissingFine, context)),
  lenient(
    'set_config(text, text, bool) text',
    ([name, value, isLocal], context) => {
      if (name === null) throw new SqlError('22004', 'SET requires parameter name')
      return setConfig(name, value ?? '', isLocal ?? false, context)
    },
    'volatile',
  ),
  contextual('txid_current pg_current_xact_id() int8', (_, context) => {
    if (context.transactionId === undefined) throw notSupported('txid_current here')
    return context.transactionId()
  }),
  strict('pg_backend_pid() int4', () => 1, 'stable'),
  strict('pg_client_encoding getdatabaseencoding() name', () => 'UTF8', 'stable'),
  strict('pg_is_in_recovery() bool', () => false, 'stable'),
]

function formatType(oid: number, modifier: number | null): string {
  const type = typeOfOid(oid)
  if (type === null) return oid === 0 ? '-' : '???'
  return printTypeName(modifier === null || modifier < 0 ? type : withModifier(type, modifierOf(type, modifier)))
}

/** pg_attribute.atttypmod as our modifier: length + 4, or precision and scale packed. */
function modifierOf(type: SqlType, packed: number): readonly number[] | undefined {
  if (type.name === 'numeric') return [((packed - 4) >> 16) & 0xffff, (((packed - 4) & 0x7ff) ^ 1024) - 1024]
  if (type.name === 'varchar' || type.name === 'bpchar') return [packed - 4]
  return type.name.startsWith('time') ? [packed] : undefined
}

const types: readonly FunctionEntry[] = [
  lenient('pg_typeof(any) regtype', (_, __, { arguments: [type] }) => (type.name === 'unknown' ? 705 : typeOid(type)), 'stable'),
  lenient('format_type(oid, int4) text', ([oid, modifier]) => (oid === null ? null : formatType(oid, modifier)), 'stable'),
  contextual('to_regclass(text) regclass', ([name], { catalog }) => catalog?.relationOid(name) ?? null),
  strict('to_regtype(text) regtype', name => {
    const type = parseTypeName(name)
    return type === null ? null : typeOid(type)
  }),
]

/** The enum's labels between two of them, both included; NULL ends are open. */
function enumRange(type: SqlType, from: string | null, to: string | null): readonly string[] {
  const labels = type.labels ?? []
  return labels.slice(from === null ? 0 : labels.indexOf(from), to === null ? labels.length : labels.indexOf(to) + 1)
}

const enums: readonly FunctionEntry[] = [
  lenient('enum_first(anyenum) anyenum', (_, __, { arguments: [type] }) => type.labels?.[0] ?? null),
  lenient('enum_last(anyenum) anyenum', (_, __, { arguments: [type] }) => type.labels?.at(-1) ?? null),
  lenient('enum_range(anyenum) anyarray', (_, __, { arguments: [type] }) => makeArray(type, enumRange(type, null, null))),
  lenient('enum_range(anyenum, anyenum) anyarray', ([from, to], _, { arguments: [type] }) => makeArray(type, enumRange(type, from, to))),
]

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** 10 kB from 10240 bytes on, rounded half away from zero. */
function prettySize(size: Int8): string {
  let value = BigInt(size)
  const sign = value < 0n ? '-' : ''
  if (value < 0n) value = -value
  let unit = 0
  // One more bit than shown is kept for the rounding.
  let halves = value * 2n
  while (unit < units.length - 1 && (unit === 0 ? value >= 10240n : (halves + 1n) / 2n >= 10240n)) {
    halves /= 1024n
    unit++
  }
  return `${sign}${unit === 0 ? value : (halves + 1n) / 2n} ${units[unit]}`
}

const conditionals: readonly FunctionEntry[] = [
  lenient('num_nulls(...any) int4', args => args.filter(arg => arg === null).length),
  lenient('num_nonnulls(...any) int4', args => args.filter(arg => arg !== null).length),
]

export const sessionFunctions: readonly FunctionEntry[] = [
  ...settings,
  ...types,
  ...enums,
  ...conditionals,
  strict('pg_size_pretty(int8) text', prettySize),
  contextual('pg_sleep(float8) void', () => {
    throw notSupported('pg_sleep')
  }, 'volatile'),
  contextual('setseed(float8) void', () => {
    throw notSupported('setseed')
  }, 'volatile'),
] // prettier-ignore
