// to_number: reads a text by a number picture.

import { literalText, type NumberPicture } from './number-picture.ts'

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
