// Dumps of MySQL, SQLite and SQL Server as statements of ours: the entry for `zendb import`. Statements come one at a time, adapted to
// the tables that the dump made before. Nothing is dropped silently: what is skipped or lost is a part of the answer.

import { SqlError } from '../../base/errors.ts'
import { plainCall } from '../parse/plain-call.ts'
import { grammarRules } from '../parse/parse-sql.ts'
import { TokenCursor } from '../parse/token-cursor.ts'
import { quoteIdentifier } from '../print/quote.ts'
import { DumpContext, lastPart } from './dump-context.ts'
import { ForeignLexer } from './foreign-lexer.ts'
import { ForeignParserNeeded } from './foreign-query.ts'
import { loadForeignParser } from './loaded-parser.ts'
import { readForeignStatement } from './read-statement.ts'
import type { SelectQuery, Statement } from '../ast.ts'
import type { ForeignDialect } from './foreign-dialect.ts'
import type { NameCase } from './foreign-lexer.ts'
import type { ForeignParser } from './loaded-parser.ts'
import type { ReadStatement } from './read-statement.ts'

export type { ForeignDialect } from './foreign-dialect.ts'

/** One part of a translated dump; `start` is its offset in the dump. */
export type DumpPart =
  | { readonly kind: 'statement'; readonly statement: Statement; readonly start: number }
  /** A statement that only keeps the other system going: SET NAMES, LOCK TABLES, PRAGMA … */
  | { readonly kind: 'skipped'; readonly what: string; readonly start: number }
  /** Something that has no counterpart here and is gone: ON UPDATE CURRENT_TIMESTAMP, a FULLTEXT index, a trigger … */
  | { readonly kind: 'lost'; readonly what: string; readonly start: number }

export interface TranslateOptions {
  /** Default `fold`: names become lower case, so that they need no quotes here. */
  readonly nameCase?: NameCase
  /** Whole statements that cannot be translated (triggers, procedures): an error, or listed as lost. Default `refuse`. */
  readonly untranslatable?: 'refuse' | 'list'
}

/**
 * Translates a dump, lazily.
 *
 * @example
 * for await (const part of translateDump(text, 'mysql')) {
 *   if (part.kind === 'statement') await run(part.statement)
 *   else report(part)
 * }
 */
export async function* translateDump(
  text: string,
  dialect: ForeignDialect,
  options: TranslateOptions = {},
): AsyncGenerator<DumpPart, void, undefined> {
  const context = new DumpContext(dialect)
  const lexer = new ForeignLexer(text, dialect, options.nameCase ?? 'fold')
  const cursor = new TokenCursor(lexer, grammarRules)
  let parser: ForeignParser | null = null
  while (lexer.nextStatement()) {
    cursor.restart()
    const start = cursor.at
    let read = readOne(cursor, context, lexer, parser, options)
    if (read === 'parser needed') {
      parser = await loadForeignParser(dialect)
      cursor.restart()
      read = readOne(cursor, context, lexer, parser, options)
    }
    yield* partsOf(read, start)
    for (const loss of context.losses.splice(0)) yield { kind: 'lost', what: loss.what, start: loss.at }
  }
  yield* sequencePositions(context, text.length)
}

type ReadResult = ReadStatement | { readonly kind: 'lost'; readonly what: string } | 'parser needed'

function readOne(
  cursor: TokenCursor,
  context: DumpContext,
  lexer: ForeignLexer,
  parser: ForeignParser | null,
  options: TranslateOptions,
): ReadResult {
  try {
    return readForeignStatement(cursor, context, { context, tokens: lexer, parser })
  } catch (error) {
    if (error instanceof ForeignParserNeeded) return 'parser needed'
    if (options.untranslatable === 'list' && error instanceof SqlError && error.code === '0A000')
      return { kind: 'lost', what: error.message }
    throw error
  }
}

function* partsOf(read: ReadResult, start: number): Generator<DumpPart> {
  if (read === 'parser needed') return
  if (read.kind === 'statements') for (const statement of read.statements) yield { kind: 'statement', statement, start }
  else yield { kind: read.kind, what: read.what, start }
}

/** Columns that number themselves go on after the greatest number of the dump, or where the dump says. */
function* sequencePositions(context: DumpContext, at: number): Generator<DumpPart> {
  for (const table of context.tables.values()) {
    if (table.identity === null) continue
    const greatest = table.greatest.get(table.identity) ?? 0n
    const last = table.nextNumber - 1n > greatest ? table.nextNumber - 1n : greatest
    if (last < 1n) continue
    const sequence = quoteIdentifier(`${lastPart(table.name)}_${table.identity}_seq`)
    const call = plainCall(
      'setval',
      [
        { kind: 'string', value: sequence, at },
        { kind: 'number', text: last.toString(), at },
      ],
      at,
    )
    yield { kind: 'statement', statement: selectOf(call, at), start: at }
  }
}

function selectOf(expression: SelectQuery['items'][number]['expression'], at: number): SelectQuery {
  return {
    kind: 'select',
    distinct: null,
    items: [{ expression, alias: null, at }],
    from: [],
    where: null,
    groupBy: [],
    groupByDistinct: false,
    having: null,
    windows: [],
    into: null,
    with: null,
    orderBy: [],
    limit: null,
    withTies: false,
    offset: null,
    locking: [],
    at,
  }
}
