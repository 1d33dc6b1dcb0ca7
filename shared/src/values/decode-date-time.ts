// Makes sense of the fields of a date/time text: which is the year, which the month, where is the zone. PostgreSQL's rules.
// Called by parse-date-time.ts only. Problems are thrown as DateTrouble and become SqlErrors there, where the whole text is known.

import { julianDayOfEpoch } from './civil-date.ts'
import {
  DateTimeParts,
  DateTrouble,
  dateParts,
  decodeOffset,
  fractionMicros,
  integerOf,
  parts,
  timeParts,
  type ReservedTime,
} from './date-time-parts.ts'
import { findDateWord, type DateField, type DateUnit } from './date-time-tokens.ts'
import { microsPerDay, microsPerSecond } from './date-time.ts'
import { roundHalfEven } from './interval.ts'
import { findFullZone } from './find-time-zone.ts'
import { findZoneAbbreviation } from './time-zone-abbreviations.ts'
import type { ValueContext } from './value-context.ts'

/** Runs of digits and of letters. As in PostgreSQL the character after a run is dropped, whatever it is: `december1999` is the year 999. */
function dateWords(text: string): string[] {
  const words: string[] = []
  const run = /[^a-z0-9]*(\d+|[a-z]+)?/y
  while (run.lastIndex < text.length) {
    const word = run.exec(text)?.[1]
    // Only one separator may stand at the end.
    if (word === undefined) throw new DateTrouble('syntax')
    words.push(word)
    run.lastIndex++
  }
  return words
}

/** One pass over the fields of one text. */
export class DateTimeDecoder {
  readonly result = new DateTimeParts()
  readonly #fields: readonly DateField[]
  readonly #context: ValueContext
  /** A `time` text may carry a date only in some places. */
  readonly #timeOnly: boolean
  /** A unit or `t` that waits for its number. */
  #pending: DateUnit | null = null

  constructor(fields: readonly DateField[], context: ValueContext, timeOnly: boolean) {
    this.#fields = fields
    this.#context = context
    this.#timeOnly = timeOnly
  }

  decode(): DateTimeParts {
    for (let i = 0; i < this.#fields.length; i++) {
      const mask = this.#decodeField(i)
      if ((mask & this.result.found) !== 0) throw new DateTrouble('syntax')
      this.result.found |= mask
    }
    if (this.#pending !== null) throw new DateTrouble('syntax')
    return this.result
  }

  /** What counts as found while numbers are read: in a time the date counts as complete. */
  #foundForTime(): number {
    return this.#timeOnly ? this.result.found | dateParts : this.result.found
  }

