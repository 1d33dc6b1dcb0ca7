// How tightly each infix construct binds: PostgreSQL's precedence table, from OR up to COLLATE.

import * as token from './token.ts'
import type { TokenCursor } from './token-cursor.ts'

/** Greater binds tighter. 0 is kept for "no infix operator here". */
export const bindingPower = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  like: 6,
  escape: 7,
  operator: 8,
  sum: 9,
  product: 10,
  power: 11,
  at: 12,
  collate: 13,
  sign: 14,
  cast: 15,
} as const

const operatorPowers: ReadonlyMap<string, number> = new Map([
  ...['<', '>', '=', '<=', '>=', '<>'].map(text => [text, bindingPower.comparison] as const),
  ...['+', '-'].map(text => [text, bindingPower.sum] as const),
  ...['*', '/', '%'].map(text => [text, bindingPower.product] as const),
  ['^', bindingPower.power],
])

const wordPowers: ReadonlyMap<string, number> = new Map([
  ['or', bindingPower.or],
  ['and', bindingPower.and],
  ['is', bindingPower.is],
  ['isnull', bindingPower.is],
  ['notnull', bindingPower.is],
  ['between', bindingPower.like],
  ['in', bindingPower.like],
  ['like', bindingPower.like],
  ['ilike', bindingPower.like],
  ['similar', bindingPower.like],
  ['not', bindingPower.like],
  ['at', bindingPower.at],
  ['collate', bindingPower.collate],
  ['operator', bindingPower.operator],
])

const negatable: ReadonlySet<string> = new Set(['between', 'in', 'like', 'ilike', 'similar'])

/** Power of an operator token. */
export function operatorPower(text: string): number {
  return operatorPowers.get(text) ?? bindingPower.operator
}

/** Power of the infix construct at the cursor; 0 when there is none. */
export function infixPower(cursor: TokenCursor, restricted: boolean): number {
  const kind = cursor.kind
  if (kind === token.operatorToken) return operatorPower(cursor.text)
  if (kind === token.punctuationToken) return cursor.text === '::' ? bindingPower.cast : 0
  if (kind < token.unreservedToken || kind > token.reservedToken) return 0
  const power = wordPowers.get(cursor.text)
  if (power === undefined) return 0
  const text = cursor.text
  if (text === 'operator') return cursor.isPunctuationAhead(1, '(') ? power : 0
  if (restricted) return text === 'is' && isDistinctAhead(cursor) ? power : 0
  if (text === 'not') return negatable.has(cursor.wordAhead(1)) ? power : 0
  if (text === 'similar') return cursor.wordAhead(1) === 'to' ? power : 0
  if (text === 'at') return cursor.wordAhead(1) === 'time' && cursor.wordAhead(2) === 'zone' ? power : 0
  return power
}

/** IS [NOT] DISTINCT, the only IS test of a restricted expression besides XML's. */
function isDistinctAhead(cursor: TokenCursor): boolean {
  const next = cursor.wordAhead(1)
  return next === 'distinct' || (next === 'not' && cursor.wordAhead(2) === 'distinct')
}
