// SQL texts that live in the schema (views, defaults, checks), parsed once each. Definitions are immutable, so the
// parse is kept for as long as its definition lives.

import type { ViewDefinition } from '../../schema/database-schema.ts'
import type { Expression, Query } from '../ast.ts'
import { parseExpression, parseQuery } from '../parse/parse-sql.ts'

const queries = new WeakMap<ViewDefinition, Query>()

export function parseViewQuery(view: ViewDefinition): Query {
  let query = queries.get(view)
  if (query === undefined) queries.set(view, (query = parseQuery(view.query)))
  return query
}

/** The default of serial columns. nextval() takes the name as text as well, so that no cast, and no part of the code, is needed. */
const serialDefault = /^nextval\(('[^']+')::regclass\)$/

const expressions = new WeakMap<object, Map<string, Expression>>()

/** `text` of a default, check or generated column of `owner`. */
export function parseSchemaExpression(owner: object, text: string): Expression {
  let byText = expressions.get(owner)
  if (byText === undefined) expressions.set(owner, (byText = new Map()))
  let parsed = byText.get(text)
  if (parsed === undefined) byText.set(text, (parsed = parseExpression(text.replace(serialDefault, 'nextval($1)'))))
  return parsed
}
