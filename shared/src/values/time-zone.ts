// What a time zone is, UTC and fixed offsets, and times in a zone. Zones are found by name in find-time-zone.ts.

export interface TimeZone {
  /** As SHOW TIMEZONE prints it. */
  readonly name: string
  /** The offset is the same at all times. */
  readonly isFixed: boolean
  /** Seconds east of Greenwich at a UTC time in µs. */
  offsetSecondsAt(utcMicros: number): number
  /** `UTC`, `PST`, `CEST` …, or an offset where the zone has none. */
  abbreviationAt(utcMicros: number): string
}

function padTwo(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/** `+05:30`, `-08`: an offset as timestamps print it. */
export function printOffset(offsetSeconds: number): string {
  const size = Math.abs(offsetSeconds)
  const minutes = Math.floor(size / 60) % 60
  const seconds = size % 60
  const tail = seconds !== 0 ? `:${padTwo(minutes)}:${padTwo(seconds)}` : minutes !== 0 ? `:${padTwo(minutes)}` : ''
  return `${offsetSeconds < 0 ? '-' : '+'}${padTwo(Math.floor(size / 3600))}${tail}`
}

export function zoneOfOffset(name: string, abbreviation: string, offsetSeconds: number): TimeZone {
  return Object.freeze({ name, isFixed: true, offsetSecondsAt: () => offsetSeconds, abbreviationAt: () => abbreviation })
}

export const utcZone: TimeZone = zoneOfOffset('UTC', 'UTC', 0)

/** UTC µs of a local (wall clock) time in `zone`: in a gap or an overlap the standard time counts. */
export function localToUtc(localMicros: number, zone: TimeZone): number {
  if (zone.isFixed) return localMicros - zone.offsetSecondsAt(0) * 1e6
  const before = zone.offsetSecondsAt(localMicros - 86_400e6)
  const after = zone.offsetSecondsAt(localMicros + 86_400e6)
  if (before === after) return localMicros - before * 1e6
  const isBefore = zone.offsetSecondsAt(localMicros - before * 1e6) === before
  const isAfter = zone.offsetSecondsAt(localMicros - after * 1e6) === after
  // Both: clocks went back, the later reading counts. Neither: they went forward over this time, the earlier offset counts.
  const offset = isBefore === isAfter ? (isAfter ? after : before) : isAfter ? after : before
  return localMicros - offset * 1e6
}

/** Local (wall clock) µs of a UTC time in `zone`. */
export function utcToLocal(utcMicros: number, zone: TimeZone): number {
  return utcMicros + zone.offsetSecondsAt(utcMicros) * 1e6
}
