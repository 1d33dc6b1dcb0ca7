// What parsing, printing and casting may ask of the session: time zone, styles, the start of the transaction.
// Made from the session's settings once per change of them (`valueContextOf` caches), read on hot paths.

import { lateTimes } from './late-times.ts'
import { type TimeZone, utcZone } from './time-zone.ts'

export type DateOrder = 'MDY' | 'DMY' | 'YMD'

export type DateStyle = 'ISO' | 'SQL' | 'Postgres' | 'German'

export type IntervalStyle = 'postgres' | 'postgres_verbose' | 'sql_standard' | 'iso_8601'

/** Names of catalog objects for regclass and regtype; a session provides it. */
export interface CatalogNames {
  /** Oid of a relation's name, or null when there is none. */
  relationOid(name: string): number | null
  /** Name of a relation as regclass prints it, or null when there is none. */
  relationName(oid: number): string | null
}

export interface ValueContext {
  readonly timeZone: TimeZone
  /** Start of the transaction, µs since 1970 UTC: what 'now' and 'today' mean. */
  readonly nowMicros: number
  readonly dateOrder: DateOrder
  readonly dateStyle: DateStyle
  readonly intervalStyle: IntervalStyle
  readonly byteaOutput: 'hex' | 'escape'
  readonly extraFloatDigits: number
  readonly catalog: CatalogNames | null
}

/** UTC, ISO dates, month before day: the context of tests and of everything that is stored. */
export const utcContext: ValueContext = Object.freeze({
  timeZone: utcZone,
  nowMicros: 0,
  dateOrder: 'MDY',
  dateStyle: 'ISO',
  intervalStyle: 'postgres',
  byteaOutput: 'hex',
  extraFloatDigits: 1,
  catalog: null,
})

let cachedSettings: ReadonlyMap<string, string> | null = null

/** Texts of the settings that the cached context was made from. */
let cachedTexts: readonly (string | undefined)[] = []

let cachedContext: ValueContext = utcContext

/** What these are when nothing was set: UTC and ISO, as `utcContext`. */
const usualTexts = ['UTC', 'ISO, MDY', 'postgres', 'hex', '1']

const settingNames = ['timezone', 'datestyle', 'intervalstyle', 'bytea_output', 'extra_float_digits'] as const

function isCached(settings: ReadonlyMap<string, string>): boolean {
  if (settings !== cachedSettings) return false
  for (let i = 0; i < settingNames.length; i++) if (settings.get(settingNames[i]) !== cachedTexts[i]) return false
  return true
}

/** The context of a session with these settings (names in lower case); missing or unknown settings count as the defaults. */
export function valueContextOf(
  settings: ReadonlyMap<string, string>,
  nowMicros: number,
  catalog: CatalogNames | null = null,
): ValueContext {
  if (isCached(settings)) {
    if (cachedContext.nowMicros !== nowMicros || cachedContext.catalog !== catalog) cachedContext = { ...cachedContext, nowMicros, catalog }
    return cachedContext
  }
  cachedSettings = settings
  cachedTexts = settingNames.map(name => settings.get(name))
  const isUsual = cachedTexts.every((text, i) => text === undefined || text === usualTexts[i])
  cachedContext = isUsual ? { ...utcContext, nowMicros, catalog } : { ...lateTimes.get().contextOfStyles(settings), nowMicros, catalog }
  return cachedContext
}
