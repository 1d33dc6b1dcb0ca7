// ~ and its kin, SIMILAR TO and the regexp_ functions.

import { makeArray } from '../values/sql-array.ts'
import { sqlTypes } from '../values/sql-type.ts'
import type { SqlArray } from '../values/sql-value.ts'
import { type FunctionEntry, strict } from './define-function.ts'
import { tableFunction } from './define-table-function.ts'
import { type CompiledRegex, type RegexMatch, compileRegex } from './regex-match.ts'
import { similarToRegex } from './similar-to.ts'
import { charOffset, isPlain, sliceChars } from './text-chars.ts'
import { invalidParameter } from './value-errors.ts'

const textArray = (items: readonly (string | null)[]): SqlArray => makeArray(sqlTypes.text, items)

/** Flags without g, which is an error for `caller`. */
function flagsOf(flags: string, caller: string, useInstead?: string): string {
  if (!flags.includes('g')) return flags
  const hint = useInstead === undefined ? undefined : `Use the ${useInstead} function instead.`
  throw invalidParameter(`${caller}() does not support the "global" option`, hint)
}

/** All matches from offset `from` on. Empty ones at the end of another count only if `keepsEmpty`. */
function* allMatches(regex: CompiledRegex, text: string, from = 0, keepsEmpty = true): Iterable<RegexMatch> {
  let at = from
  let lastEnd = 0
  while (at <= text.length) {
    const match = regex.find(text, at)
    if (match === null) return
    if (keepsEmpty || (match.start < text.length && match.end > lastEnd)) yield match
    at = match.end > at ? match.end : at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1)
    lastEnd = match.end
  }
}

const groupsOf = (match: RegexMatch): SqlArray => textArray(match.groups.length === 0 ? [match.text] : match.groups)

function* matchRows(text: string, pattern: string, flags: string): Iterable<readonly [SqlArray]> {
  const regex = compileRegex(pattern, flags.replaceAll('g', ''))
  for (const match of allMatches(regex, text)) {
    yield [groupsOf(match)]
    if (!flags.includes('g')) return
  }
}

function splitByRegex(text: string, pattern: string, flags: string): string[] {
  const parts: string[] = []
  let end = 0
  for (const match of allMatches(compileRegex(pattern, flags), text, 0, false)) {
    parts.push(text.slice(end, match.start))
    end = match.end
  }
  parts.push(text.slice(end))
  return parts
}

function replacementFor(template: string, match: RegexMatch): string {
  if (!template.includes('\\')) return template
  return template.replace(/\\([1-9&\\])/g, (_, what: string) =>
    what === '\\' ? '\\' : what === '&' ? match.text : (match.groups[Number(what) - 1] ?? ''),
  )
}

/** Replaces match number `nth` (0 is all). */
function replaceByRegex(regex: CompiledRegex, text: string, template: string, nth: number, from = 0): string {
  let result = ''
  let copied = 0
  let at = from
  let count = 0
  while (at <= text.length) {
    const match = regex.find(text, at)
    if (match === null) break
    if (nth === 0 || ++count === nth) {
      result += text.slice(copied, match.start) + replacementFor(template, match)
      copied = match.end
      if (nth > 0) break
    }
    at = match.end > match.start ? match.end : match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1)
  }
  return result + text.slice(copied)
}

function positive(value: number, name: string): number {
  if (value <= 0) throw invalidParameter(`invalid value for parameter "${name}": ${value}`)
  return value
}

function startOffset(text: string, start: number): number {
  return unitOffset(text, positive(start, 'start') - 1)
}

interface NthSearch {
  readonly start?: number
  readonly nth?: number
  readonly flags?: string
  readonly group?: number
  readonly caller: string
}

