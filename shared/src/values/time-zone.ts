// Time zones: names through Intl, abbreviations, fixed offsets and POSIX specifications.
import { notSupported } from '../base/errors.ts'

export interface TimeZone {
  /** As SHOW TIMEZONE prints it. */
  readonly name: string
  /** Seconds east of Greenwich at a UTC time in µs. */
  offsetSecondsAt(utcMicros: number): number
  /** `UTC`, `PST`, `CEST` …, or an offset where the zone has none. */
  abbreviationAt(utcMicros: number): string
}

export const utcZone: TimeZone = { name: 'UTC', offsetSecondsAt: () => 0, abbreviationAt: () => 'UTC' }

/** A zone by name, abbreviation, offset or POSIX text; null when there is none. */
export function findTimeZone(_name: string): TimeZone | null {
  throw notSupported('stub')
}

/** `offsetSeconds` east of Greenwich, always. */
export function fixedZone(_offsetSeconds: number): TimeZone {
  throw notSupported('stub')
}

/** UTC µs of a local (wall clock) time in `zone`: gaps and overlaps as PostgreSQL decides them. */
export function localToUtc(_localMicros: number, _zone: TimeZone): number {
  throw notSupported('stub')
}

/** Local (wall clock) µs of a UTC time in `zone`. */
export function utcToLocal(_utcMicros: number, _zone: TimeZone): number {
  throw notSupported('stub')
}
