// PostgreSQL's advanced regular expressions as JavaScript source for the `u` flag: same language, other spelling.
// POSIX prefers the longest (or, after a lazy first quantifier, the shortest) overall match; the translation says
// which, and regex-match.ts finds it where JavaScript's leftmost-first rule could differ.

import { SqlError } from '../base/errors.ts'
import { BracketReader, escapeChar, wordClass } from './regex-bracket.ts'

export interface RegexOptions {
  /** Whitespace and # comments are not part of the pattern. */
  readonly isExpanded: boolean
  /** `.` and [^…] do not match newlines. */
  readonly stopsAtNewline: boolean
  /** ^ and $ match at lines. */
  readonly anchorsAtLines: boolean
}

export interface TranslatedRegex {
  readonly source: string
  readonly groupCount: number
  /** 'none': JavaScript's own match is the right one. */
  readonly extent: 'none' | 'longest' | 'shortest'
}

export const invalidRegex = (reason: string): SqlError => new SqlError('2201B', `invalid regular expression: ${reason}`)

export function translateRegex(pattern: string, options: RegexOptions): TranslatedRegex {
  return new RegexReader(pattern, options).read()
}

type Preference = 'long' | 'short' | null
interface Piece {
  readonly source: string
  readonly preference: Preference
  /** Anchors and look-around take no quantifier. */
  readonly isConstraint?: boolean
}

const word = `[${wordClass}]`
const startOfWord = `(?<!${word})(?=${word})`
const endOfWord = `(?<=${word})(?!${word})`

/** Escapes that stand for a class or a place. */
const classEscapes: Readonly<Record<string, string>> = { d: '[0-9]', D: '[^0-9]', s: '\\s', S: '\\S', w: word, W: `[^${wordClass}]` }
const constraintEscapes: Readonly<Record<string, string>> = {
  A: '(?<![^])',
  Z: '(?![^])',
  m: startOfWord,
  M: endOfWord,
  y: `(?:${startOfWord}|${endOfWord})`,
  Y: `(?!${startOfWord}|${endOfWord})`,
}
const charEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  B: '\\',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

class RegexReader {
  readonly #text: string
  readonly #options: RegexOptions
  #at = 0
  #groups = 0
  readonly #closedGroups = new Set<number>()
  #lookArounds = 0
  #depth = 0
  #hasAlternatives = false
  #hasLazy = false
  #hasGreedy = false
  /** Looks at what follows: then a match cannot be tried on a shortened text. */
  #looksAhead = false

  constructor(text: string, options: RegexOptions) {
    this.#text = text
    this.#options = options
  }

