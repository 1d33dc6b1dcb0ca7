// Reads a text by a date picture into fields. Separators match loosely, blanks before fields are skipped, as in
// PostgreSQL without FX. Called by date-from-text.ts.

import { SqlError, notSupported } from '../base/errors.ts'
import { dayNames, monthNames, romanMonths, type PictureField, type PictureNode } from './date-picture.ts'

/** Fields by name: year, month, day, hour … as far as the picture had them. */
export type DateFields = Map<string, number>

export const invalidDate = (message: string, fields: { detail?: string; hint?: string } = {}): SqlError =>
  new SqlError('22007', message, fields)

/** Digits of the fields that are numbers, and the names they are kept under. */
const numberFields: Readonly<Record<string, readonly [name: string, digits: number]>> = {
  HH: ['hour', 2], HH12: ['hour', 2], HH24: ['hour', 2], MI: ['minute', 2], SS: ['second', 2], SSSS: ['second of day', 5], SSSSS: ['second of day', 5],
  MM: ['month', 2], DD: ['day', 2], DDD: ['day of year', 3], IDDD: ['day of year', 3], D: ['weekday', 1], ID: ['weekday', 1], WW: ['week', 2],
  IW: ['week', 2], W: ['week of month', 1], CC: ['century', 2], YYYY: ['year', 4], YYY: ['year', 3], YY: ['year', 2], Y: ['year', 1],
  IYYY: ['year', 4], IYY: ['year', 3], IY: ['year', 2], I: ['year', 1], J: ['julian', Infinity], Q: ['quarter', 1],
} // prettier-ignore

const fractionFields: Readonly<Record<string, number>> = { MS: 3, US: 6, FF1: 1, FF2: 2, FF3: 3, FF4: 4, FF5: 5, FF6: 6 }

/** One reading. */
export class DateReader {
  readonly #text: string
  readonly #nodes: readonly PictureNode[]
  readonly #fields: DateFields = new Map()
  #at = 0
  /** Characters skipped in the text beyond what the picture had. */
  #extra = 0

  constructor(text: string, nodes: readonly PictureNode[]) {
    this.#text = text
    this.#nodes = nodes
  }

