// Infix constructs that are words: IS …, ISNULL, IN, LIKE, ILIKE, SIMILAR TO, BETWEEN, AT TIME ZONE, COLLATE.

import type { Expression } from '../ast.ts'
import { bindingPower } from './infix-power.ts'
import { lateGrammar } from './late-grammar.ts'
import { parseOperand } from './parse-operand.ts'
import type { TokenCursor } from './token-cursor.ts'
import * as token from './token.ts'

/** `isOpen`: the construct ends in an operand, so that another one of its power may not follow directly. */
export interface Predicate {
  readonly expression: Expression
  readonly isOpen: boolean
}

type Above = (floor: number) => Expression

/** The construct at the cursor, applied to `left`; `above` parses an operand that binds at least as tightly as the given power. */
export function parsePredicate(cursor: TokenCursor, left: Expression, above: Above): Predicate {
  const at = cursor.at
  const negated = cursor.acceptWord('not')
  const word = cursor.take()
  switch (word) {
    case 'isnull':
    case 'notnull':
      return closed({ kind: 'is', test: 'null', negated: word === 'notnull', operand: left, at })
    case 'is':
      return parseIs(cursor, left, at, above)
    case 'in':
      return closed(parseIn(cursor, left, negated, at))
    case 'between':
      return open(parseBetween(cursor, left, negated, at, above))
    case 'at':
      cursor.expectWords('time', 'zone')
      return closed({ kind: 'at time zone', operand: left, zone: above(bindingPower.at + 1), at })
    case 'collate':
      return closed({ kind: 'collate', operand: left, collation: cursor.qualifiedName(), at })
    default:
      return parseLike(cursor, left, { word, negated, at }, above)
  }
}

function open(expression: Expression): Predicate {
  return { expression, isOpen: true }
}

function closed(expression: Expression): Predicate {
  return { expression, isOpen: false }
}

const isTests: ReadonlyMap<string, 'null' | 'true' | 'false' | 'unknown' | 'normalized'> = new Map([
  ['null', 'null'],
  ['true', 'true'],
  ['false', 'false'],
  ['unknown', 'unknown'],
  ['normalized', 'normalized'],
])

function parseIs(cursor: TokenCursor, left: Expression, at: number, above: Above): Predicate {
  const negated = cursor.acceptWord('not')
  if (cursor.acceptWord('distinct')) {
    cursor.expectWord('from')
    return open({ kind: 'is distinct', negated, left, right: above(bindingPower.is + 1), at })
  }
  const test = cursor.isLabel ? isTests.get(cursor.text) : undefined
  if (test !== undefined && cursor.kind !== token.identifierToken) {
    cursor.advance()
    return closed({ kind: 'is', test, negated, operand: left, at })
  }
  return closed(lateGrammar.get().parseRareTest(cursor, left, negated, at))
}

function parseIn(cursor: TokenCursor, left: Expression, negated: boolean, at: number): Expression {
  if (!cursor.is('(')) throw cursor.unexpected()
  const mark = cursor.mark()
  const listAt = cursor.at
  cursor.advance()
  if (!cursor.isQueryStart && !cursor.is('(')) {
    const list = cursor.list(cursor.rules.expression)
    cursor.expect(')')
    return { kind: 'in list', negated, operand: left, list, at }
  }
  cursor.rewind(mark)
  // A parenthesis that opens with a query or another parenthesis is read as an operand: a query, a row (the list) or one value.
  const inner = parseOperand(cursor)
  if (inner.kind === 'scalar query' && inner.at === listAt) return { kind: 'in query', negated, operand: left, query: inner.query, at }
  const isList = inner.kind === 'row' && !inner.explicit && inner.at === listAt
  return { kind: 'in list', negated, operand: left, list: isList ? inner.items : [inner], at }
}

function parseBetween(cursor: TokenCursor, left: Expression, negated: boolean, at: number, above: Above): Expression {
  const symmetric = cursor.acceptWord('symmetric')
  if (!symmetric) cursor.acceptWord('asymmetric')
  const low = cursor.rules.restrictedExpression(cursor)
  cursor.expectWord('and')
  return { kind: 'between', negated, symmetric, operand: left, low, high: above(bindingPower.like + 1), at }
}

interface LikeHead {
  readonly word: string
  readonly negated: boolean
  readonly at: number
}

function parseLike(cursor: TokenCursor, left: Expression, head: LikeHead, above: Above): Predicate {
  const { word, negated, at } = head
  if (word === 'similar') cursor.expectWord('to')
  else if (cursor.isWord('any') || cursor.isWord('some') || cursor.isWord('all')) {
    const operator = `${negated ? '!' : ''}${word === 'like' ? '~~' : '~~*'}`
    return closed(lateGrammar.get().parseQuantified(cursor, { left, operator, at }))
  }
  const pattern = above(bindingPower.like + 1)
  const escape = cursor.acceptWord('escape') ? above(bindingPower.like + 1) : null
  const form = word === 'like' || word === 'ilike' ? word : 'similar'
  return open({ kind: 'like', form, negated, operand: left, pattern, escape, at })
}
