// Constraints of columns and tables in CREATE TABLE and ALTER TABLE.

import { notSupported } from '../../base/errors.ts'
import { parseSequenceOptions } from './parse-sequence.ts'
import { skipParentheses, skipStorageOptions } from './parse-skip.ts'
import { grammarError } from './syntax-error.ts'
import type { Expression, TypeName } from '../ast.ts'
import type {
  ColumnConstraint,
  ColumnSpec,
  ConstraintTiming,
  ForeignKeyTarget,
  ReferentialActionName,
  TableConstraint,
} from '../ast-ddl.ts'
import type { TokenCursor } from './token-cursor.ts'

/** name type [constraints]. */
export function parseColumn(cursor: TokenCursor): ColumnSpec {
  const at = cursor.at
  const name = cursor.columnName()
  const type: TypeName = cursor.rules.typeName(cursor)
  let collation: ColumnSpec['collation'] = null
  const constraints: ColumnConstraint[] = []
  for (;;) {
    if (cursor.isWord('collate')) {
      if (collation !== null) throw grammarError('multiple COLLATE clauses not allowed', cursor.at)
      cursor.advance()
      collation = cursor.qualifiedName()
    } else if (cursor.isWord('compression') || cursor.isWord('storage')) {
      cursor.advance()
      cursor.label()
    } else {
      const constraint = parseColumnConstraint(cursor)
      if (constraint === null) return { name, type, collation, constraints, at }
      constraints.push(constraint)
    }
  }
}

/** [CONSTRAINT name] …, or null when no constraint starts here. */
function parseColumnConstraint(cursor: TokenCursor): ColumnConstraint | null {
  const at = cursor.at
  const name = cursor.acceptWord('constraint') ? cursor.columnName() : null
  const constraint = parseColumnElement(cursor, name, at)
  if (constraint === null && name !== null) throw cursor.unexpected()
  return constraint
}

function parseColumnElement(cursor: TokenCursor, name: string | null, at: number): ColumnConstraint | null {
  if (cursor.isWord('not') && cursor.wordAhead(1) !== 'deferrable') {
    cursor.expectWords('not', 'null')
    return { kind: 'not null', name, at }
  }
  if (cursor.acceptWord('null')) return { kind: 'null', name, at }
  if (cursor.acceptWord('default')) return { kind: 'default', expression: cursor.rules.restrictedExpression(cursor), name, at }
  if (cursor.acceptWord('check')) {
    const expression = parseCheck(cursor)
    refuseDeferral(parseTiming(cursor), 'CHECK', at)
    return { kind: 'check', expression, name, at }
  }
  if (cursor.isWords('primary', 'key')) {
    cursor.expectWords('primary', 'key')
    finishKey(cursor, 'PRIMARY KEY', at)
    return { kind: 'primary key', name, at }
  }
  if (cursor.acceptWord('unique')) {
    const nullsNotDistinct = parseNullsDistinct(cursor)
    finishKey(cursor, 'UNIQUE', at)
    return { kind: 'unique', nullsNotDistinct, name, at }
  }
  if (cursor.isWord('references')) return { kind: 'references', name, ...parseReferences(cursor), ...parseTiming(cursor), at }
  if (cursor.isWord('generated')) return parseGenerated(cursor, name, at)
  return null
}

/** ( expression ) [NO INHERIT]. */
function parseCheck(cursor: TokenCursor): Expression {
  cursor.expect('(')
  const expression = cursor.rules.expression(cursor)
  cursor.expect(')')
  if (cursor.isWords('no', 'inherit')) cursor.expectWords('no', 'inherit')
  return expression
}

function parseNullsDistinct(cursor: TokenCursor): boolean {
  if (!cursor.acceptWord('nulls')) return false
  const nullsNotDistinct = cursor.acceptWord('not')
  cursor.expectWord('distinct')
  return nullsNotDistinct
}

