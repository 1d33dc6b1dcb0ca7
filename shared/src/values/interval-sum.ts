// Adds up the fields of an interval's text: whole parts exactly, fractions cascading to smaller units.

import { DateTrouble } from './date-time-parts.ts'
import { roundHalfEven } from './interval.ts'
import { intervalOutOfRange, makeInterval } from './make-interval.ts'
import type { IntervalUnit } from './interval-units.ts'
import type { Interval } from './sql-value.ts'

const microsPerDay = 86_400_000_000
const maxInt32 = 2147483647
const int64End = 2 ** 63

const microsByUnit: Partial<Record<IntervalUnit, number>> = {
  microsecond: 1,
  millisecond: 1000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
}

const yearsByUnit: Partial<Record<IntervalUnit, number>> = { year: 1, decade: 10, century: 100, millennium: 1000 }

function isInt32(value: number): boolean {
  return value <= maxInt32 && value >= -maxInt32 - 1
}

export class IntervalSum {
  #years = 0
  #months = 0
  #days = 0
  #micros = 0

  /** `whole` and `fraction` have the same sign. */
  add(unit: IntervalUnit, whole: number, fraction: number): void {
    const micros = microsByUnit[unit]
    const years = yearsByUnit[unit]
    if (micros !== undefined) {
      this.addMicros(whole * micros)
      this.#addFractionMicros(fraction, micros)
    } else if (years !== undefined) {
      this.#years = this.#checked(this.#years + whole * years)
      this.#months = this.#checked(this.#months + roundHalfEven(fraction * years * 12))
    } else if (unit === 'month') {
      this.addMonths(whole)
      this.#addFractionDays(fraction * 30)
    } else if (unit === 'week') {
      this.addDays(whole * 7)
      this.#addFractionDays(fraction * 7)
    } else if (unit === 'day') {
      this.addDays(whole)
      this.#addFractionMicros(fraction, microsPerDay)
    } else throw new DateTrouble('syntax')
  }

  #checked(value: number): number {
    if (!isInt32(value)) throw new DateTrouble('range')
    return value
  }

  addMonths(months: number): void {
    this.#months = this.#checked(this.#months + months)
  }

  addDays(days: number): void {
    this.#days = this.#checked(this.#days + days)
  }

  addMicros(micros: number): void {
    this.#micros += micros
    if (!(this.#micros < int64End && this.#micros >= -int64End)) throw new DateTrouble('range')
  }

  #addFractionDays(days: number): void {
    const whole = Math.trunc(days)
    this.addDays(whole)
    this.#addFractionMicros(days - whole, microsPerDay)
  }

  /** Half a microsecond is dropped, more is rounded up. */
  #addFractionMicros(fraction: number, unitMicros: number): void {
    if (fraction === 0) return
    const exact = fraction * unitMicros
    const whole = Math.trunc(exact)
    const rest = exact - whole
    this.addMicros(whole + (rest > 0.5 ? 1 : rest < -0.5 ? -1 : 0))
  }

  negate(): void {
    this.#years = this.#checked(-this.#years)
    this.#months = this.#checked(-this.#months)
    this.#days = this.#checked(-this.#days)
    this.#micros = -this.#micros
  }

  toInterval(): Interval {
    const months = this.#years * 12 + this.#months
    if (!isInt32(months)) throw intervalOutOfRange()
    return makeInterval(months, this.#days, this.#micros)
  }
}
