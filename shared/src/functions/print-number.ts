// to_char of numbers: the picture is walked once; digits, blanks and the sign stand where PostgreSQL (after Oracle) puts them.

import { ordinalSuffix } from './date-picture.ts'
import { literalText, type NumberPicture } from './number-picture.ts'

/** What to_char writes for a number: its digits, already rounded to the picture's places. */
export function printNumber(picture: NumberPicture, digits: string, isNegative: boolean): string {
  return new NumberWriter(picture, digits, isNegative).write()
}

class NumberWriter {
  readonly #picture: NumberPicture
  readonly #sign: '+' | '-'
  /** Digits with a point, without leading zeros to fill. */
  readonly #number: string
  /** Places of the picture that stand before the number's first digit. */
  readonly #blanks: number
  readonly #signAfter: boolean
  readonly #hasBrackets: boolean
  /** Index of the last digit that FM keeps; -1 keeps all. */
  #lastKept = -1
  #isSignWritten = false
  #at = 0
  #place = 0
  #hasDigit = false
  #text = ''

  constructor(picture: NumberPicture, digits: string, isNegative: boolean) {
    this.#picture = picture
    this.#sign = isNegative ? '-' : '+'
    const { before, after, isFilled } = picture
    const whole = digits.split('.')[0].length
    this.#number = whole > before ? `${'#'.repeat(before)}.${'#'.repeat(after)}` : digits
    this.#blanks = Math.max(before - whole, 0)
    this.#hasBrackets = picture.hasBrackets && !(isFilled && !isNegative)
    this.#signAfter = picture.sign === 'after' || (picture.sign === 'before' && before === picture.digitsBeforeSign)
    if (picture.hasPlus || picture.hasMinus) this.#isSignWritten = picture.hasMinus
    else this.#isSignWritten = !isNegative && isFilled && picture.sign === 'none'
    if (isFilled && picture.hasPoint) this.#lastKept = this.#findLastKept()
  }

  /** FM drops zeros behind the point, but not where the picture has a 0. */
  #findLastKept(): number {
    const point = this.#number.indexOf('.')
    if (point < 0) return -1
    let last = point
    for (let i = point + 1; i < this.#number.length; i++) if (this.#number[i] !== '0') last = i
    const { zeroEnd } = this.#picture
    return zeroEnd > this.#blanks ? Math.max(last, Math.min(this.#number.length - 1, zeroEnd - this.#blanks)) : last
  }

  write(): string {
    const { nodes, isFilled, hasPoint } = this.#picture
    for (const node of nodes) {
      switch (node) {
        case '9':
        case '0':
        case '.':
        case 'D':
          this.#writePlace(node)
          break
        case ',':
        case 'G':
          if (this.#hasDigit) this.#text += ','
          else if (!isFilled) this.#text += ' '
          break
        case 'L':
          this.#text += ' '
          break
        case 'MI':
          if (this.#sign === '-') this.#text += '-'
          else if (!isFilled) this.#text += ' '
          break
        case 'PL':
          if (this.#sign === '+') this.#text += '+'
          else if (!isFilled) this.#text += ' '
          break
        case 'SG':
          this.#text += this.#sign
          break
        case 'S':
        case 'SP':
        case 'PR':
        case 'V':
        case 'B':
        case 'C':
        case 'EEEE':
          break
        default:
          if (/^th$/i.test(node)) {
            if (this.#number[0] !== '#' && this.#sign === '+' && !hasPoint) this.#text += ordinalSuffix(this.#number.split('.')[0], node)
          } else this.#text += literalText(node)
      }
    }
    return this.#text
  }

  get #isSilentZero(): boolean {
    return this.#picture.zeroStart === 0 && this.#at === 0 && this.#number[0] === '0' && this.#picture.after !== 0
  }

  #writePlace(node: string): void {
    const { isFilled, zeroStart } = this.#picture
    const showsZero = zeroStart > 0 && zeroStart - 1 <= this.#place
    this.#hasDigit = false
    const endsAtPoint = this.#lastKept >= 0 && this.#number[this.#lastKept] === '.'
    const reachesNumber = this.#place >= this.#blanks || (zeroStart > 0 && zeroStart - 1 === this.#place)
    if (!this.#isSignWritten && reachesNumber && (!this.#isSilentZero || endsAtPoint)) this.#writeSign()
    if (this.#place < this.#blanks) {
      if (showsZero) {
        this.#text += '0'
        this.#hasDigit = true
      } else if (!isFilled) this.#text += ' '
    } else {
      this.#writeDigit(node, endsAtPoint)
      if (this.#at < this.#number.length) this.#at++
    }
    this.#writeEnd()
    this.#place++
  }

  #writeSign(): void {
    if (this.#picture.sign !== 'none') {
      if (!this.#signAfter) {
        this.#text += this.#sign
        this.#isSignWritten = true
      }
      return
    }
    if (this.#hasBrackets) this.#text += this.#sign === '+' ? ' ' : '<'
    else if (this.#sign === '-') this.#text += '-'
    else if (!this.#picture.isFilled) this.#text += ' '
    this.#isSignWritten = true
  }

  #writeDigit(node: string, endsAtPoint: boolean): void {
    const digit = this.#number[this.#at]
    if (digit === '.') {
      this.#text += '.'
    } else if (this.#lastKept >= 0 && this.#at > this.#lastKept && node !== '0') {
      // Dropped by FM.
    } else if (this.#isSilentZero) {
      if (!this.#picture.isFilled) this.#text += ' '
      else if (endsAtPoint) this.#text += '0'
    } else if (digit !== undefined) {
      this.#text += digit
      this.#hasDigit = true
    }
  }

  /** Behind the last place: the closing bracket or a trailing sign. */
  #writeEnd(): void {
    const { before, after, hasPoint } = this.#picture
    const places = before + after + (hasPoint ? 1 : 0)
    if (this.#place + 1 !== places) return
    if (this.#hasBrackets && this.#isSignWritten) this.#text += this.#sign === '+' ? ' ' : '>'
    else if (this.#picture.sign !== 'none' && this.#signAfter) this.#text += this.#sign
  }
}

const romanSteps = [
  [1000, 'M'], [900, 'CM'], [500, 'D'], [400, 'CD'], [100, 'C'], [90, 'XC'], [50, 'L'], [40, 'XL'], [10, 'X'], [9, 'IX'], [5, 'V'], [4, 'IV'], [1, 'I'],
] as const // prettier-ignore

/** 1..3999, else fifteen number signs. */
export function romanNumeral(value: number): string {
  if (!(value >= 1 && value <= 3999)) return '#'.repeat(15)
  let rest = value
  let text = ''
  for (const [step, letters] of romanSteps) {
    while (rest >= step) {
      text += letters
      rest -= step
    }
  }
  return text
}
