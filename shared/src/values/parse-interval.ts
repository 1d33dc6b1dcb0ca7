// Reads interval text: verbose (`1 day 2 hours`), SQL standard (`1-2 3 4:05:06`), ISO 8601 (`P1Y2M3DT4H5M6S`). Called by text-io.ts.

import { DateTrouble } from './date-time-parts.ts'
import { cutDateFields, type DateField } from './date-time-tokens.ts'
import { intervalFieldsName } from './interval-fields.ts'
import { IntervalSum } from './interval-sum.ts'
import { coerceInterval } from './interval-arithmetic.ts'
import { findIntervalUnit, type IntervalUnit } from './interval-units.ts'
import { parseIsoInterval } from './parse-iso-interval.ts'
import { dateTroubleError } from './parse-written-time.ts'
import type { Interval } from './sql-value.ts'
import type { IntervalStyle } from './value-context.ts'

/** interval_in. The fields of the modifier tell what a bare number means (interval '1' year). */
export function parseInterval(text: string, modifier?: readonly number[], style: IntervalStyle = 'postgres'): Interval {
  const fieldsName = intervalFieldsName(modifier?.[1] ?? 0)
  try {
    const sum = readFields(text, fieldsName, style) ?? parseIsoInterval(text)
    const interval = sum.toInterval()
    return modifier === undefined ? interval : coerceInterval(interval, modifier)
  } catch (error) {
    if (!(error instanceof DateTrouble)) throw error
    throw dateTroubleError(error.kind === 'range' ? new DateTrouble('interval range') : error, text, 'interval')
  }
}

/** null when the text is none of the formats with fields: then it may be ISO 8601. */
function readFields(text: string, fieldsName: string, style: IntervalStyle): IntervalSum | null {
  const fields = cutDateFields(text)
  if (fields === null) return null
  try {
    return new IntervalReader(fields, fieldsName, style).read()
  } catch (error) {
    if (error instanceof DateTrouble && error.kind === 'syntax') return null
    throw error
  }
}

/** The unit of a last number without one. */
function defaultUnit(fieldsName: string): IntervalUnit {
  switch (fieldsName) {
    case '':
      return 'second'
    case 'year to month':
      return 'month'
    default:
      return fieldsName.slice(fieldsName.lastIndexOf(' ') + 1) as IntervalUnit // the last word of a field name is a unit
  }
}

class IntervalReader {
  readonly #fields: readonly DateField[]
  readonly #fieldsName: string
  /** SQL standard: a leading minus counts for every field. */
  readonly #isAllNegative: boolean
  readonly #sum = new IntervalSum()
  readonly #found = new Set<string>()
  /** Unit of the number to the left of where we read. */
  #unit: IntervalUnit | null = null

  constructor(fields: readonly DateField[], fieldsName: string, style: IntervalStyle) {
    this.#fields = fields
    this.#fieldsName = fieldsName
    const signs = fields.filter(field => /^[+-]/.test(field.text)).length
    this.#isAllNegative = style === 'sql_standard' && signs === 1 && fields[0].text.startsWith('-')
  }

  /** From right to left, so that a unit is known before its number. */
  read(): IntervalSum {
    let isAgo = false
    for (let i = this.#fields.length - 1; i >= 0; i--) {
      const { kind, text } = this.#fields[i]
      if (kind === 'time') this.#addTime(text, this.#isAllNegative ? -1 : 1)
      else if (kind === 'zone' && text.includes(':')) this.#addSignedTime(text)
      else if (kind === 'zone' || kind === 'date' || kind === 'number') this.#addNumber(text)
      else if (text === 'ago') isAgo = true
      else {
        const unit = findIntervalUnit(text)
        if (unit === null) throw new DateTrouble('syntax')
        if (unit !== 'ignored') this.#unit = unit
      }
    }
    if (this.#found.size === 0) throw new DateTrouble('syntax')
    if (isAgo) this.#sum.negate()
    return this.#sum
  }

  /** A unit may come once; `1 second 1 second` is refused. */
  #mark(...names: string[]): void {
    for (const name of names) {
      if (this.#found.has(name)) throw new DateTrouble('syntax')
      this.#found.add(name)
    }
  }

  /** What is wrong with a signed time is wrong syntax, also a number that is too large: it might have been another field. */
  #addSignedTime(text: string): void {
    try {
      this.#addTime(text.slice(1), text.startsWith('-') ? -1 : 1)
    } catch (error) {
      throw error instanceof DateTrouble ? new DateTrouble('syntax') : error
    }
  }

  #addTime(text: string, sign: 1 | -1): void {
    const match = /^(\d+):(\d*)(?::(\d*))?(\.\d*)?$/.exec(text)
    if (match === null) throw new DateTrouble('syntax')
    let [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
    const isMinutes = match[3] === undefined && (match[4] !== undefined || this.#fieldsName === 'minute to second')
    if (isMinutes) [hour, minute, second] = [0, hour, minute]
    if (match[4] !== undefined && !/^\.\d+$/.test(match[4])) throw new DateTrouble('syntax')
    if (minute > 59 || second > 60) throw new DateTrouble('range')
    this.#mark('hour', 'minute', 'second', 'millisecond', 'microsecond')
    const fraction = match[4] === undefined ? 0 : Math.round(Number(match[4]) * 1e6)
    this.#sum.addMicros(sign * (hour * 3_600_000_000 + minute * 60_000_000 + second * 1_000_000 + fraction))
    this.#unit = 'day'
  }

  #addNumber(text: string): void {
    const unit = (this.#unit ??= defaultUnit(this.#fieldsName))
    const yearsMonths = /^([+-]?)(\d+)-(\d+)$/.exec(text)
    if (yearsMonths !== null) {
      const [, sign, years, months] = yearsMonths
      if (Number(months) > 11) throw new DateTrouble('range')
      this.#sum.addMonths((sign === '-' || this.#isAllNegative ? -1 : 1) * (Number(years) * 12 + Number(months)))
      this.#mark('month')
      this.#unit = 'month'
      return
    }
    const match = /^([+-]?)(\d*)(\.\d*)?$/.exec(text)
    if (match === null || (match[2] === '' && (match[3] ?? '.') === '.')) throw new DateTrouble('syntax')
    const [, sign, whole, fraction = ''] = match
    const direction = sign === '-' || this.#isAllNegative ? -1 : 1
    const value = Number(whole)
    if (value >= 2 ** 63) throw new DateTrouble('range')
    const part = fraction.length > 1 ? Number(fraction) : 0
    this.#sum.add(unit, direction * value, direction * part)
    if (unit === 'second' && part !== 0) this.#mark('second', 'millisecond', 'microsecond')
    else this.#mark(unit)
    // `1 02:03` and `1 2 hours`: what stands left of hours are days.
    if (unit === 'hour') this.#unit = 'day'
  }
}
