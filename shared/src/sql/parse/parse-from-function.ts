// Functions in FROM: f(x), ROWS FROM (f(x), g(y)), WITH ORDINALITY, AS t(a int, b text).

import { notSupported } from '../../base/errors.ts'
import { parseApplication } from './parse-call.ts'
import { parseOperand } from './parse-operand.ts'
import { isKeywordCall, parseKeywordCall } from './parse-keyword-call.ts'
import { callNode } from './plain-call.ts'
import * as token from './token.ts'
import type { FromItem, FunctionCall, TableAlias, TypeName } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

interface ColumnDefinition {
  readonly name: string
  readonly type: TypeName
}

/** The cursor is at the function or at ROWS FROM. */
export function parseFromFunction(cursor: TokenCursor, at: number, lateral: boolean): FromItem {
  const rowsFrom = cursor.isWords('rows', 'from') && cursor.isPunctuationAhead(2, '(')
  let calls: readonly FunctionCall[]
  if (rowsFrom) {
    cursor.expectWords('rows', 'from')
    calls = cursor.parenthesised(parseRowsFromItem)
  } else {
    calls = [parseTableFunction(cursor)]
  }
  const withOrdinality = cursor.acceptWords('with', 'ordinality')
  const { alias, columnDefinitions } = parseFunctionAlias(cursor)
  return { kind: 'function', calls, rowsFrom, withOrdinality, lateral, alias, columnDefinitions, at }
}

function parseRowsFromItem(cursor: TokenCursor): FunctionCall {
  const call = parseTableFunction(cursor)
  if (cursor.isWord('as')) throw notSupported('column definitions inside ROWS FROM', cursor.at)
  return call
}

/** func_expr_windowless. */
export function parseTableFunction(cursor: TokenCursor): FunctionCall {
  const at = cursor.at
  if (cursor.isWords('collation', 'for')) return specialAsCall(cursor, at)
  if (isKeywordCall(cursor.text) && (cursor.kind === token.reservedToken || cursor.kind === token.columnNameToken)) {
    return specialAsCall(cursor, at)
  }
  if (!cursor.isTypeName && !cursor.isColumnName) throw cursor.unexpected()
  if (cursor.kind === token.columnNameToken && !cursor.isPunctuationAhead(1, '.')) throw cursor.unexpected()
  if (cursor.isWord('current_schema') && !cursor.isPunctuationAhead(1, '(')) {
    cursor.advance()
    return callNode(['current_schema'], [], at)
  }
  const name = [cursor.take()]
  while (cursor.accept('.')) name.push(cursor.label())
  if (!cursor.is('(')) throw cursor.unexpected()
  return parseApplication(cursor, name, at)
}

/** coalesce(…), current_date: SQL's special calls may stand in FROM as well. */
function specialAsCall(cursor: TokenCursor, at: number): FunctionCall {
  const word = cursor.text
  const expression = word === 'collation' ? parseOperand(cursor) : parseKeywordCall(cursor)
  if (expression.kind === 'call') return expression
  if (expression.kind === 'sql value' && expression.precision === null) return callNode([expression.name], [], at)
  throw notSupported(`${word.toUpperCase()} in FROM`, at)
}

function parseFunctionAlias(cursor: TokenCursor): { alias: TableAlias | null; columnDefinitions: readonly ColumnDefinition[] | null } {
  const hasAs = cursor.acceptWord('as')
  if (hasAs && cursor.is('(')) return { alias: null, columnDefinitions: cursor.parenthesised(parseColumnDefinition) }
  if (!hasAs && !cursor.isColumnName) return { alias: null, columnDefinitions: null }
  const name = cursor.columnName()
  if (!cursor.is('(')) return { alias: { name, columns: [] }, columnDefinitions: null }
  if (cursor.isPunctuationAhead(2, ',') || cursor.isPunctuationAhead(2, ')')) {
    return { alias: { name, columns: cursor.optionalNames() }, columnDefinitions: null }
  }
  return { alias: { name, columns: [] }, columnDefinitions: cursor.parenthesised(parseColumnDefinition) }
}

function parseColumnDefinition(cursor: TokenCursor): ColumnDefinition {
  const definition = { name: cursor.columnName(), type: cursor.rules.typeName(cursor) }
  if (cursor.isWord('collate')) throw notSupported('COLLATE in a column definition list', cursor.at)
  return definition
}
