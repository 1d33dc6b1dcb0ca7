// Operators by PostgreSQL's rule: the longest run of operator characters, cut before a comment, and without trailing + and - unless
// the run holds one of ~ ! @ # % ^ & | ` ?. `?` is also a parameter: see `scanOperator`.

import { charClasses, operatorChar } from './char-class.ts'

/** Knows what stands before the operator. It is asked only for a `?`. */
export interface Before {
  followsOperand(): boolean
}

/** A run of operator characters and its first `?`. */
interface Run {
  readonly start: number
  readonly end: number
  readonly question: number
}

/** Operators with a question mark that are read as such where an operator may stand. */
const questionOperators: ReadonlySet<string> = new Set(['?', '?|', '?&', '@?', '?-', '?#', '?||', '?-|'])

/**
 * The offset after the operator at `start`. A `?` is a parameter where an operand is expected and an operator after an operand, so
 * `a=?` is cut to `=` and `?`, `a ? 'b'` and `a ?| b` are operators. When `start` itself is such a parameter, `start` is returned.
 */
export function scanOperator(sql: string, start: number, before: Before): number {
  let at = start
  let hasSpecial = false
  let question = -1
  while (at < sql.length) {
    const code = sql.charCodeAt(at)
    if (code >= 128 || charClasses[code] !== operatorChar) break
    const next = sql.charCodeAt(at + 1)
    if ((code === 45 && next === 45) || (code === 47 && next === 42)) break
    if (code === 63 && question < 0) question = at
    if (isSpecial(code)) hasSpecial = true
    at++
  }
  if (question >= 0) return endOfQuestion(sql, { start, end: at, question }, before.followsOperand())
  if (!hasSpecial) at = withoutTrailingSign(sql, start, at)
  return at
}

/** A run with a `?`: a known operator is kept, anything else is cut before the `?`. */
function endOfQuestion(sql: string, { start, end, question }: Run, followsOperand: boolean): number {
  if (!followsOperand && question === start) return start
  const run = sql.slice(start, end)
  if (followsOperand && questionOperators.has(run)) return end
  // `a ?-1`, `a ??`: the operator alone, then what follows it.
  if (followsOperand && question === start) return questionOperators.has(run.slice(0, 2)) ? start + 2 : start + 1
  let hasSpecial = false
  for (let i = start; i < question; i++) if (isSpecial(sql.charCodeAt(i))) hasSpecial = true
  return hasSpecial ? question : withoutTrailingSign(sql, start, question)
}

function withoutTrailingSign(sql: string, start: number, end: number): number {
  let at = end
  while (at > start + 1 && (sql.charCodeAt(at - 1) === 43 || sql.charCodeAt(at - 1) === 45)) at--
  return at
}

/** Codes of ~ ! @ # % ^ & | ` ?, and 0 for the rest. */
const specialCodes: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => ('~!@#%^&|`?'.includes(String.fromCharCode(code)) ? 1 : 0))

function isSpecial(code: number): boolean {
  return specialCodes[code] === 1
}
