// ALTER of everything but tables: sequences, views, indexes, schemas, types; the rest is `unsupported`, ownership is without effect.

import { parseAlterSequence } from './parse-sequence.ts'
import { parseAlterTable } from './parse-alter-table.ts'
import { parseIfExists, parseIfNotExists, skipRest } from './parse-skip.ts'
import type { QualifiedName, Statement } from '../ast.ts'
import type { AlterEnum, Ignorable, RenameObject, Unsupported } from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The cursor is behind ALTER. */
export function parseAlter(cursor: TokenCursor, at: number): Statement {
  if (cursor.acceptWord('table')) return parseAlterTable(cursor, at)
  const object = parseObject(cursor)
  if (object === null) return parseOther(cursor, at)
  const ifExists = parseIfExists(cursor)
  const name = cursor.qualifiedName()
  const tag = `ALTER ${object.toUpperCase()}`
  if (cursor.isWords('rename', 'to')) return parseRename(cursor, { kind: 'rename', object, name, ifExists, at })
  if (cursor.isWords('owner', 'to')) return ignorable(cursor, tag, at)
  if (object === 'sequence' && !cursor.isWord('set')) return parseAlterSequence(cursor, at, { name, ifExists })
  if (object === 'type') return parseAlterType(cursor, name, at)
  if (object === 'index' && (cursor.isWord('set') || cursor.isWord('reset') || cursor.isWord('alter'))) return ignorable(cursor, tag, at)
  return unsupported(cursor, tag, at)
}

function parseObject(cursor: TokenCursor): string | null {
  if (cursor.acceptWords('materialized', 'view')) return 'materialized view'
  const word = cursor.wordAhead(0)
  if (!['index', 'view', 'sequence', 'schema', 'type'].includes(word)) return null
  cursor.advance()
  return word
}

function parseRename(cursor: TokenCursor, head: Omit<RenameObject, 'to'>): RenameObject {
  cursor.expectWords('rename', 'to')
  return { ...head, to: cursor.columnName() }
}

function parseAlterType(cursor: TokenCursor, name: QualifiedName, at: number): AlterEnum | Unsupported {
  if (cursor.acceptWords('add', 'value')) {
    const ifNotExists = parseIfNotExists(cursor)
    const label = cursor.stringLiteral()
    let neighbour: (AlterEnum['action'] & { kind: 'add value' })['neighbour'] = null
    if (cursor.isWord('before') || cursor.isWord('after')) {
      neighbour = { side: cursor.take() === 'before' ? 'before' : 'after', label: cursor.stringLiteral() }
    }
    return { kind: 'alter enum', name, action: { kind: 'add value', label, ifNotExists, neighbour }, at }
  }
  if (cursor.acceptWords('rename', 'value')) {
    const label = cursor.stringLiteral()
    cursor.expectWord('to')
    return { kind: 'alter enum', name, action: { kind: 'rename value', label, to: cursor.stringLiteral() }, at }
  }
  return unsupported(cursor, 'ALTER TYPE', at)
}

function ignorable(cursor: TokenCursor, tag: string, at: number): Ignorable {
  skipRest(cursor)
  return { kind: 'ignorable', tag, at }
}

function unsupported(cursor: TokenCursor, what: string, at: number): Unsupported {
  if (cursor.isAtEnd) throw cursor.unexpected()
  const next = cursor.isLabel ? ` … ${cursor.text.toUpperCase()}` : ''
  skipRest(cursor)
  return { kind: 'unsupported', what: `${what}${next}`, at }
}

const alterable: ReadonlySet<string> = new Set(
  (
    'aggregate collation conversion database default domain event extension foreign function group language large operator policy procedural ' +
    'procedure publication role routine rule server statistics subscription system tablespace text trigger user'
  ).split(' '),
)

/** Ownership and default privileges have no effect; everything else is not built. */
function parseOther(cursor: TokenCursor, at: number): Ignorable | Unsupported {
  if (!cursor.isOneOf(alterable)) throw cursor.unexpected()
  const word = cursor.take()
  if (cursor.isAtEnd) throw cursor.unexpected()
  if (word === 'default') {
    cursor.expectWord('privileges')
    return ignorable(cursor, 'ALTER DEFAULT PRIVILEGES', at)
  }
  let isOwner = false
  const mark = cursor.mark()
  while (!cursor.isAtEnd && !isOwner) {
    isOwner = cursor.isWords('owner', 'to')
    cursor.advance()
  }
  cursor.rewind(mark)
  skipRest(cursor)
  const tag = `ALTER ${word.toUpperCase()}`
  return isOwner ? { kind: 'ignorable', tag, at } : { kind: 'unsupported', what: tag, at }
}
