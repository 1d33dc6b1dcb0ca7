// A query, UPDATE or DELETE of a dump. Our grammar reads it when it can, because its grouping is right; what only the dialect knows
// (LIMIT 5, 10, TOP, INTERVAL 1 DAY, GROUP_CONCAT) goes through node-sql-parser.

import { notSupported, SqlError } from '../../base/errors.ts'
import { adaptDelete, adaptQuery, adaptUpdate } from './adapt-query.ts'
import { nodeOf } from './foreign-tree.ts'
import { mapExpression } from './map-expression.ts'
import { mapObjects } from './map-tree.ts'
import { placeholderText } from './placeholder-text.ts'
import type { Query, SelectItem } from '../ast.ts'
import type { Adapter } from './adapt-expression.ts'
import type { MappingContext } from './map-expression.ts'
import type { ForeignParser } from './loaded-parser.ts'
import type { TokenCursor, TokenSource } from '../parse/token-cursor.ts'

/** What reading queries of a dump takes. */
export interface ForeignQueries {
  readonly context: MappingContext
  readonly tokens: TokenSource & { readonly length: number }
  /** node-sql-parser for the dialect; null: it is not loaded yet. */
  readonly parser: ForeignParser | null
}

/** Thrown when node-sql-parser is needed and not loaded: the reader loads it and reads the statement again. */
export class ForeignParserNeeded extends Error {
  override readonly name = 'ForeignParserNeeded'
}

/** The query from the cursor to the end of the statement. */
export function readForeignQuery(cursor: TokenCursor, queries: ForeignQueries, at: number): Query {
  const mark = cursor.mark()
  try {
    const query = cursor.rules.preparable(cursor)
    if (cursor.isAtEnd) return finish(query, queries)
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
  }
  if (queries.parser === null) throw new ForeignParserNeeded()
  const text = placeholderText(queries.tokens, mark, queries.tokens.length)
  const adapter: Adapter = { context: queries.context, at, original: text.original, query: adaptQuery }
  const node = nodeOf(firstOf(parse(queries.parser, text.sql, at)))
  const query =
    node['type'] === 'update'
      ? adaptUpdate(node, adapter)
      : node['type'] === 'delete'
        ? adaptDelete(node, adapter)
        : adaptQuery(node, adapter)
  return finish(query, queries)
}

/** The query in our functions and names. */
function finish(query: Query, { context }: ForeignQueries): Query {
  const named = context.dialect === 'transactsql' && query.kind === 'select' ? { ...query, items: query.items.map(withAlias) } : query
  return mapExpression(mapObjects(named, withoutSchema), context)
}

/** SQL Server names a column with `name = expression`, which reads as a comparison here. */
function withAlias(item: SelectItem): SelectItem {
  const { expression } = item
  const isAlias = item.alias === null && expression.kind === 'binary' && expression.operator === '=' && expression.left.kind === 'column'
  if (!isAlias || expression.left.kind !== 'column' || expression.left.name.length !== 1) return item
  return { ...item, alias: expression.left.name[0], expression: expression.right }
}

/** Databases and schemas of the dump are not ours: dbo.t is t, dbo.t.a is t.a. */
function withoutSchema(node: object): object {
  const { kind, name, table } = node as { kind?: string; name?: unknown; table?: unknown }
  if (kind === 'table' && Array.isArray(name) && name.length > 1) return { ...node, name: name.slice(-1) }
  if (kind === 'column' && Array.isArray(name) && name.length > 2) return { ...node, name: name.slice(-2) }
  if ((kind === 'update' || kind === 'delete' || kind === 'insert') && Array.isArray(table) && table.length > 1)
    return { ...node, table: table.slice(-1) }
  return node
}

function parse(parser: ForeignParser, sql: string, at: number): unknown {
  try {
    return parser(sql)
  } catch (cause) {
    throw new SqlError('0A000', 'feature not supported: a query of the dump cannot be read', { position: at, cause })
  }
}

/** A list of one statement, or the statement. */
function firstOf(tree: unknown): unknown {
  if (!Array.isArray(tree)) return tree
  if (tree.length !== 1) throw notSupported('several statements in one')
  return tree[0]
}