  #decodeField(index: number): number {
    const { kind, text } = this.#fields[index]
    switch (kind) {
      case 'date':
        return this.#dateField(index, text)
      case 'time':
        return this.#timeField(text)
      case 'zone':
        this.result.offset = decodeOffset(text)
        return parts.zone
      case 'number':
        return this.#pending === null ? this.#plainNumber(index, text) : this.#labelledNumber(text)
      case 'text':
      case 'special':
        return this.#word(index, text)
    }
  }

  #dateField(index: number, text: string): number {
    const { result } = this
    const startsWithDigit = /^\d/.test(text)
    if (this.#pending === 'julian' && !this.#timeOnly) return this.#julianWithZone(text)
    if (this.#timeOnly) {
      const last = this.#fields[this.#fields.length - 1].kind
      const allowsDate = index === 0 && this.#fields.length >= 2 && (last === 'date' || this.#fields[1].kind === 'time')
      if (allowsDate) return this.#date(text)
    } else if (this.#pending === null && (result.found & (parts.month | parts.day)) !== (parts.month | parts.day)) {
      return this.#date(text)
    }
    if (!startsWithDigit && this.#pending === null) return this.#zoneName(text)
    if (this.#pending !== null && this.#pending !== 'time') throw new DateTrouble('syntax')
    this.#pending = null
    if ((result.found & timeParts) === timeParts) throw new DateTrouble('syntax')
    const dash = text.indexOf('-')
    if (dash < 0) throw new DateTrouble('syntax')
    result.offset = decodeOffset(text.slice(dash))
    return this.#concatenated(text.slice(0, dash), this.#foundForTime()) | parts.zone
  }

  /** `J2451187-08`: an integral Julian day with its zone. */
  #julianWithZone(text: string): number {
    const match = /^(\d+)(.*)$/.exec(text)
    if (match === null) throw new DateTrouble('syntax')
    this.#pending = null
    this.result.setDay(integerOf(match[1]) - julianDayOfEpoch)
    this.result.isJulian = true
    this.result.offset = decodeOffset(match[2])
    return dateParts | timeParts | parts.zone
  }

  #zoneName(text: string): number {
    this.result.zone = findFullZone(text)
    if (this.result.zone === null) throw new DateTrouble('unknown zone', text)
    return parts.zone
  }

  #timeField(text: string): number {
    if (this.#pending !== null && this.#pending !== 'time') throw new DateTrouble('syntax')
    this.#pending = null
    const match = /^(\d+):(\d*)(?::(\d*))?(\.\d*)?$/.exec(text)
    if (match === null) throw new DateTrouble('syntax')
    const { result } = this
    const first = integerOf(match[1])
    const second = integerOf(match[2])
    const micros = match[4] === undefined ? 0 : fractionMicros(match[4])
    // mm:ss.ff has no hour.
    const isMinutes = match[3] === undefined && match[4] !== undefined
    result.hour = isMinutes ? 0 : first
    result.minute = isMinutes ? first : second
    result.second = isMinutes ? second : integerOf(match[3] ?? '0')
    result.micros = micros
    if (result.minute > 59 || result.second > 60) throw new DateTrouble('range')
    // The hour of a lone time is checked last.
    if (!this.#timeOnly && result.timeMicros() > microsPerDay) throw new DateTrouble('range')
    return timeParts
  }

  /** A number after a unit: `Y2001 M02`, `J2451187`, `T040506`. */
  #labelledNumber(text: string): number {
    const match = /^(\d+)(\.\d*)?$/.exec(text)
    const unit = this.#pending
    this.#pending = null
    if (match === null || unit === null) throw new DateTrouble('syntax')
    const { result } = this
    const value = unit === 'time' ? 0 : integerOf(match[1])
    const fraction = match[2]
    if (fraction !== undefined && unit !== 'julian' && unit !== 'time' && unit !== 'second') throw new DateTrouble('syntax')
    switch (unit) {
      case 'year':
        result.year = value
        return parts.year
      case 'month':
        // After a month and an hour, `m` means minutes.
        if ((result.found & parts.month) !== 0 && (result.found & parts.hour) !== 0) {
          result.minute = value
          return parts.minute
        }
        result.month = value
        return parts.month
      case 'day':
        result.day = value
        return parts.day
      case 'hour':
        result.hour = value
        return parts.hour
      case 'minute':
        result.minute = value
        return parts.minute
      case 'second':
        result.second = value
        if (fraction !== undefined) result.micros = fractionMicros(fraction)
        return parts.second
      case 'julian':
        return this.#julian(value, fraction)
      case 'time':
        if (this.#concatenated(text, result.found | dateParts) !== timeParts) throw new DateTrouble('syntax')
        return timeParts
    }
  }

  #julian(value: number, fraction: string | undefined): number {
    const { result } = this
    result.setDay(value - julianDayOfEpoch)
    result.isJulian = true
    if (fraction === undefined) return dateParts
    if (!/^\.\d+$/.test(fraction)) throw new DateTrouble('syntax')
    result.hour = result.minute = result.second = 0
    result.micros = Math.trunc(Number(fraction) * microsPerDay)
    return dateParts | timeParts
  }

  #plainNumber(index: number, text: string): number {
    const found = this.#foundForTime()
    const point = text.indexOf('.')
    if (this.#timeOnly) {
      if (point >= 0) {
        const last = this.#fields[this.#fields.length - 1].kind
        if (index === 0 && this.#fields.length >= 2 && last === 'date') return this.#date(text)
        if (point > 2) return this.#concatenated(text, found)
        throw new DateTrouble('syntax')
      }
      return text.length > 4 ? this.#concatenated(text, found) : this.#single(text, found)
    }
    if (point >= 0 && (found & dateParts) === 0) return this.#date(text)
    if (point > 2) return this.#concatenated(text, found)
    const isIncomplete = (found & dateParts) === 0 || (found & timeParts) === 0
    if (text.length >= 6 && isIncomplete) return this.#concatenated(text, found)
    return this.#single(text, found)
  }

  /** A date in one field: `1999-01-08`, `8-jan-1999`, `99.008`. */
  #date(text: string): number {
    const words = dateWords(text)
    let found = this.result.found
    let mask = 0
    const add = (part: number): void => {
      if ((found & part) !== 0) throw new DateTrouble('syntax')
      found |= part
      mask |= part
    }
    for (const word of words) {
      if (/^\d/.test(word)) continue
      const meaning = findDateWord(word)
      if (meaning?.kind === 'ignored') continue
      if (meaning?.kind !== 'month') throw new DateTrouble('syntax')
      this.result.month = meaning.month
      this.result.hasTextMonth = true
      add(parts.month)
    }
    const hasTextMonth = (mask & parts.month) !== 0
    for (const word of words) if (/^\d/.test(word)) add(this.#single(word, found, hasTextMonth))
    if ((found & ~(parts.dayOfYear | parts.zone)) !== dateParts) throw new DateTrouble('syntax')
    return mask
  }

  /** One number whose meaning follows from what was found before it and from the order of dates. */
  #single(text: string, found: number, hasTextMonth = this.result.hasTextMonth): number {
    const { result } = this
    const match = /^(\d+)(\.\d*)?$/.exec(text)
    if (match === null) throw new DateTrouble('syntax')
    const value = integerOf(match[1])
    if (match[2] !== undefined) {
      if (match[1].length > 2) return this.#concatenated(text, found | dateParts)
      result.micros = fractionMicros(match[2])
    }
    const dateFound = found & dateParts
    if (text.length === 3 && dateFound === parts.year && value >= 1 && value <= 366) {
      result.dayOfYear = value
      return parts.dayOfYear | parts.month | parts.day
    }
    const part = this.#partOf(dateFound, text.length, hasTextMonth)
    switch (part) {
      case 'time':
        return this.#concatenated(text, found)
      case 'day moves':
        // The first number was taken for a two-digit year, but this one is the year.
        result.day = result.year
        result.year = value
        result.isTwoDigitYear = false
        return parts.day
      case 'year':
        result.year = value
        result.isTwoDigitYear = text.length <= 2
        return parts.year
      case 'month':
        result.month = value
        return parts.month
      case 'day':
        result.day = value
        return parts.day
    }
  }

  #partOf(dateFound: number, length: number, hasTextMonth: boolean): 'year' | 'month' | 'day' | 'time' | 'day moves' {
    const order = this.#context.dateOrder
    switch (dateFound) {
      case 0:
        if (length >= 3 || order === 'YMD') return 'year'
        return order === 'DMY' ? 'day' : 'month'
      case parts.year:
      case parts.day:
        return 'month'
      case parts.month:
        return hasTextMonth && (length >= 3 || order === 'YMD') ? 'year' : 'day'
      case parts.year | parts.month:
        return hasTextMonth && length >= 3 && this.result.isTwoDigitYear ? 'day moves' : 'day'
      case parts.month | parts.day:
        return 'year'
      case dateParts:
        return 'time'
      default:
        throw new DateTrouble('syntax')
    }
  }

  /** Digits run together: yyyymmdd, yymmdd, hhmmss, hhmm, each perhaps with a fraction of a second. */
  #concatenated(text: string, found: number): number {
    const { result } = this
    const point = text.indexOf('.')
    const digits = point < 0 ? text : text.slice(0, point)
    if (point >= 0) result.micros = roundHalfEven(Number(`0${text.slice(point)}`) * 1e6)
    else if ((found & dateParts) !== dateParts && digits.length >= 6) {
      result.day = Number(digits.slice(-2))
      result.month = Number(digits.slice(-4, -2))
      result.year = integerOf(digits.slice(0, -4))
      if (digits.length === 6) result.isTwoDigitYear = true
      return dateParts
    }
    if ((found & timeParts) === timeParts || (digits.length !== 6 && digits.length !== 4)) throw new DateTrouble('syntax')
    result.hour = Number(digits.slice(0, 2))
    result.minute = Number(digits.slice(2, 4))
    result.second = Number(digits.slice(4, 6))
    return timeParts
  }

  #word(index: number, text: string): number {
    const { result } = this
    const abbreviation = findZoneAbbreviation(text)
    if (abbreviation !== null) {
      result.zone = abbreviation.zoneName === null ? null : findFullZone(abbreviation.zoneName)
      result.isAbbreviated = result.zone !== null
      if (result.zone === null) result.offset = abbreviation.offsetSeconds
      return parts.zone
    }
    const word = findDateWord(text)
    if (word === null) {
      result.zone = findFullZone(text)
      if (result.zone === null) throw new DateTrouble('syntax')
      return parts.zone
    }
    switch (word.kind) {
      case 'ignored':
        return 0
      case 'weekday':
        if (this.#timeOnly) throw new DateTrouble('syntax')
        return parts.weekday
      case 'misplaced':
        throw new DateTrouble('syntax')
      case 'month':
        if (this.#timeOnly) throw new DateTrouble('syntax')
        return this.#textMonth(word.month)
      case 'daylight':
        result.offset = (result.offset ?? 0) + 3600
        return parts.daylight
      case 'era':
        result.isBc = word.isBc
        return parts.era
      case 'half day':
        result.halfDay = word.isPm ? 'pm' : 'am'
        return parts.halfDay
      case 'unit':
        if (this.#pending !== null) throw new DateTrouble('syntax')
        this.#pending = word.unit
        return 0
      case 'iso time':
        return this.#isoTime(index)
      case 'reserved':
        return this.#reserved(word.word)
    }
  }

  #textMonth(month: number): number {
    const { result } = this
    let mask: number = parts.month
    // `8 jan 1999` in month-first order: the number was no month but the day.
    const wasDay = (result.found & parts.month) !== 0 && !result.hasTextMonth && (result.found & parts.day) === 0
    if (wasDay && result.month >= 1 && result.month <= 31) {
      result.day = result.month
      mask = parts.day
    }
    result.hasTextMonth = true
    result.month = month
    return mask
  }

  #isoTime(index: number): number {
    if (!this.#timeOnly && (this.result.found & dateParts) !== dateParts) throw new DateTrouble('syntax')
    const next = this.#fields[index + 1]?.kind
    if (next !== 'number' && next !== 'time' && next !== 'date') throw new DateTrouble('syntax')
    this.#pending = 'time'
    return 0
  }

  #reserved(word: ReservedTime | 'now' | 'today' | 'tomorrow' | 'yesterday' | 'allballs'): number {
    const { result } = this
    const { nowMicros, timeZone } = this.#context
    const offset = timeZone.offsetSecondsAt(nowMicros)
    const local = nowMicros + offset * microsPerSecond
    const today = Math.floor(local / microsPerDay)
    switch (word) {
      case 'now':
        if (!this.#timeOnly) result.setDay(today)
        result.hour = result.minute = result.second = 0
        result.micros = local - today * microsPerDay
        if (this.#timeOnly) return timeParts
        result.offset = offset
        return dateParts | timeParts | parts.zone
      case 'allballs':
        result.hour = result.minute = result.second = result.micros = 0
        result.offset = 0
        return timeParts | parts.zone
      case 'today':
      case 'tomorrow':
      case 'yesterday':
        if (this.#timeOnly) throw new DateTrouble('syntax')
        result.setDay(today + (word === 'tomorrow' ? 1 : word === 'yesterday' ? -1 : 0))
        return dateParts
      default:
        if (this.#timeOnly) throw new DateTrouble('syntax')
        result.reserved = word
        return parts.reserved
    }
  }
}
