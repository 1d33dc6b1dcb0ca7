// Time zones by name: through Intl, by abbreviation, and by POSIX specification. The zone data is the platform's. Part of rare times.
// An Intl zone learns its offsets year by year and keeps them, so that a look-up is a comparison in the common case.

import { civilFromDays, daysFromCivil } from './civil-date.ts'
import { type PosixZone, isDaylightAt, parsePosixZone } from './posix-zone.ts'
import { findZoneAbbreviation } from './time-zone-abbreviations.ts'
import { type TimeZone, printOffset, utcZone, zoneOfOffset } from './time-zone.ts'

const secondsPerDay = 86_400

const secondsPer400Years = 146_097 * secondsPerDay

/** Every zone has its local mean time before, and rules that repeat every 400 years after. */
const firstSecond = daysFromCivil(1800, 1, 1) * secondsPerDay

const lastSecond = daysFromCivil(2400, 1, 1) * secondsPerDay

function zoneOfPosix(name: string, posix: PosixZone): TimeZone {
  const { daylight, standardOffset, standardName } = posix
  if (daylight === null) return zoneOfOffset(name, standardName, standardOffset)
  return {
    name,
    isFixed: false,
    offsetSecondsAt: utcMicros => (isDaylightAt(posix, Math.floor(utcMicros / 1e6)) ? daylight.offset : standardOffset),
    abbreviationAt: utcMicros => (isDaylightAt(posix, Math.floor(utcMicros / 1e6)) ? daylight.name : standardName),
  }
}

/** A second between `firstSecond` and `lastSecond` with the same offset. */
function withinKnownYears(second: number): number {
  if (second < lastSecond) return Math.max(second, firstSecond)
  return second - Math.ceil((second - lastSecond + 1) / secondsPer400Years) * secondsPer400Years
}

/** English locales know different abbreviations: EST, CET, AEST, IST. */
const abbreviationLocales = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-NZ', 'en-IN', 'en-ZA']

class IntlZone implements TimeZone {
  readonly name: string
  readonly isFixed = false
  readonly #format: Intl.DateTimeFormat
  /** Per year: UTC seconds at which an offset starts, with that offset; the first starts with the year. */
  readonly #yearSegments = new Map<number, readonly (readonly [number, number])[]>()
  /** The segment of the last look-up. */
  #from = 0
  #to = 0
  #offset = 0

  constructor(name: string, format: Intl.DateTimeFormat) {
    this.name = name
    this.#format = format
  }

  offsetSecondsAt(utcMicros: number): number {
    const second = Math.floor(utcMicros / 1e6)
    if (second >= this.#from && second < this.#to) return this.#offset
    return this.#lookUp(withinKnownYears(second))
  }

  #lookUp(second: number): number {
    const { year } = civilFromDays(Math.floor(second / secondsPerDay))
    const segments = this.#segmentsOf(year)
    let at = segments.length - 1
    while (at > 0 && segments[at][0] > second) at--
    this.#from = segments[at][0]
    this.#to = at + 1 < segments.length ? segments[at + 1][0] : daysFromCivil(year + 1, 1, 1) * secondsPerDay
    this.#offset = segments[at][1]
    return this.#offset
  }