/** Range of the n-th match, or of one of its groups. */
function nthRange(text: string, pattern: string, search: NthSearch): readonly [number, number] | null {
  const { start = 1, nth = 1, flags = '', group = 0 } = search
  const from = startOffset(text, start)
  positive(nth, 'n')
  if (group < 0) throw invalidParameter(`invalid value for parameter "subexpr": ${group}`)
  const regex = compileRegex(pattern, flagsOf(flags, search.caller))
  let count = 0
  for (const match of allMatches(regex, text, from)) {
    if (++count < nth) continue
    if (group === 0) return [match.start, match.end]
    return group > regex.groupCount ? null : regex.groupRange(text, match.start, group)
  }
  return null
}

function regexpInstr(text: string, pattern: string, search: Omit<NthSearch, 'caller'>, endOption = 0): number {
  if (endOption !== 0 && endOption !== 1) throw invalidParameter(`invalid value for parameter "endoption": ${endOption}`)
  const range = nthRange(text, pattern, { ...search, caller: 'regexp_instr' })
  return range === null ? 0 : charOffset(text, range[endOption]) + 1
}

function regexpSubstr(text: string, pattern: string, search: Omit<NthSearch, 'caller'>): string | null {
  const range = nthRange(text, pattern, { ...search, caller: 'regexp_substr' })
  return range === null ? null : text.slice(...range)
}

function regexpCount(text: string, pattern: string, start = 1, flags = ''): number {
  const regex = compileRegex(pattern, flagsOf(flags, 'regexp_count'))
  let count = 0
  for (const _ of allMatches(regex, text, startOffset(text, start))) count++
  return count
}

function regexpMatch(text: string, pattern: string, flags = ''): SqlArray | null {
  const match = compileRegex(pattern, flagsOf(flags, 'regexp_match', 'regexp_matches')).find(text)
  return match === null ? null : groupsOf(match)
}

/** The fourth argument of regexp_replace: flags, or a start by mistake. */
function replaceWithFlags(text: string, pattern: string, template: string, flags: string): string {
  if (/^\d/.test(flags)) {
    const hint = 'If you meant to use regexp_replace() with a start parameter, cast the fourth argument to integer explicitly.'
    throw invalidParameter(`invalid regular expression option: "${flags[0]}"`, hint)
  }
  return replaceByRegex(compileRegex(pattern, flags.replaceAll('g', '')), text, template, flags.includes('g') ? 0 : 1)
}

function replaceNth(text: string, pattern: string, template: string, start: number, nth: number, flags = ''): string {
  const from = startOffset(text, start)
  if (nth < 0) throw invalidParameter(`invalid value for parameter "n": ${nth}`)
  return replaceByRegex(compileRegex(pattern, flags.replaceAll('g', '')), text, template, nth, from)
}

/** substring(text from pattern): the first parenthesis if there is one. */
function substringByRegex(text: string, pattern: string): string | null {
  const match = compileRegex(pattern).find(text)
  if (match === null) return null
  return match.groups.length > 0 ? match.groups[0] : match.text
}

function matchOperators(): FunctionEntry[] {
  return (['text', 'bpchar', 'name'] as const).flatMap(type => [
    strict(`~(${type}, text) bool`, (text, pattern) => compileRegex(pattern).test(text)),
    strict(`!~(${type}, text) bool`, (text, pattern) => !compileRegex(pattern).test(text)),
    strict(`~*(${type}, text) bool`, (text, pattern) => compileRegex(pattern, 'i').test(text)),
    strict(`!~*(${type}, text) bool`, (text, pattern) => !compileRegex(pattern, 'i').test(text)),
  ])
}

