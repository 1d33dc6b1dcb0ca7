// DROP, TRUNCATE and COMMENT. Objects that ZenDB never makes can still be named in DROP … IF EXISTS: the binder answers.

import { parseRelation } from './parse-from.ts'
import { parseCascade, parseIfExists, skipParentheses, skipRest } from './parse-skip.ts'
import { grammarError } from './syntax-error.ts'
import * as token from './token.ts'
import type { QualifiedName } from '../ast.ts'
import type { Comment, DatabaseStatement, DropObjects, Truncate, Unsupported } from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

/** How each kind of object is named after DROP. */
type NameForm = 'names' | 'routines' | 'on table'

const droppable: ReadonlyMap<string, NameForm> = new Map<string, NameForm>([
  ...(
    'table|sequence|view|materialized view|foreign table|index|schema|type|domain|extension|collation|conversion|statistics|role|user|group|' +
    'publication|subscription|server|tablespace|event trigger|access method|language|text search parser|text search dictionary|' +
    'text search template|text search configuration|foreign data wrapper'
  )
    .split('|')
    .map(kind => [kind, 'names'] as const),
  ...['function', 'procedure', 'routine', 'aggregate'].map(kind => [kind, 'routines'] as const),
  ...['trigger', 'rule', 'policy'].map(kind => [kind, 'on table'] as const),
])

/** The cursor is behind DROP. */
export function parseDrop(cursor: TokenCursor, at: number): DropObjects | DatabaseStatement | Unsupported {
  if (cursor.acceptWord('database')) return parseDropDatabase(cursor, at)
  const object = parseObjectKind(cursor)
  if (object === null) return unsupportedDrop(cursor, at)
  if (object === 'index') cursor.acceptWord('concurrently')
  const ifExists = parseIfExists(cursor)
  const form = droppable.get(object)
  let names: QualifiedName[]
  if (form === 'on table') {
    names = [[cursor.columnName()]]
    cursor.expectWord('on')
    cursor.qualifiedName()
  } else {
    names = cursor.list(object === 'aggregate' ? parseAggregate : form === 'routines' ? parseRoutine : parseObjectName)
  }
  return { kind: 'drop', object, names, ifExists, cascade: parseCascade(cursor), at }
}

/** `materialized view`, `text search parser`: up to three words. */
function parseObjectKind(cursor: TokenCursor): string | null {
  for (let words = 3; words >= 1; words--) {
    let kind = cursor.wordAhead(0)
    for (let i = 1; i < words; i++) kind += ` ${cursor.wordAhead(i)}`
    if (!droppable.has(kind)) continue
    for (let i = 0; i < words; i++) cursor.advance()
    return kind
  }
  return null
}

function parseObjectName(cursor: TokenCursor): QualifiedName {
  if (cursor.kind !== token.typeNameToken) return cursor.qualifiedName()
  return [cursor.take()]
}

/** A name and, when given, its argument types, which ZenDB has no use for. */
function parseRoutine(cursor: TokenCursor): QualifiedName {
  if (!cursor.isTypeName && !cursor.isColumnName) throw cursor.unexpected()
  const name = [cursor.take()]
  while (cursor.accept('.')) name.push(cursor.label())
  if (cursor.is('(')) skipParentheses(cursor)
  return name
}

/** An aggregate is not named without its arguments. */
function parseAggregate(cursor: TokenCursor): QualifiedName {
  const name = parseRoutine(cursor)
  if (!cursor.endsWith(')')) throw cursor.unexpected()
  return name
}

/** DROP OPERATOR name (left, right): both types, or NONE. */
function parseDropOperator(cursor: TokenCursor): void {
  parseIfExists(cursor)
  cursor.list(inner => {
    while (inner.isColumnName) {
      inner.advance()
      inner.expect('.')
    }
    if (!inner.isAnyOperator) throw inner.unexpected()
    inner.advance()
    inner.expect('(')
    const at = inner.at
    if (!inner.acceptWord('none')) inner.rules.typeName(inner)
    if (inner.is(')')) throw grammarError('missing argument', at, 'Use NONE to denote the missing argument of a unary operator.')
    inner.expect(',')
    if (!inner.acceptWord('none')) inner.rules.typeName(inner)
    inner.expect(')')
  })
}

const otherDroppable: ReadonlySet<string> = new Set(['cast', 'operator', 'owned', 'transform', 'trusted', 'procedural', 'user'])

function unsupportedDrop(cursor: TokenCursor, at: number): Unsupported {
  if (!cursor.isOneOf(otherDroppable)) throw cursor.unexpected()
  const what = `DROP ${cursor.take().toUpperCase()}`
  if (cursor.isAtEnd) throw cursor.unexpected()
  if (what === 'DROP OPERATOR' && !cursor.isWord('class') && !cursor.isWord('family')) parseDropOperator(cursor)
  skipRest(cursor)
  return { kind: 'unsupported', what, at }
}

function parseDropDatabase(cursor: TokenCursor, at: number): DatabaseStatement {
  const ifExists = parseIfExists(cursor)
  const name = cursor.columnName()
  if (cursor.acceptWord('with') || cursor.is('(')) skipParentheses(cursor)
  return { kind: 'database', action: 'drop', name, ifExists, at }
}

/** The cursor is behind TRUNCATE. */
export function parseTruncate(cursor: TokenCursor, at: number): Truncate {
  cursor.acceptWord('table')
  const tables = cursor.list(inner => parseRelation(inner).name)
  let restartIdentity = false
  if (cursor.isWords('restart', 'identity')) {
    cursor.expectWords('restart', 'identity')
    restartIdentity = true
  } else if (cursor.isWords('continue', 'identity')) {
    cursor.expectWords('continue', 'identity')
  }
  return { kind: 'truncate', tables, restartIdentity, cascade: parseCascade(cursor), at }
}

/** COMMENT ON anything IS 'text' | NULL; the cursor is behind COMMENT. */
export function parseComment(cursor: TokenCursor, at: number): Comment {
  cursor.expectWord('on')
  cursor.label()
  while (!cursor.isAtEnd && !cursor.isWord('is')) {
    if (cursor.is('(')) skipParentheses(cursor)
    else cursor.advance()
  }
  cursor.expectWord('is')
  if (!cursor.acceptWord('null')) cursor.stringLiteral()
  return { kind: 'comment', tag: 'COMMENT', at }
}