  #segmentsOf(year: number): readonly (readonly [number, number])[] {
    const known = this.#yearSegments.get(year)
    if (known !== undefined) return known
    const end = daysFromCivil(year + 1, 1, 1) * secondsPerDay
    // No zone has changed twice within this many seconds and back.
    const step = 10 * secondsPerDay
    let second = daysFromCivil(year, 1, 1) * secondsPerDay
    let offset = this.#ask(second)
    const segments: [number, number][] = [[second, offset]]
    while (second < end - 1) {
      const next = Math.min(second + step, end - 1)
      const nextOffset = this.#ask(next)
      if (nextOffset !== offset) segments.push([this.#findChange(second, next, offset), nextOffset])
      second = next
      offset = nextOffset
    }
    this.#yearSegments.set(year, segments)
    return segments
  }

  /** The first second after `from` whose offset differs; it does at `to`. */
  #findChange(from: number, to: number, offset: number): number {
    let same = from
    let changed = to
    while (changed - same > 1) {
      const middle = Math.floor((same + changed) / 2)
      if (this.#ask(middle) === offset) same = middle
      else changed = middle
    }
    return changed
  }

  #ask(second: number): number {
    const [month, day, year, hour, minute, secondOfMinute] =
      this.#format
        .format(second * 1000)
        .match(/\d+/g)
        ?.map(Number) ?? []
    return daysFromCivil(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + secondOfMinute - second
  }

  abbreviationAt(utcMicros: number): string {
    const milliseconds = withinKnownYears(Math.floor(utcMicros / 1e6)) * 1000
    // Local mean time is the only one with such offsets.
    if (this.offsetSecondsAt(utcMicros) % 900 !== 0) return 'LMT'
    for (const locale of abbreviationLocales) {
      const parts = new Intl.DateTimeFormat(locale, { timeZone: this.name, timeZoneName: 'short' }).formatToParts(milliseconds)
      const short = parts.find(part => part.type === 'timeZoneName')?.value ?? ''
      if (/^[A-Z]{2,5}$/.test(short)) return short
    }
    return printOffset(this.offsetSecondsAt(utcMicros))
  }
}

let canonicalNames: ReadonlyMap<string, string> | null = null

/** The zone's name with its usual capitals: `us/pacific` is US/Pacific. */
function canonicalZoneName(name: string): string {
  canonicalNames ??= new Map(Intl.supportedValuesOf('timeZone').map(zone => [zone.toLowerCase(), zone]))
  const lower = name.toLowerCase()
  const known = canonicalNames.get(lower)
  if (known !== undefined) return known
  if (!lower.includes('/')) return name.toUpperCase()
  if (lower.startsWith('us/')) return `US/${capitalise(lower.slice(3))}`
  return /^etc\/(gmt|utc|uct)/.test(lower) ? `Etc/${name.slice(4).toUpperCase()}` : capitalise(lower)
}

function capitalise(text: string): string {
  return text.replace(/[a-z]+/g, word => (word === 'of' || word === 'es' ? word : word[0].toUpperCase() + word.slice(1)))
}

function intlZone(name: string): TimeZone | null {
  // Bare offsets are accepted by newer Intl with the opposite sign of PostgreSQL's.
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(name)) return null
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    return new IntlZone(canonicalZoneName(name), format)
  } catch (cause) {
    if (cause instanceof RangeError) return null
    throw cause
  }
}

const zonesByName = new Map<string, TimeZone | null>()

/** Names come from user data; the cache must not grow with it. */
const maxCachedZones = 1000

function cached(key: string, make: () => TimeZone | null): TimeZone | null {
  const known = zonesByName.get(key)
  if (known !== undefined) return known
  const zone = make()
  if (zonesByName.size >= maxCachedZones) zonesByName.clear()
  zonesByName.set(key, zone)
  return zone
}

function fullZone(name: string): TimeZone | null {
  const lower = name.toLowerCase()
  if (lower === 'utc') return utcZone
  if (lower === 'gmt') return zoneOfOffset('GMT', 'GMT', 0)
  // GMT+3 and the like are POSIX, with west positive.
  const posixFirst = /^(gmt|utc|uct)[+-]?\d/i.test(name)
  const posix = (): TimeZone | null => {
    const parsed = parsePosixZone(name)
    return parsed === null ? null : zoneOfPosix(name, parsed)
  }
  return posixFirst ? posix() : (intlZone(name) ?? posix())
}

/** A full name or a POSIX specification, no abbreviation; null when there is none. */
export function findFullZone(name: string): TimeZone | null {
  return cached(`full ${name}`, () => fullZone(name))
}

/** A zone as AT TIME ZONE takes it: abbreviation, full name, POSIX specification; null when there is none. */
export function findTimeZone(name: string): TimeZone | null {
  return cached(`any ${name}`, () => {
    const abbreviation = findZoneAbbreviation(name.toLowerCase())
    if (abbreviation !== null && abbreviation.zoneName !== null) return fullZone(abbreviation.zoneName)
    if (abbreviation !== null && abbreviation.offsetSeconds === 0) return zoneOfOffset(name.toUpperCase(), name.toUpperCase(), 0)
    return abbreviation === null ? fullZone(name) : zoneOfOffset(name.toUpperCase(), name.toUpperCase(), abbreviation.offsetSeconds)
  })
}

/** A zone as SET TIME ZONE takes it: hours east of Greenwich, a full name, a POSIX specification; null when there is none. */
export function findSessionZone(setting: string): TimeZone | null {
  return cached(`session ${setting}`, () => {
    if (/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(setting)) {
      const seconds = Math.round(Number(setting) * 3600)
      return Math.abs(seconds) > 167 * 3600 ? null : fixedZone(seconds)
    }
    return fullZone(setting)
  })
}

/** `offsetSeconds` east of Greenwich, always. Its name has the sign of ISO in brackets and that of POSIX after them. */
export function fixedZone(offsetSeconds: number): TimeZone {
  const label = printOffset(offsetSeconds)
  return zoneOfOffset(`<${label}>${printOffset(-offsetSeconds)}`, label, offsetSeconds)
}