  read(): TranslatedRegex {
    const whole = this.#alternatives()
    if (this.#at < this.#text.length) throw invalidRegex('parentheses () not balanced')
    const mixes = whole.preference === 'short' ? this.#hasGreedy : this.#hasLazy
    const needsExtent = (this.#hasAlternatives || mixes) && !this.#looksAhead
    const extent = !needsExtent ? 'none' : whole.preference === 'short' ? 'shortest' : 'longest'
    return { source: whole.source, groupCount: this.#groups, extent }
  }

  #alternatives(): Piece {
    if (++this.#depth > 200) throw invalidRegex('regular expression is too complex')
    const first = this.#branch()
    let { source, preference } = first
    while (this.#text[this.#at] === '|') {
      this.#at++
      this.#hasAlternatives = true
      source += `|${this.#branch().source}`
      preference = 'long'
    }
    this.#depth--
    return { source, preference }
  }

  #branch(): Piece {
    let source = ''
    let preference: Preference = null
    for (;;) {
      this.#skipExpanded()
      const char = this.#text[this.#at]
      if (char === undefined || char === '|' || char === ')') return { source, preference }
      const piece = this.#quantified(this.#atom())
      source += piece.source
      preference ??= piece.preference
    }
  }

  #skipExpanded(): void {
    if (!this.#options.isExpanded) return
    const skipped = /^(?:\s|#[^\n]*)*/.exec(this.#text.slice(this.#at))
    this.#at += skipped?.[0].length ?? 0
  }

  #quantified(atom: Piece): Piece {
    this.#skipExpanded()
    const match = /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/.exec(this.#text.slice(this.#at, this.#at + 20))
    if (match === null) {
      if (/^\{\d/.test(this.#text.slice(this.#at))) throw invalidRegex('invalid repetition count(s)')
      return atom
    }
    if (atom.isConstraint === true) throw invalidRegex('quantifier operand invalid')
    const [quantifier, min, comma, max] = match
    this.#at += quantifier.length
    if (Number(min ?? 0) > 255 || Number(max ?? 0) > 255) throw invalidRegex('invalid repetition count(s)')
    if (max !== undefined && max !== '' && Number(max) < Number(min)) throw invalidRegex('invalid repetition count(s)')
    this.#skipExpanded()
    if (/^(?:[*+?]|\{\d)/.test(this.#text.slice(this.#at, this.#at + 2))) throw invalidRegex('quantifier operand invalid')
    const isLazy = quantifier.length > 1 && quantifier.endsWith('?')
    // {m} has the preference of what it repeats; {m,m} has its own.
    const isFixed = min !== undefined && comma === undefined
    if (!isFixed) {
      if (isLazy) this.#hasLazy = true
      else this.#hasGreedy = true
    }
    return { source: atom.source + quantifier, preference: isFixed ? atom.preference : isLazy ? 'short' : 'long' }
  }

  #atom(): Piece {
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0)
    this.#at += char.length
    const { stopsAtNewline, anchorsAtLines } = this.#options
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return this.#bracket()
      case '\\':
        return this.#escape()
      case '.':
        return plain(stopsAtNewline ? '[^\\n]' : '[^]')
      case '^':
        return constraint(anchorsAtLines ? '(?<![^\\n])' : '^')
      case '$':
        this.#looksAhead = true
        return constraint(anchorsAtLines ? '(?![^\\n])' : '$')
      case '*':
      case '+':
      case '?':
        throw invalidRegex('quantifier operand invalid')
      case '{':
        if (/\d/.test(this.#text[this.#at] ?? '')) throw invalidRegex('quantifier operand invalid')
    }
    return plain(escapeChar(char))
  }

  #group(): Piece {
    const opening = /^\?(?:[:=!]|<[=!])/.exec(this.#text.slice(this.#at, this.#at + 3))?.[0] ?? ''
    if (this.#text.startsWith('?#', this.#at)) {
      const end = this.#text.indexOf(')', this.#at)
      if (end < 0) throw invalidRegex('parentheses () not balanced')
      this.#at = end + 1
      return plain('')
    }
    if (opening === '' && this.#text[this.#at] === '?') throw invalidRegex('quantifier operand invalid')
    this.#at += opening.length
    const isLookAround = opening !== '' && opening !== '?:'
    if (isLookAround) this.#looksAhead = true
    const group = opening === '' ? ++this.#groups : 0
    if (isLookAround) this.#lookArounds++
    const inside = this.#alternatives()
    if (this.#text[this.#at] !== ')') throw invalidRegex('parentheses () not balanced')
    this.#at++
    if (isLookAround) this.#lookArounds--
    else this.#closedGroups.add(group)
    const source = `(${opening}${inside.source})`
    return isLookAround ? constraint(source) : { source, preference: inside.preference }
  }

  #bracket(): Piece {
    const edge = /^\[:([<>]):\]\]/.exec(this.#text.slice(this.#at, this.#at + 6))
    if (edge !== null) {
      this.#at += 6
      this.#looksAhead = true
      return constraint(edge[1] === '<' ? startOfWord : endOfWord)
    }
    const reader = new BracketReader(this.#text, this.#at, at => this.#escapedChar(at))
    const source = reader.read(this.#options.stopsAtNewline)
    this.#at = reader.at
    return plain(source)
  }

  #escape(): Piece {
    const char = this.#text[this.#at]
    if (char === undefined) throw invalidRegex('invalid escape \\ sequence')
    if (char in classEscapes) {
      this.#at++
      return plain(classEscapes[char])
    }
    if (char in constraintEscapes) {
      this.#at++
      this.#looksAhead = true
      return constraint(constraintEscapes[char])
    }
    const reference = /^[1-9]\d*/.exec(this.#text.slice(this.#at))?.[0]
    if (reference !== undefined && (reference.length === 1 || Number(reference) <= this.#groups)) {
      // Not to a group that is still open, and not inside of look-around.
      if (!this.#closedGroups.has(Number(reference)) || this.#lookArounds > 0) throw invalidRegex('invalid backreference number')
      this.#at += reference.length
      return plain(`(?:\\${reference})`)
    }
    const [literal, next] = this.#escapedChar(this.#at)
    this.#at = next
    return plain(escapeChar(literal))
  }

  /** The character that the escape at `at` (after the backslash) stands for, and where it ends. */
  #escapedChar(at: number): [char: string, next: number] {
    const rest = this.#text.slice(at, at + 12)
    const coded = /^(?:u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]+)|(0[0-7]{0,2}|[0-7]{2,3})|c([^]))/i.exec(rest)
    if (coded !== null && (coded[1] === undefined || rest[0] === 'u') && (coded[2] === undefined || rest[0] === 'U')) {
      const [all, u, U, x, octal, control] = coded
      if (control !== undefined) return [String.fromCharCode(control.charCodeAt(0) & 31), at + all.length]
      const code = octal === undefined ? parseInt(u ?? U ?? x ?? '0', 16) : parseInt(octal, 8)
      if (code > 0x10ffff) throw invalidRegex('invalid escape \\ sequence')
      return [String.fromCodePoint(code), at + all.length]
    }
    const char = String.fromCodePoint(this.#text.codePointAt(at) ?? 0)
    if (char in charEscapes) return [charEscapes[char], at + 1]
    if (at >= this.#text.length || /[a-z0-9]/i.test(char)) throw invalidRegex('invalid escape \\ sequence')
    return [char, at + char.length]
  }
}

const plain = (source: string): Piece => ({ source, preference: null })
const constraint = (source: string): Piece => ({ source, preference: null, isConstraint: true })
