// A common table that is read once, in its own query level, and has no effects of its own is put in the place where it is read.

import type { BoundCommonTable, LogicalExpression, LogicalQuery, Relation } from '../bind/relation.ts'
import { mapDeep, mapRelation } from '../bind/relation-tree.ts'
import { someInRelation } from '../bind/rare-relation-tree.ts'

export function inlineCommonTables(query: LogicalQuery): LogicalQuery {
  return { ...query, relation: inline(query.relation) }
}

function inline(r: Relation): Relation {
  if (r.kind === 'cte scan' && canInline(r.table)) return inlined(r)
  if (r.kind !== 'with') return mapRelation(r, inExpressions, inline)
  // Inner tables first: what is left of the list is what is still read through a scan.
  const body = inline(r.body)
  const tables = r.tables.filter(t => !canInline(t))
  for (const table of tables) if (table.query !== null) table.query = { ...table.query, relation: inline(table.query.relation) }
  return tables.length === 0 ? body : { ...r, tables, body }
}

const inExpressions = (e: LogicalExpression): LogicalExpression => mapDeepQueries(e)

/** Subqueries of expressions may read the common tables around them. */
function mapDeepQueries(e: LogicalExpression): LogicalExpression {
  return mapDeep(e, inner => {
    switch (inner.kind) {
      case 'scalar subquery':
      case 'exists':
      case 'array subquery':
      case 'quantified subquery':
        return { ...inner, subplan: inlineCommonTables(inner.subplan) }
      default:
        return inner
    }
  })
}

const volatileTables = new WeakMap<BoundCommonTable, boolean>()

function canInline(table: BoundCommonTable): boolean {
  if (table.references !== 1 || table.materialized === true || table.changesData || table.query === null) return false
  let known = volatileTables.get(table)
  if (known === undefined) {
    known = someInRelation(table.query.relation, e => e.kind === 'call' && e.function.volatility === 'volatile')
    volatileTables.set(table, known)
  }
  return !known
}

function inlined(scan: Extract<Relation, { kind: 'cte scan' }>): Relation {
  const { query, output } = scan.table
  if (query === null) return scan
  const expressions = query.columns.map((column, i): LogicalExpression => ({ kind: 'input', type: output[i].type, index: column }))
  return { kind: 'project', input: inline(query.relation), columns: scan.columns, expressions }
}
