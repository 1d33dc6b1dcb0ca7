// LIKE with a pattern that is the same for the whole batch: the usual shapes become startsWith, endsWith and includes.

import { matchesLike } from '../../functions/like-match.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { CompileScope, Evaluate, Refine } from './evaluate.ts'
import { type Invariant, compileInvariant } from './invariant.ts'

type Call = Extract<BoundExpression, { kind: 'call' }>

type Match = (text: string) => boolean

interface LikeTest {
  readonly operand: Evaluate
  readonly pattern: Invariant
  readonly negated: boolean
}

/** null when the call is not LIKE on text with an invariant pattern. */
function likeTest(expression: Call, scope: CompileScope): LikeTest | null {
  const { name } = expression.function
  const isLike = name === '~~' || name === 'like'
  const isNotLike = name === '!~~' || name === 'notlike'
  if ((!isLike && !isNotLike) || expression.args.length !== 2) return null
  const [text, pattern] = expression.args
  if (text.type.kind !== 'scalar' || (text.type.name !== 'text' && text.type.name !== 'varchar' && text.type.name !== 'name')) return null
  const invariant = compileInvariant(pattern, scope)
  return invariant === null ? null : { operand: scope.compile(text), pattern: invariant, negated: isNotLike }
}

/** The matcher of a pattern; the last one is remembered. */
function matcherCache(): (pattern: string) => Match {
  let known: string | null = null
  let match: Match = () => false
  return pattern => {
    if (pattern !== known) {
      match = compilePattern(pattern)
      known = pattern
    }
    return match
  }
}

/** Only `%` at the ends: a plain string operation. Anything else goes through the general matcher. */
export function compilePattern(pattern: string): Match {
  const startsOpen = pattern.startsWith('%')
  const endsOpen = pattern.endsWith('%') && pattern.length > 1
  const middle = pattern.slice(startsOpen ? 1 : 0, endsOpen ? -1 : undefined)
  if (/[%_\\]/.test(middle)) return text => matchesLike(text, pattern)
  if (startsOpen && (endsOpen || middle === '')) return text => text.includes(middle)
  if (startsOpen) return text => text.endsWith(middle)
  return endsOpen ? text => text.startsWith(middle) : text => text === middle
}

export function refineLike(expression: Call, isWanted: boolean, scope: CompileScope): Refine | null {
  const test = likeTest(expression, scope)
  if (test === null) return null
  const { operand, pattern } = test
  const wanted = isWanted !== test.negated
  const matcherOf = matcherCache()
  return (batch, out) => {
    const value = pattern()
    if (typeof value !== 'string') return 0
    const match = matcherOf(value)
    const { data } = operand(batch)
    let n = 0
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      const text = data[p]
      if (typeof text === 'string' && match(text) === wanted) out[n++] = p
    }
    return n
  }
}