  read(): DateFields {
    this.#nodes.forEach((node, i) => {
      if (this.#at >= this.#text.length) return
      if (node.kind === 'field' || i === 0) this.#skipBlanks()
      if (node.kind === 'field') {
        this.#field(node, i)
        this.#extra = 0
      } else if (node.isSeparator) {
        this.#extra--
        if (/[\s!-/:-@[-`{-~]/.test(this.#text[this.#at] ?? '')) {
          this.#at++
          this.#extra++
        }
      } else if (this.#extra > 0) this.#extra--
      else this.#at++
    })
    return this.#fields
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) {
      this.#at++
      this.#extra++
    }
  }

  #field(field: PictureField, index: number): void {
    const { name } = field
    const digits = fractionFields[name]
    if (digits !== undefined) return this.#fraction(field, index, digits)
    const number = numberFields[name]
    if (number !== undefined) return this.#number(field, index, number)
    switch (name) {
      case 'MONTH':
        return this.#set(field, 'month', this.#word(field, monthNames) + 1)
      case 'MON':
        return this.#set(
          field,
          'month',
          this.#word(
            field,
            monthNames.map(month => month.slice(0, 3)),
          ) + 1,
        )
      case 'RM':
        return this.#set(field, 'month', 12 - this.#word(field, romanMonths.toReversed()))
      case 'DAY':
        return this.#set(field, 'weekday', this.#word(field, dayNames) + 1)
      case 'DY':
        return this.#set(
          field,
          'weekday',
          this.#word(
            field,
            dayNames.map(day => day.slice(0, 3)),
          ) + 1,
        )
      case 'AM':
      case 'PM':
      case 'A.M.':
      case 'P.M.':
        this.#fields.set('clock', 12)
        return this.#set(field, 'half', this.#word(field, name.includes('.') ? ['A.M.', 'P.M.'] : ['AM', 'PM']))
      case 'AD':
      case 'BC':
      case 'A.D.':
      case 'B.C.':
        return this.#set(field, 'era', this.#word(field, name.includes('.') ? ['A.D.', 'B.C.'] : ['AD', 'BC']))
      case 'Y,YYY':
        return this.#groupedYear(field)
      case 'TZH':
      case 'OF':
        return this.#zone(field, index)
      case 'TZM':
        return this.#set(field, 'zone minute', this.#integer(field, index, 2).value)
      default:
        throw notSupported(`formatting field "${field.written}" in to_timestamp`)
    }
  }

  #set(field: PictureField, name: string, value: number): void {
    const known = this.#fields.get(name)
    if (known !== undefined && known !== value) {
      const detail = 'This value contradicts a previous setting for the same field type.'
      throw invalidDate(`conflicting values for "${field.written}" field in formatting string`, { detail })
    }
    this.#fields.set(name, value)
  }

  #number(field: PictureField, index: number, [name, digits]: readonly [string, number]): void {
    const { value, length } = this.#integer(field, index, digits)
    const upper = field.name
    if (/^[IYDWM]/.test(upper)) this.#convention(upper)
    if (upper === 'HH' || upper === 'HH12') this.#fields.set('clock', 12)
    if (upper === 'Q') return
    if (name === 'year') {
      this.#fields.set('year digits', digits)
      const isPartial = digits < 4 && length < 4
      return this.#set(field, name, isPartial ? completeYear(value) : value)
    }
    // Kept with Sunday as 1; ISO counts from Monday.
    if (upper === 'ID') return this.#set(field, name, (value % 7) + 1)
    this.#set(field, name, value)
  }

  /** ISO week fields and calendar fields do not mix. */
  #convention(upper: string): void {
    const convention = upper.startsWith('I') ? 1 : 2
    const known = this.#fields.get('convention')
    if (known !== undefined && known !== convention) {
      const hint = 'Do not mix Gregorian and ISO week date conventions in a formatting template.'
      throw invalidDate('invalid combination of date conventions', { hint })
    }
    this.#fields.set('convention', convention)
  }

  /** Digits of a fixed-width field, or all there are before a separator. */
  #integer(field: PictureField, index: number, digits: number): { value: number; length: number } {
    this.#skipBlanks()
    const isFree = field.isFilled || digits === Infinity || this.#isFollowedBySeparator(field, index)
    const rest = this.#text.slice(this.#at)
    const found = /^[+-]?\d+/.exec(isFree ? rest : rest.slice(0, digits))?.[0] ?? ''
    if (!isFree && rest.length < digits) {
      throw invalidDate(`source string too short for "${field.written}" formatting field`, {
        detail: `Field requires ${digits} characters, but only ${rest.length} remain.`,
        hint: 'If your source string is not fixed-width, try using the "FM" modifier.',
      })
    }
    if (found === '')
      throw invalidDate(`invalid value "${rest.slice(0, isFree ? 2 : digits)}" for "${field.written}"`, {
        detail: 'Value must be an integer.',
      })
    if (!isFree && found.length < digits) {
      throw invalidDate(`invalid value "${rest.slice(0, digits)}" for "${field.written}"`, {
        detail: `Field requires ${digits} characters, but only ${found.length} could be parsed.`,
        hint: 'If your source string is not fixed-width, try using the "FM" modifier.',
      })
    }
    const value = Number(found)
    if (Math.abs(value) > 2147483647) {
      throw new SqlError('22008', `value for "${field.written}" in source string is out of range`, {
        detail: 'Value must be in the range -2147483648 to 2147483647.',
      })
    }
    this.#at += found.length
    if (field.ordinal !== '') this.#at += 2
    return { value, length: found.length }
  }

  #isFollowedBySeparator(field: PictureField, index: number): boolean {
    if (field.ordinal !== '') return true
    const next = this.#nodes[index + 1]
    if (next === undefined) return true
    if (next.kind === 'literal') return !/^\d$/.test(next.text)
    return !(next.name in numberFields || next.name in fractionFields || next.name === 'Y,YYY')
  }

  /** 25 in MS is a quarter of a second, and so is 250. */
  #fraction(field: PictureField, index: number, digits: number): void {
    const { value, length } = this.#integer(field, index, digits)
    const micros = Math.round(value * 10 ** (6 - (field.isFilled || length > digits ? digits : Math.min(length, digits))))
    this.#set(field, field.name === 'MS' ? 'millis' : 'micros', micros)
  }

  #groupedYear(field: PictureField): void {
    const found = /^(\d+),(\d{3})/.exec(this.#text.slice(this.#at))
    if (found === null) throw invalidDate(`invalid value "${this.#text.slice(this.#at)}" for "Y,YYY"`)
    this.#at += found[0].length
    this.#fields.set('year digits', 4)
    this.#convention('YYYY')
    this.#set(field, 'year', Number(found[1]) * 1000 + Number(found[2]))
  }

  /** Index of the word that the text has here, whatever its case. */
  #word(field: PictureField, words: readonly string[]): number {
    const rest = this.#text.slice(this.#at).toUpperCase()
    const index = words.findIndex(word => rest.startsWith(word.toUpperCase()))
    if (index < 0) {
      const shown = /^\S+/.exec(this.#text.slice(this.#at))?.[0] ?? ''
      throw invalidDate(`invalid value "${shown}" for "${field.written}"`, {
        detail: 'The given value did not match any of the allowed values for this field.',
      })
    }
    this.#at += words[index].length
    return index
  }

  #zone(field: PictureField, index: number): void {
    const char = this.#text[this.#at]
    if (char === '+' || char === '-' || char === ' ') {
      this.#fields.set('zone sign', char === '-' ? -1 : 1)
      this.#at++
    } else this.#fields.set('zone sign', this.#extra > 0 && this.#text[this.#at - 1] === '-' ? -1 : 1)
    this.#set(field, 'zone hour', this.#integer(field, index, 2).value)
    if (field.name === 'OF' && this.#text[this.#at] === ':') {
      this.#at++
      this.#set(field, 'zone minute', this.#integer(field, index, 2).value)
    }
  }
}

/** Two-digit years lie around 2020. */
function completeYear(year: number): number {
  if (year < 70) return year + 2000
  if (year < 100) return year + 1900
  if (year < 520) return year + 2000
  return year < 1000 ? year + 1000 : year
}
