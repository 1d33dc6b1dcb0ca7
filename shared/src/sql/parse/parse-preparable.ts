// Queries and data changes: what may stand alone, inside WITH, and after PREPARE, EXPLAIN, CREATE TABLE AS.

import { lateGrammar } from './late-grammar.ts'
import { parseDelete, parseUpdate } from './parse-update.ts'
import { parseInsert } from './parse-insert.ts'
import { parseQueryAfterWith } from './parse-query.ts'
import type { Query } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** SELECT, VALUES, TABLE, INSERT, UPDATE, DELETE or MERGE with its WITH clause. */
export function parsePreparable(cursor: TokenCursor): Query {
  cursor.enter()
  const withClause = cursor.isWord('with') ? lateGrammar.get().parseWith(cursor) : null
  const query = parseBody()
  cursor.leave()
  return query

  function parseBody(): Query {
    if (cursor.isWord('insert')) return parseInsert(cursor, withClause)
    if (cursor.isWord('update')) return parseUpdate(cursor, withClause)
    if (cursor.isWord('delete')) return parseDelete(cursor, withClause)
    if (cursor.isWord('merge')) return lateGrammar.get().parseMerge(cursor, withClause)
    return parseQueryAfterWith(cursor, withClause)
  }
}
