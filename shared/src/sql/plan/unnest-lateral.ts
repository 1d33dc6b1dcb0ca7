// LATERAL items that need not run once a row: conditions and projections that use the left side are moved out of the right
// side, until it stands on its own and the join is an ordinary one.

import type { ColumnNumber, JoinRelation, LogicalExpression, Relation } from '../bind/relation.ts'
import { forEachInputOfQuery, mapDeep, producedColumns } from '../bind/relation-tree.ts'
import { conjunctionOf, conjunctsOf, hasSubquery, isVolatile, usesAny } from './conjuncts.ts'

/** The same join with as little laterality as possible; what was a lateral projection stands on top of it. */
export function unnestLateral(join: JoinRelation): Relation {
  if (!join.lateral || (join.type !== 'inner' && join.type !== 'left')) return join
  const left = producedColumns(join.left)
  if (!usesColumns(join.right, left)) return { ...join, lateral: false }
  const { right } = join
  if (right.kind === 'filter') return unnestFilter(join, right, left)
  if (join.type !== 'inner') return join
  if (right.kind === 'project') return unnestProject(join, right)
  if (right.kind === 'values' && right.rows.length === 1) {
    const project: Relation = { kind: 'project', input: join.left, columns: right.columns, expressions: right.rows[0] }
    return join.condition === null ? project : { kind: 'filter', input: project, condition: join.condition }
  }
  if (right.kind === 'join' && right.type === 'inner') return unnestInner(join, right)
  return join
}

/** Conditions on the left side belong to the join as well. */
function unnestFilter(join: JoinRelation, filter: Extract<Relation, { kind: 'filter' }>, left: ReadonlySet<ColumnNumber>): Relation {
  const conjuncts = conjunctsOf(filter.condition)
  const outer = conjuncts.filter(c => usesAny(c, left) && !isVolatile(c) && !hasSubquery(c))
  if (outer.length === 0) return join
  const rest = conjunctionOf(conjuncts.filter(c => !outer.includes(c)))
  const moved: JoinRelation = { ...join, right: filter.input, condition: conjunctionOf([...conjunctsOf(join.condition), ...outer]) }
  const inner = unnestLateral(moved)
  if (rest === null) return inner
  if (inner.kind === 'join' && inner.right === filter.input) return { ...inner, right: { ...filter, condition: rest } }
  return join.type === 'inner' ? { kind: 'filter', input: inner, condition: rest } : join
}

/** An inner join may compute the right side's columns after joining. */
function unnestProject(join: JoinRelation, project: Extract<Relation, { kind: 'project' }>): Relation {
  if (project.expressions.some(e => isVolatile(e) || hasSubquery(e))) return join
  const condition = join.condition && substitute(join.condition, project)
  return { ...project, input: unnestLateral({ ...join, right: project.input, condition }) }
}

function substitute(condition: LogicalExpression, project: Extract<Relation, { kind: 'project' }>): LogicalExpression {
  return mapDeep(condition, e => {
    const position = e.kind === 'input' ? project.columns.indexOf(e.index) : -1
    return position < 0 ? e : project.expressions[position]
  })
}

/**
 * l × lateral (a × b): with the right sides' own laterality resolved first, a and b may join l one after the other. A side that
 * does not use l comes last: it joins by the condition then, where coming first it would be multiplied with l.
 */
function unnestInner(join: JoinRelation, right: JoinRelation): Relation {
  const resolved = unnestLateral(right)
  if (resolved !== right) return unnestLateral({ ...join, right: resolved })
  if (right.lateral) return join
  const conditions = conjunctionOf([...conjunctsOf(join.condition), ...conjunctsOf(right.condition)])
  const [sooner, later] = usesColumns(right.left, producedColumns(join.left)) ? [right.left, right.right] : [right.right, right.left]
  const first = unnestLateral({ ...join, right: sooner, condition: null })
  const both = unnestLateral({ ...join, left: first, right: later, condition: null })
  return conditions === null ? both : { kind: 'filter', input: both, condition: conditions }
}

function usesColumns(relation: Relation, columns: ReadonlySet<ColumnNumber>): boolean {
  let uses = false
  forEachInputOfQuery(relation, column => {
    uses ||= columns.has(column)
  })
  return uses
}
