// Bracket expressions of PostgreSQL's regular expressions: [a-z], [^[:alpha:]_], []x], [[.hyphen.]], [\d\s].

import { SqlError } from '../base/errors.ts'

const invalid = (reason: string): SqlError => new SqlError('2201B', `invalid regular expression: ${reason}`)

/** What \w means, for use inside a JavaScript class. */
export const wordClass = '\\p{L}\\p{M}\\p{N}_'

const namedClasses: Readonly<Record<string, string>> = {
  alpha: '\\p{L}\\p{M}',
  digit: '0-9',
  alnum: '\\p{L}\\p{M}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '\\p{P}\\p{S}',
  cntrl: '\\p{Cc}',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
  print: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ',
  xdigit: '0-9A-Fa-f',
  word: wordClass,
}

const namedChars: Readonly<Record<string, string>> = {
  space: ' ', hyphen: '-', period: '.', comma: ',', tab: '\t', newline: '\n', 'left-square-bracket': '[', 'right-square-bracket': ']', circumflex: '^',
} // prettier-ignore

const classEscapes: Readonly<Record<string, string>> = { d: '0-9', D: '\\P{Nd}', s: '\\s', S: '\\S', w: wordClass }

/** One character as JavaScript pattern source, inside and outside of a class. */
export function escapeChar(char: string): string {
  if (/^[a-z0-9_ ]$/i.test(char)) return char
  return char < '\x80' ? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}` : char
}

/** Reads one bracket expression; `at` is after its `[` before, after its `]` behind. */
export class BracketReader {
  readonly #text: string
  readonly #readEscape: (at: number) => [char: string, next: number]
  at: number

  constructor(text: string, at: number, readEscape: (at: number) => [char: string, next: number]) {
    this.#text = text
    this.at = at
    this.#readEscape = readEscape
  }

  read(stopsAtNewline: boolean): string {
    const isNegated = this.#text[this.at] === '^'
    if (isNegated) this.at++
    const start = this.at
    let set = ''
    let hasNonWord = false
    for (;;) {
      const char = this.#text[this.at]
      if (char === undefined) throw invalid('brackets [] not balanced')
      if (char === ']' && this.at > start) break
      if (char === '\\' && this.#text[this.at + 1] === 'W') {
        hasNonWord = true
        this.at += 2
        continue
      }
      set += this.#class() ?? this.#range()
    }
    this.at++
    if (isNegated && stopsAtNewline) set += '\\n'
    if (!hasNonWord) return `[${isNegated ? '^' : ''}${set}]`
    // \W cannot stand inside a class of JavaScript: it becomes an alternative.
    return isNegated ? `(?:(?![${set}])[${wordClass}])` : `(?:[${set}]|[^${wordClass}])`
  }

  #class(): string | null {
    const rest = this.#text.slice(this.at, this.at + 12)
    const named = /^\[:(.*?):\]/.exec(rest)
    if (named !== null) {
      const set = namedClasses[named[1]]
      if (set === undefined) throw invalid('invalid character class')
      this.at += named[0].length
      return set
    }
    const escape = rest[0] === '\\' ? classEscapes[rest[1]] : undefined
    if (escape !== undefined) this.at += 2
    return escape ?? null
  }

  #range(): string {
    const from = this.#char()
    if (this.#text[this.at] !== '-' || this.#text[this.at + 1] === ']' || this.#text[this.at + 1] === undefined) return escapeChar(from)
    this.at++
    const to = this.#char()
    if ((from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0)) throw invalid('invalid character range')
    return `${escapeChar(from)}-${escapeChar(to)}`
  }

  #char(): string {
    const collating = /^\[([.=])(.+?)\1\]/su.exec(this.#text.slice(this.at, this.at + 32))
    if (collating !== null) {
      const name = collating[2]
      const char = [...name].length === 1 ? name : namedChars[name]
      if (char === undefined) throw invalid('invalid collating element')
      this.at += collating[0].length
      return char
    }
    if (this.#text[this.at] === '\\') {
      const [char, next] = this.#readEscape(this.at + 1)
      this.at = next
      return char
    }
    const char = String.fromCodePoint(this.#text.codePointAt(this.at) ?? 0)
    this.at += char.length
    return char
  }
}
