// Calls with syntax of their own: CAST, EXTRACT, SUBSTRING … FROM, TRIM, POSITION … IN, OVERLAY. They become plain calls, as in
// PostgreSQL; they take neither FILTER nor OVER. Part of rare queries (parse-keyword-call.ts).

import { notSupported } from '../../base/errors.ts'
import { parseApplication } from './parse-call.ts'
import { plainCall } from './plain-call.ts'
import * as token from './token.ts'
import type { Expression } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

type Parse = (cursor: TokenCursor, at: number) => Expression

/** The cursor stands behind the word; `at` is the word. */
const specialCalls: ReadonlyMap<string, Parse> = new Map<string, Parse>([
  ['cast', parseCast],
  ['extract', parseExtract],
  ['normalize', parseNormalize],
  ['overlay', parseOverlay],
  ['position', parsePosition],
  ['substring', parseSubstring],
  ['trim', parseTrim],
])

/** The cursor is behind `word`. What has no rule (TREAT, XML…) is not built. */
export function parseSpecialCall(cursor: TokenCursor, word: string, at: number): Expression {
  const parse = specialCalls.get(word)
  if (parse === undefined) throw notSupported(word.toUpperCase(), at)
  return parse(cursor, at)
}

function parseCast(cursor: TokenCursor, at: number): Expression {
  cursor.expect('(')
  const operand = cursor.rules.expression(cursor)
  cursor.expectWord('as')
  const type = cursor.rules.typeName(cursor)
  cursor.expect(')')
  return { kind: 'cast', operand, type, at }
}

const extractWords: ReadonlySet<string> = new Set(['year', 'month', 'day', 'hour', 'minute', 'second'])

function parseExtract(cursor: TokenCursor, at: number): Expression {
  cursor.expect('(')
  const isField = cursor.kind === token.identifierToken || cursor.kind === token.stringToken || cursor.isOneOf(extractWords)
  if (!isField) throw cursor.unexpected()
  const field = cursor.take()
  cursor.expectWord('from')
  const operand = cursor.rules.expression(cursor)
  cursor.expect(')')
  return { kind: 'extract', field, operand, at }
}

function parseNormalize(cursor: TokenCursor, at: number): Expression {
  cursor.expect('(')
  const args = [cursor.rules.expression(cursor)]
  if (cursor.accept(',')) {
    const formAt = cursor.at
    const form = cursor.label()
    if (!['nfc', 'nfd', 'nfkc', 'nfkd'].includes(form)) throw cursor.unexpected()
    args.push({ kind: 'string', value: form.toUpperCase(), at: formAt })
  }
  cursor.expect(')')
  return plainCall('normalize', args, at)
}

/** OVERLAY(a PLACING b FROM c [FOR d]), or a plain argument list. */
function parseOverlay(cursor: TokenCursor, at: number): Expression {
  const mark = cursor.mark()
  cursor.expect('(')
  if (cursor.is(')')) return plainAfter(cursor, mark, 'overlay', at)
  const args = [cursor.rules.expression(cursor)]
  if (!cursor.acceptWord('placing')) return plainAfter(cursor, mark, 'overlay', at)
  args.push(cursor.rules.expression(cursor))
  cursor.expectWord('from')
  args.push(cursor.rules.expression(cursor))
  if (cursor.acceptWord('for')) args.push(cursor.rules.expression(cursor))
  cursor.expect(')')
  return plainCall('overlay', args, at)
}

/** Goes back to the parenthesis and reads an ordinary argument list. */
function plainAfter(cursor: TokenCursor, mark: number, name: string, at: number): Expression {
  cursor.rewind(mark)
  const call = parseApplication(cursor, [name], at)
  if (call.star || call.distinct || call.orderBy.length > 0) throw cursor.unexpected()
  return call
}

/** POSITION(a IN b) is position(b, a). */
function parsePosition(cursor: TokenCursor, at: number): Expression {
  cursor.expect('(')
  const part = cursor.rules.restrictedExpression(cursor)
  cursor.expectWord('in')
  const whole = cursor.rules.restrictedExpression(cursor)
  cursor.expect(')')
  return plainCall('position', [whole, part], at)
}

/** SUBSTRING(a FROM b [FOR c]), (a FOR c [FROM b]), (a SIMILAR b ESCAPE c), or a plain argument list. */
function parseSubstring(cursor: TokenCursor, at: number): Expression {
  const mark = cursor.mark()
  cursor.expect('(')
  if (cursor.is(')')) return plainAfter(cursor, mark, 'substring', at)
  // `x SIMILAR y` is no test here: that would be SIMILAR TO.
  const text = cursor.rules.expression(cursor)
  let from: Expression | null = null
  let length: Expression | null = null
  if (cursor.acceptWord('from')) {
    from = cursor.rules.expression(cursor)
    if (cursor.acceptWord('for')) length = cursor.rules.expression(cursor)
  } else if (cursor.acceptWord('for')) {
    length = cursor.rules.expression(cursor)
    // PostgreSQL casts the length of a FOR without FROM, so that a pattern is not taken for one.
    if (cursor.acceptWord('from')) from = cursor.rules.expression(cursor)
    else {
      length = {
        kind: 'cast',
        operand: length,
        type: { name: ['int4'], modifiers: [], arrayDepth: 0, setOf: false, at: length.at },
        at: length.at,
      }
      from = { kind: 'number', text: '1', at }
    }
  } else if (cursor.acceptWord('similar')) {
    from = cursor.rules.expression(cursor)
    cursor.expectWord('escape')
    length = cursor.rules.expression(cursor)
  } else {
    return plainAfter(cursor, mark, 'substring', at)
  }
  cursor.expect(')')
  return plainCall('substring', [text, from, ...(length === null ? [] : [length])], at)
}

const trimFunctions: ReadonlyMap<string, string> = new Map([
  ['both', 'btrim'],
  ['leading', 'ltrim'],
  ['trailing', 'rtrim'],
])

/** TRIM([side] [characters] FROM text) and TRIM(text, characters). */
function parseTrim(cursor: TokenCursor, at: number): Expression {
  cursor.expect('(')
  const side = cursor.isLabel ? trimFunctions.get(cursor.text) : undefined
  if (side !== undefined) cursor.advance()
  const args: Expression[] = []
  if (cursor.acceptWord('from')) {
    args.push(...cursor.list(cursor.rules.expression))
  } else {
    const first = cursor.rules.expression(cursor)
    if (cursor.acceptWord('from')) args.push(...cursor.list(cursor.rules.expression), first)
    else {
      args.push(first)
      while (cursor.accept(',')) args.push(cursor.rules.expression(cursor))
    }
  }
  cursor.expect(')')
  return plainCall(side ?? 'btrim', args, at)
}
