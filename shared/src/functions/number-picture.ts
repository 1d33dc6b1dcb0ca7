// to_char and to_number with pictures: `FM999,990.00`, `S9`, `PR`, `RN`, `EEEE`.
// The picture is walked once; digits, blanks and the sign are written as PostgreSQL (after Oracle) places them.

import { SqlError } from '../base/errors.ts'
import { ordinalSuffix } from './date-picture.ts'

const syntaxError = (message: string): SqlError => new SqlError('42601', message)

/** A parsed picture. */
export interface NumberPicture {
  readonly nodes: readonly string[]
  /** Digits before and after the point; digits after V. */
  readonly before: number
  readonly after: number
  readonly shift: number
  readonly hasPoint: boolean
  readonly isFilled: boolean
  /** Position (1-based) of the first 0, and of the last; 0 without one. */
  readonly zeroStart: number
  readonly zeroEnd: number
  readonly sign: 'none' | 'before' | 'after'
  /** Digits that stand before the S. */
  readonly digitsBeforeSign: number
  readonly hasMinus: boolean
  readonly hasPlus: boolean
  readonly hasBrackets: boolean
  readonly isRoman: boolean
  readonly isScientific: boolean
}

const nodePattern = /EEEE|PR|MI|PL|SG|SP|RN|TH|FM|"(?:\\[^]|[^"\\])*"?|\\"|[^]/giu

export function parseNumberPicture(picture: string): NumberPicture {
  const nodes = (picture.match(nodePattern) ?? []).map(node =>
    /^(?:EEEE|PR|MI|PL|SG|SP|RN|FM|[cdglsvb])$/i.test(node) ? node.toUpperCase() : node,
  )
  const made = {
    nodes: nodes.filter(node => node !== 'FM'),
    before: 0,
    after: 0,
    shift: 0,
    hasPoint: false,
    isFilled: nodes.includes('FM'),
    zeroStart: 0,
    zeroEnd: 0,
    sign: 'none' as NumberPicture['sign'],
    digitsBeforeSign: -1,
    hasMinus: false,
    hasPlus: false,
    hasBrackets: false,
    isRoman: /RN/i.test(nodes.filter(node => !node.startsWith('"')).join(' ')),
    isScientific: false,
  }
  let hasShift = false
  for (const node of made.nodes) {
    if (made.isScientific) throw syntaxError('"EEEE" must be the last pattern used')
    switch (node) {
      case '9':
      case '0':
        if (made.hasBrackets) throw syntaxError(`"${node}" must be ahead of "PR"`)
        if (node === '0' && made.zeroStart === 0 && !made.hasPoint) made.zeroStart = made.before + 1
        if (made.hasPoint) made.after++
        else if (hasShift && node === '9') made.shift++
        else made.before++
        if (node === '0') made.zeroEnd = made.before + made.after
        break
      case '.':
      case 'D':
        if (made.hasPoint) throw syntaxError('multiple decimal points')
        if (hasShift) throw syntaxError('cannot use "V" and decimal point together')
        made.hasPoint = true
        break
      case 'V':
        if (made.hasPoint) throw syntaxError('cannot use "V" and decimal point together')
        hasShift = true
        break
      case 'S':
        if (made.sign !== 'none') throw syntaxError('cannot use "S" twice')
        if (made.hasMinus || made.hasPlus || made.hasBrackets) throw syntaxError('cannot use "S" and "PL"/"MI"/"SG"/"PR" together')
        made.sign = made.hasPoint ? 'after' : 'before'
        made.digitsBeforeSign = made.before
        break
      case 'MI':
      case 'PL':
      case 'SG':
      case 'PR':
        if (made.sign !== 'none') throw syntaxError(`cannot use "S" and "${node}" together`)
        if (node === 'PR') {
          if (made.hasMinus || made.hasPlus) throw syntaxError('cannot use "PR" and "S"/"PL"/"MI"/"SG" together')
          made.hasBrackets = true
        }
        if (node === 'MI' || node === 'SG') made.hasMinus = true
        if (node === 'PL' || node === 'SG') made.hasPlus = true
        break
      case 'EEEE':
        if (made.isFilled || hasShift || made.sign !== 'none' || made.hasBrackets || made.hasMinus || made.hasPlus || made.isRoman) {
          throw new SqlError('42601', '"EEEE" is incompatible with other formats', {
            detail: '"EEEE" may only be used together with digit and decimal point patterns.',
          })
        }
        made.isScientific = true
    }
  }
  return made
}

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

