// Reads date, time and timestamp text. Called by text-io.ts. ISO text, which is nearly all there is, takes the short path here;
// every other format of PostgreSQL comes with the part of rare times (parse-written-time.ts).

import { microsPerSecond } from './date-time.ts'
import { readIsoDate, readIsoTimestamp } from './iso-date-time.ts'
import { lateTimes } from './late-times.ts'
import { localToUtc } from './time-zone.ts'
import type { ValueContext } from './value-context.ts'

export function parseDate(text: string, context: ValueContext): number {
  return readIsoDate(text) ?? lateTimes.get().parseWrittenDate(text, context)
}

/** A zone in the text is read and then ignored, as in PostgreSQL. */
export function parseTimestamp(text: string, context: ValueContext): number {
  const iso = readIsoTimestamp(text)
  return iso === null ? lateTimes.get().parseWrittenTimestamp(text, context) : iso.micros
}

export function parseTimestampTz(text: string, context: ValueContext): number {
  const iso = readIsoTimestamp(text)
  if (iso === null) return lateTimes.get().parseWrittenTimestampTz(text, context)
  return iso.offset === null ? localToUtc(iso.micros, context.timeZone) : iso.micros - iso.offset * microsPerSecond
}

/** A zone is read and then ignored. */
export function parseTime(text: string, context: ValueContext): number {
  const match = /^(\d{2}):(\d{2}):(\d{2})$/.exec(text)
  if (match !== null && match[1] < '24' && match[2] < '60' && match[3] < '60') {
    return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * microsPerSecond
  }
  return lateTimes.get().parseWrittenTime(text, context)
}
