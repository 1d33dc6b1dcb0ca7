// Reads ISO 8601 intervals: with designators (`P1Y2M3DT4H5M6S`) and the alternative formats (`P0001-02-03T04:05:06`, `P00010203T040506`).

import { DateTrouble } from './date-time-parts.ts'
import { IntervalSum } from './interval-sum.ts'
import type { IntervalUnit } from './interval-units.ts'

const dateDesignators: Readonly<Record<string, IntervalUnit>> = { Y: 'year', M: 'month', W: 'week', D: 'day' }
const timeDesignators: Readonly<Record<string, IntervalUnit>> = { H: 'hour', M: 'minute', S: 'second' }

const numberToken = /\s*([+-]?)(\d*)(\.\d*)?(?:[eE]([+-]?\d+))?/y

interface IsoNumber {
  readonly whole: number
  readonly fraction: number
  /** Digits before the point, for the formats without separators. */
  readonly width: number
}

class IsoReader {
  readonly #text: string
  #at = 1
  readonly sum = new IntervalSum()

  constructor(text: string) {
    this.#text = text
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  #number(): IsoNumber {
    numberToken.lastIndex = this.#at
    const match = numberToken.exec(this.#text)
    if (match === null || (match[2] === '' && (match[3] ?? '.').length < 2)) throw new DateTrouble('syntax')
    this.#at = numberToken.lastIndex
    const value = Number(`${match[1]}${match[2] === '' ? '0' : match[2]}${match[3] ?? ''}${match[4] === undefined ? '' : `e${match[4]}`}`)
    if (!(Math.abs(value) < 2 ** 63)) throw new DateTrouble('range')
    const whole = Math.trunc(value)
    return { whole, fraction: value - whole, width: match[2].length }
  }

  read(): IntervalSum {
    if (this.#text.length < 2 || this.#text[0] !== 'P') throw new DateTrouble('syntax')
    this.#part(dateDesignators, 8, '-', ['year', 'month', 'day'])
    if (this.#peek() === 'T') {
      this.#at++
      this.#part(timeDesignators, 6, ':', ['hour', 'minute', 'second'])
    }
    if (this.#at < this.#text.length) throw new DateTrouble('syntax')
    return this.sum
  }

  /** The date or the time: numbers with designators, or one run of digits, or numbers with separators. */
  #part(designators: Readonly<Record<string, IntervalUnit>>, packedWidth: number, separator: string, units: readonly IntervalUnit[]): void {
    let isFirst = true
    while (this.#at < this.#text.length && this.#peek() !== 'T') {
      const number = this.#number()
      const next = this.#peek()
      const unit = designators[next]
      if (unit !== undefined) {
        this.#at++
        this.sum.add(unit, number.whole, number.fraction)
        isFirst = false
        continue
      }
      if (!isFirst) throw new DateTrouble('syntax')
      if (next === separator) this.#separated(number, separator, units)
      else if (number.width === packedWidth) this.#packed(number, units)
      else this.sum.add(units[0], number.whole, number.fraction)
      return
    }
  }

  #packed(number: IsoNumber, units: readonly IntervalUnit[]): void {
    this.sum.add(units[0], Math.trunc(number.whole / 10_000), 0)
    this.sum.add(units[1], Math.trunc(number.whole / 100) % 100, 0)
    this.sum.add(units[2], number.whole % 100, number.fraction)
  }

  #separated(first: IsoNumber, separator: string, units: readonly IntervalUnit[]): void {
    this.sum.add(units[0], first.whole, first.fraction)
    for (const unit of units.slice(1)) {
      if (this.#peek() !== separator) return
      this.#at++
      const number = this.#number()
      this.sum.add(unit, number.whole, number.fraction)
    }
  }
}

/** Throws DateTrouble. */
export function parseIsoInterval(text: string): IntervalSum {
  return new IsoReader(text).read()
}