function literalText(node: string): string {
  if (node.startsWith('"')) return node.replace(/^"|"$/g, '').replace(/\\([^])/g, '$1')
  return node.length === 2 && node.startsWith('\\') && node[1] === '"' ? '"' : node
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

/** to_number: the digits, sign and point that the picture finds in `input`, as numeric text. */
export function readNumber(picture: NumberPicture, input: string): string {
  return new NumberReader(picture, input).read()
}

/** Every digit place takes one character, whether it fits or not; other nodes only what is no part of a number. */
class NumberReader {
  readonly #picture: NumberPicture
  readonly #input: string
  #at = 0
  #sign = ''
  #digits = ''
  /** Digits read behind the point; -1 before it. */
  #behind = -1

  constructor(picture: NumberPicture, input: string) {
    this.#picture = picture
    this.#input = input
  }

  read(): string {
    for (const node of this.#picture.nodes) {
      if (this.#at >= this.#input.length) break
      this.#node(node)
    }
    return `${this.#sign === '-' ? '-' : ''}${this.#digits}`
  }

  #node(node: string): void {
    const char = this.#input[this.#at]
    switch (node) {
      case '9':
      case '0':
      case '.':
      case 'D':
        this.#place(node)
        this.#at++
        return
      case ',':
      case 'G':
        if (char === ',') this.#at++
        return
      case 'S':
      case 'SP':
      case 'PR':
      case 'V':
      case 'B':
      case 'C':
        return
      case 'MI':
      case 'PL':
      case 'SG':
        if ((char === '-' && node !== 'PL') || (char === '+' && node !== 'MI')) {
          this.#sign = char
          this.#at++
        } else this.#skip(1)
        return
      default:
        this.#skip(/^th$/i.test(node) ? 2 : node === 'L' ? 1 : literalText(node).length)
    }
  }

  #skip(count: number): void {
    for (let i = 0; i < count && this.#at < this.#input.length && !/[\d.,+-]/.test(this.#input[this.#at]); i++) this.#at++
  }

  #place(node: string): void {
    const { after, hasPoint, hasBrackets, sign } = this.#picture
    if (this.#input[this.#at] === ' ') this.#at++
    if (this.#sign === '' && !/\d/.test(this.#digits) && (node === '9' || node === '0')) {
      const char = this.#input[this.#at]
      if (char === '-' || (hasBrackets && char === '<')) this.#sign = '-'
      else if (char === '+') this.#sign = '+'
      if (char === '-' || char === '+' || (hasBrackets && char === '<')) this.#at++
    }
    const char = this.#input[this.#at] ?? ''
    let isRead = false
    if (/\d/.test(char)) {
      if (this.#behind === after) return
      this.#digits += char
      if (this.#behind >= 0) this.#behind++
      isRead = true
    } else if (char === '.' && hasPoint && this.#behind < 0) {
      this.#digits += '.'
      this.#behind = 0
      isRead = true
    }
    if (this.#sign !== '' || !/\d/.test(this.#digits)) return
    const next = this.#input[this.#at + 1] ?? ''
    if (sign !== 'none' && isRead) {
      if (next === '-' || next === '+') {
        this.#sign = next
        this.#at++
      }
    } else if (!isRead && sign === 'none' && (char === '-' || char === '+')) this.#sign = char
  }
}