export const regexFunctions: readonly FunctionEntry[] = [
  ...matchOperators(),
  strict('similar_to_escape(text) text', pattern => similarToRegex(pattern, '\\')),
  strict('similar_to_escape(text, text) text', similarToRegex),
  strict('similar(text, text) bool', (text, pattern) => compileRegex(similarToRegex(pattern, '\\')).test(text)),
  strict('similar(text, text, text) bool', (text, pattern, escape) => compileRegex(similarToRegex(pattern, escape)).test(text)),
  strict('substring(text, text) text', substringByRegex),
  strict('substring(text, text, text) text', (text, pattern, escape) => substringByRegex(text, similarToRegex(pattern, escape))),
  strict('regexp_like(text, text) bool', (text, pattern) => compileRegex(pattern).test(text)),
  strict('regexp_like(text, text, text) bool', (text, pattern, flags) => compileRegex(pattern, flagsOf(flags, 'regexp_like')).test(text)),
  strict('regexp_match(text, text) text[]', regexpMatch),
  strict('regexp_match(text, text, text) text[]', regexpMatch),
  strict('regexp_count(text, text) int4', regexpCount),
  strict('regexp_count(text, text, int4) int4', regexpCount),
  strict('regexp_count(text, text, int4, text) int4', regexpCount),
  strict('regexp_instr(text, text) int4', (text, pattern) => regexpInstr(text, pattern, {})),
  strict('regexp_instr(text, text, int4) int4', (text, pattern, start) => regexpInstr(text, pattern, { start })),
  strict('regexp_instr(text, text, int4, int4) int4', (text, pattern, start, nth) => regexpInstr(text, pattern, { start, nth })),
  strict('regexp_instr(text, text, int4, int4, int4) int4', (text, pattern, start, nth, end) =>
    regexpInstr(text, pattern, { start, nth }, end),
  ),
  strict('regexp_instr(text, text, int4, int4, int4, text) int4', (text, pattern, start, nth, end, flags) =>
    regexpInstr(text, pattern, { start, nth, flags }, end),
  ),
  strict('regexp_instr(text, text, int4, int4, int4, text, int4) int4', (text, pattern, start, nth, end, flags, group) =>
    regexpInstr(text, pattern, { start, nth, flags, group }, end),
  ),
  strict('regexp_substr(text, text) text', (text, pattern) => regexpSubstr(text, pattern, {})),
  strict('regexp_substr(text, text, int4) text', (text, pattern, start) => regexpSubstr(text, pattern, { start })),
  strict('regexp_substr(text, text, int4, int4) text', (text, pattern, start, nth) => regexpSubstr(text, pattern, { start, nth })),
  strict('regexp_substr(text, text, int4, int4, text) text', (text, pattern, start, nth, flags) =>
    regexpSubstr(text, pattern, { start, nth, flags }),
  ),
  strict('regexp_substr(text, text, int4, int4, text, int4) text', (text, pattern, start, nth, flags, group) =>
    regexpSubstr(text, pattern, { start, nth, flags, group }),
  ),
  strict('regexp_replace(text, text, text) text', (text, pattern, template) => replaceByRegex(compileRegex(pattern), text, template, 1)),
  strict('regexp_replace(text, text, text, text) text', replaceWithFlags),
  strict('regexp_replace(text, text, text, int4) text', (text, pattern, template, start) => replaceNth(text, pattern, template, start, 1)),
  strict('regexp_replace(text, text, text, int4, int4) text', replaceNth),
  strict('regexp_replace(text, text, text, int4, int4, text) text', replaceNth),
  strict('regexp_split_to_array(text, text) text[]', (text, pattern) => textArray(splitByRegex(text, pattern, ''))),
  strict('regexp_split_to_array(text, text, text) text[]', (text, pattern, flags) =>
    textArray(splitByRegex(text, pattern, flagsOf(flags, 'regexp_split_to_array'))),
  ),
  tableFunction('regexp_split_to_table(text, text) text', ([text, pattern]) => splitByRegex(text, pattern, '').map(part => [part])),
  tableFunction('regexp_split_to_table(text, text, text) text', ([text, pattern, flags]) =>
    splitByRegex(text, pattern, flagsOf(flags, 'regexp_split_to_table')).map(part => [part]),
  ),
  tableFunction('regexp_matches(text, text) text[]', ([text, pattern]) => matchRows(text, pattern, '')),
  tableFunction('regexp_matches(text, text, text) text[]', ([text, pattern, flags]) => matchRows(text, pattern, flags)),
]

/** UTF-16 offset of character number `index`. */
export function unitOffset(text: string, index: number): number {
  return isPlain(text) ? index : sliceChars(text, 0, index).length
}
