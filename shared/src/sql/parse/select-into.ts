// SELECT … INTO name is CREATE TABLE name AS SELECT …: the parser turns it into that.

import { grammarError } from './syntax-error.ts'
import type { QualifiedName, Query, Statement } from '../ast.ts'

/** The statement of a query at the top level. */
export function selectInto(query: Query): Statement {
  const name = intoOf(query)
  if (name === null) return query
  const temporary = name[0] === 'pg_temp'
  return {
    kind: 'create table as',
    name: temporary ? name.slice(1) : name,
    temporary,
    ifNotExists: false,
    columns: [],
    query: withoutInto(query),
    withData: true,
    materializedView: false,
    at: query.at,
  }
}

/** The INTO of a SELECT, or of the first SELECT of set operations. */
function intoOf(query: Query): QualifiedName | null {
  if (query.kind === 'select') return query.into
  return query.kind === 'set operation' ? intoOf(query.left) : null
}

function withoutInto(query: Query): Query {
  if (query.kind === 'select') return { ...query, into: null }
  return query.kind === 'set operation' ? { ...query, left: withoutInto(query.left) } : query
}

/** INTO anywhere else has no meaning. */
export function refuseInto(query: Query): Query {
  if (intoOf(query) !== null) throw grammarError('SELECT ... INTO is not allowed here', query.at)
  return query
}