/** What may follow UNIQUE and PRIMARY KEY: storage and timing. */
function finishKey(cursor: TokenCursor, what: string, at: number): void {
  if (cursor.isWord('with') && cursor.isPunctuationAhead(1, '(')) {
    cursor.advance()
    skipParentheses(cursor)
  }
  if (cursor.isWords('using', 'index') && cursor.wordAhead(2) === 'tablespace') {
    cursor.expectWords('using', 'index', 'tablespace')
    cursor.columnName()
  }
  refuseDeferral(parseTiming(cursor), what, at)
}

function refuseDeferral(timing: ConstraintTiming, what: string, at: number): void {
  if (timing.deferrable) throw notSupported(`DEFERRABLE ${what}`, at)
}

function parseGenerated(cursor: TokenCursor, name: string | null, at: number): ColumnConstraint {
  cursor.advance()
  const always = cursor.acceptWord('always')
  if (!always) cursor.expectWords('by', 'default')
  cursor.expectWord('as')
  if (cursor.acceptWord('identity')) {
    const options = cursor.accept('(') ? parseIdentityOptions(cursor) : []
    return { kind: 'identity', always, options, name, at }
  }
  cursor.expect('(')
  const expression = cursor.rules.expression(cursor)
  cursor.expect(')')
  if (!always) throw grammarError('for a generated column, GENERATED ALWAYS must be specified', at)
  cursor.expectWord('stored')
  return { kind: 'generated', expression, name, at }
}

function parseIdentityOptions(cursor: TokenCursor): ReturnType<typeof parseSequenceOptions> {
  const options = parseSequenceOptions(cursor)
  cursor.expect(')')
  return options
}

const referentialActions: ReadonlySet<string> = new Set(['cascade', 'restrict'])

/** REFERENCES table [(columns)] [MATCH …] [ON DELETE …] [ON UPDATE …]. */
function parseReferences(cursor: TokenCursor): ForeignKeyTarget {
  cursor.expectWord('references')
  const table = cursor.qualifiedName()
  const targetColumns = cursor.optionalNames()
  let match: ForeignKeyTarget['match'] = 'simple'
  if (cursor.acceptWord('match')) {
    if (cursor.isWord('full') || cursor.isWord('partial')) match = cursor.take() === 'full' ? 'full' : 'partial'
    else cursor.expectWord('simple')
  }
  let onDelete: ReferentialActionName = 'no action'
  let onUpdate: ReferentialActionName = 'no action'
  while (cursor.isWord('on')) {
    cursor.advance()
    if (cursor.acceptWord('delete')) onDelete = parseAction(cursor)
    else {
      cursor.expectWord('update')
      onUpdate = parseAction(cursor)
    }
  }
  return { table, targetColumns, onDelete, onUpdate, match }
}

function parseAction(cursor: TokenCursor): ReferentialActionName {
  if (cursor.isOneOf(referentialActions)) return cursor.take() === 'cascade' ? 'cascade' : 'restrict'
  if (cursor.isWords('no', 'action')) {
    cursor.expectWords('no', 'action')
    return 'no action'
  }
  cursor.expectWord('set')
  const action = cursor.acceptWord('null') ? 'set null' : 'set default'
  if (action === 'set default') cursor.expectWord('default')
  if (cursor.is('(')) throw notSupported('column list of SET NULL / SET DEFAULT', cursor.at)
  return action
}

