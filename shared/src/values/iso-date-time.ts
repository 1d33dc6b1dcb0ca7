// The short path for ISO text, which is nearly all there is: `2020-01-02` and `2020-01-02 10:20:30.5+02`.
// Anything else, and anything out of range, answers null: the decoder of parse-date-time.ts reads it or knows what is wrong.

import { daysFromCivil, daysInMonth } from './civil-date.ts'
import { joinDateAndTime, microsPerSecond } from './date-time.ts'

export interface IsoTimestamp {
  readonly micros: number
  /** Seconds east of Greenwich, null when none was written. */
  readonly offset: number | null
}

/** Two digits at `at`, or -1. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

function isAt(text: string, at: number, code: number): boolean {
  return text.charCodeAt(at) === code
}

/** Days of the date at the start of the text. */
function readDays(text: string): number | null {
  const century = twoDigits(text, 0)
  const yearOfCentury = twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  if (century < 0 || yearOfCentury < 0 || !isAt(text, 4, 45) || !isAt(text, 7, 45)) return null
  const year = century * 100 + yearOfCentury
  if (year < 1 || month < 1 || month > 12 || day < 1 || (day > 28 && day > daysInMonth(year, month))) return null
  return daysFromCivil(year, month, day)
}

/** Days since 1970-01-01. */
export function readIsoDate(text: string): number | null {
  return text.length === 10 ? readDays(text) : null
}

/** Offset text from `at` to the end: `Z`, `+02`, `+0530`, `-08:00`; NaN when it is something else. */
function readOffset(text: string, at: number): number {
  const sign = text.charCodeAt(at)
  const length = text.length - at
  if (length === 1) return sign === 90 || sign === 122 ? 0 : NaN
  if (sign !== 43 && sign !== 45) return NaN
  const hours = twoDigits(text, at + 1)
  const hasColon = isAt(text, at + 3, 58)
  const minutes = length === 3 ? 0 : length === (hasColon ? 6 : 5) ? twoDigits(text, at + (hasColon ? 4 : 3)) : -1
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return NaN
  const seconds = hours * 3600 + minutes * 60
  return sign === 45 ? -seconds + 0 : seconds
}

const unitsOfFraction = [0, 100_000, 10_000, 1000, 100, 10, 1]

export function readIsoTimestamp(text: string): IsoTimestamp | null {
  if (text.length < 19 || (!isAt(text, 10, 32) && !isAt(text, 10, 84)) || !isAt(text, 13, 58) || !isAt(text, 16, 58)) return null
  const days = readDays(text)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (days === null || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null
  let at = 19
  let fraction = 0
  if (isAt(text, at, 46)) {
    at++
    for (; at < text.length; at++) {
      const digit = text.charCodeAt(at) - 48
      if (digit < 0 || digit > 9) break
      if (at > 25) return null
      fraction += digit * unitsOfFraction[at - 19]
    }
  }
  const micros = joinDateAndTime(days, (hour * 3600 + minute * 60 + second) * microsPerSecond + fraction)
  if (at === text.length) return { micros, offset: null }
  const offset = readOffset(text, at)
  return Number.isNaN(offset) ? null : { micros, offset }
}
