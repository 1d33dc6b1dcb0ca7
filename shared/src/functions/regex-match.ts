// Compiled regular expressions: flags, a small cache, and matches with PostgreSQL's extent.

import { invalidRegex, translateRegex, type RegexOptions, type TranslatedRegex } from './regex-translate.ts'
import { invalidParameter } from './value-errors.ts'

/** Offsets are UTF-16 units. `groups[0]` is the first parenthesis; null where it took no part. */
export interface RegexMatch {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly groups: readonly (string | null)[]
}

/** Longer texts keep JavaScript's own match: finding the longest one costs a try for each length. */
const extentSearchUnits = 4096
const cacheEntries = 200
const cache = new Map<string, CompiledRegex>()

/** The pattern under these flag letters (not g); throws 2201B and 22023. */
export function compileRegex(pattern: string, flags = ''): CompiledRegex {
  const key = `${flags}/${pattern}`
  const known = cache.get(key)
  if (known !== undefined) return known
  if (cache.size >= cacheEntries) cache.clear()
  const made = makeRegex(pattern, flags)
  cache.set(key, made)
  return made
}

export class CompiledRegex {
  readonly groupCount: number
  readonly #translated: TranslatedRegex
  readonly #flags: string
  readonly #search: RegExp
  #whole: RegExp | null = null
  #indexed: RegExp | null = null

  constructor(translated: TranslatedRegex, isCaseBlind: boolean) {
    this.#translated = translated
    this.groupCount = translated.groupCount
    this.#flags = isCaseBlind ? 'iu' : 'u'
    try {
      this.#search = new RegExp(translated.source, `g${this.#flags}`)
    } catch (cause) {
      throw invalidRegex(cause instanceof Error ? cause.message : 'it does not compile')
    }
  }

  test(text: string): boolean {
    this.#search.lastIndex = 0
    return this.#search.test(text)
  }

  /** The first match that starts at `from` or later. */
  find(text: string, from = 0): RegexMatch | null {
    this.#search.lastIndex = from
    const found = this.#search.exec(text)
    return found === null ? null : matchOf(this.#withExtent(text, found))
  }

  /** Start and end of group `group` (1-based) of the match at `start`; null when it took no part. */
  groupRange(text: string, start: number, group: number): readonly [number, number] | null {
    this.#indexed ??= new RegExp(this.#translated.source, `dy${this.#flags}`)
    this.#indexed.lastIndex = start
    return this.#indexed.exec(text)?.indices?.[group] ?? null
  }

  /** JavaScript found a match at the right place; POSIX may want a longer or a shorter one there. */
  #withExtent(text: string, found: RegExpExecArray): RegExpExecArray {
    const { extent, source } = this.#translated
    if (extent === 'none' || text.length - found.index > extentSearchUnits) return found
    this.#whole ??= new RegExp(`(?:${source})(?![^])`, `y${this.#flags}`)
    const foundEnd = found.index + found[0].length
    const step = extent === 'longest' ? -1 : 1
    const first = extent === 'longest' ? text.length : found.index
    for (let end = first; end !== foundEnd; end += step) {
      this.#whole.lastIndex = found.index
      const other = this.#whole.exec(text.slice(0, end))
      if (other !== null) return other
    }
    return found
  }
}

function matchOf(found: RegExpExecArray): RegexMatch {
  return { start: found.index, end: found.index + found[0].length, text: found[0], groups: found.slice(1).map(group => group ?? null) }
}

function makeRegex(pattern: string, flags: string): CompiledRegex {
  const embedded = /^(?:\*\*\*:)?\(\?([a-z]+)\)/.exec(pattern)
  const isLiteral = pattern.startsWith('***=')
  const body = isLiteral ? pattern.slice(4) : pattern.slice(embedded?.[0].length ?? (pattern.startsWith('***:') ? 4 : 0))
  const letters = flags + (embedded?.[1] ?? '')
  for (const letter of letters) {
    if ('bceimnpqstwx'.includes(letter)) continue
    throw embedded?.[1].includes(letter) === true
      ? invalidRegex('invalid embedded option')
      : invalidParameter(`invalid regular expression option: "${letter}"`)
  }
  const last = (among: string): string => [...letters].findLast(letter => among.includes(letter)) ?? ''
  const newline = last('nmpsw')
  const options: RegexOptions = {
    isExpanded: last('xt') === 'x',
    stopsAtNewline: 'nmp'.includes(newline) && newline !== '',
    anchorsAtLines: 'nmw'.includes(newline) && newline !== '',
  }
  const isCaseBlind = last('ci') === 'i'
  if (isLiteral || last('qbe') === 'q')
    return new CompiledRegex({ source: literalSource(body), groupCount: 0, extent: 'none' }, isCaseBlind)
  return new CompiledRegex(translateRegex(body, options), isCaseBlind)
}

const literalSource = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