/** [NOT] DEFERRABLE, INITIALLY …, NOT VALID, in any order. */
function parseTiming(cursor: TokenCursor): ConstraintTiming {
  let deferrable: boolean | null = null
  let initiallyDeferred = false
  let notValid = false
  for (;;) {
    const at = cursor.at
    if (cursor.isWords('not', 'deferrable')) {
      cursor.expectWords('not', 'deferrable')
      if (deferrable === true || initiallyDeferred) throw conflicting(at)
      deferrable = false
    } else if (cursor.isWord('deferrable')) {
      cursor.advance()
      if (deferrable === false) throw conflicting(at)
      deferrable = true
    } else if (cursor.acceptWord('initially')) {
      if (cursor.acceptWord('deferred')) initiallyDeferred = true
      else cursor.expectWord('immediate')
      if (initiallyDeferred && deferrable === false) throw grammarError('constraint declared INITIALLY DEFERRED must be DEFERRABLE', at)
    } else if (cursor.isWords('not', 'valid')) {
      cursor.expectWords('not', 'valid')
      notValid = true
    } else if (cursor.isWords('no', 'inherit')) {
      cursor.expectWords('no', 'inherit')
    } else {
      return { deferrable: deferrable ?? initiallyDeferred, initiallyDeferred, notValid }
    }
  }
}

function conflicting(at: number): Error {
  return grammarError('multiple DEFERRABLE/NOT DEFERRABLE clauses not allowed', at)
}

const tableConstraintWords: ReadonlySet<string> = new Set(['constraint', 'check', 'unique', 'primary', 'foreign', 'exclude'])

/** True when a table constraint and not a column starts here. */
export function isTableConstraint(cursor: TokenCursor): boolean {
  if (!cursor.isOneOf(tableConstraintWords)) return false
  // EXCLUDE is no reserved word: a column may have this name.
  return !cursor.isWord('exclude') || cursor.isPunctuationAhead(1, '(') || cursor.wordAhead(1) === 'using'
}

/** [CONSTRAINT name] CHECK | UNIQUE | PRIMARY KEY | FOREIGN KEY | EXCLUDE. */
export function parseTableConstraint(cursor: TokenCursor): TableConstraint {
  const at = cursor.at
  const name = cursor.acceptWord('constraint') ? cursor.columnName() : null
  if (cursor.acceptWord('check')) {
    const expression = parseCheck(cursor)
    const timing = parseTiming(cursor)
    refuseDeferral(timing, 'CHECK', at)
    return { kind: 'check', expression, notValid: timing.notValid, name, at }
  }
  if (cursor.isWord('unique') || cursor.isWord('primary')) return parseKey(cursor, name, at)
  if (cursor.isWord('foreign')) {
    cursor.expectWords('foreign', 'key')
    const columns = cursor.parenthesised(inner => inner.columnName())
    return { kind: 'foreign key', columns, name, ...parseReferences(cursor), ...parseTiming(cursor), at }
  }
  cursor.expectWord('exclude')
  return parseExclude(cursor, name, at)
}

function parseKey(cursor: TokenCursor, name: string | null, at: number): TableConstraint {
  const primary = cursor.take() === 'primary'
  if (primary) cursor.expectWord('key')
  if (cursor.isWords('using', 'index')) {
    cursor.expectWords('using', 'index')
    const index = cursor.columnName()
    refuseDeferral(parseTiming(cursor), primary ? 'PRIMARY KEY' : 'UNIQUE', at)
    return { kind: 'using index', primary, index, name, at }
  }
  const nullsNotDistinct = !primary && parseNullsDistinct(cursor)
  const columns = cursor.parenthesised(inner => inner.columnName())
  // Included columns are stored in the index only: no effect on answers.
  if (cursor.acceptWord('include')) cursor.parenthesised(inner => inner.columnName())
  finishKey(cursor, primary ? 'PRIMARY KEY' : 'UNIQUE', at)
  return primary ? { kind: 'primary key', columns, name, at } : { kind: 'unique', columns, nullsNotDistinct, name, at }
}

function parseExclude(cursor: TokenCursor, name: string | null, at: number): TableConstraint {
  if (cursor.acceptWord('using')) cursor.columnName()
  skipParentheses(cursor)
  if (cursor.acceptWord('include')) skipParentheses(cursor)
  skipStorageOptions(cursor)
  if (cursor.acceptWord('where')) skipParentheses(cursor)
  parseTiming(cursor)
  return { kind: 'exclude', name, at }
}
