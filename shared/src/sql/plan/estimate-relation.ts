// Rows and work of a relation that is not planned yet: enough to choose between running something once and running it often.

import type { LogicalExpression, Relation } from '../bind/relation.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import { estimateScan } from './access-path.ts'
import { conjunctsOf } from './conjuncts.ts'
import { distinctOf, selectivity } from './estimate.ts'

export interface Estimate {
  readonly rows: number
  readonly cost: number
}

export function estimateRelation(statement: StatementContext, r: Relation): Estimate {
  switch (r.kind) {
    case 'table':
      return estimateScan(statement, r, [])
    case 'filter': {
      if (r.input.kind === 'table') return estimateScan(statement, r.input, conjunctsOf(r.condition))
      const input = estimateRelation(statement, r.input)
      return { rows: Math.max(1, input.rows * selectivity(statement, r.condition)), cost: input.cost }
    }
    case 'values':
      return { rows: r.rows.length, cost: r.rows.length }
    case 'join': {
      const left = estimateRelation(statement, r.left)
      const right = estimateRelation(statement, r.right)
      if (r.type === 'semi' || r.type === 'anti') return { rows: Math.max(1, left.rows / 2), cost: left.cost + right.cost }
      const share = conjunctsOf(r.condition).reduce((s, c) => s * joinShare(statement, c), 1)
      return { rows: Math.max(1, left.rows * right.rows * share), cost: left.cost + right.cost + left.rows + right.rows }
    }
    case 'limit': {
      const input = estimateRelation(statement, r.input)
      return { rows: Math.min(input.rows, countOf(r.limit, input.rows)), cost: input.cost }
    }
    case 'aggregate': {
      const input = estimateRelation(statement, r.input)
      return { rows: r.groupBy.length === 0 ? 1 : Math.max(1, input.rows * 0.2), cost: input.cost + input.rows }
    }
    case 'set operation': {
      const left = estimateRelation(statement, r.left.relation)
      const right = estimateRelation(statement, r.right.relation)
      return { rows: left.rows + right.rows, cost: left.cost + right.cost }
    }
    case 'project':
    case 'project set':
    case 'window':
    case 'sort':
    case 'distinct':
    case 'distinct on':
      return estimateRelation(statement, r.input)
    case 'with':
      return estimateRelation(statement, r.body)
    default:
      return { rows: 1000, cost: 1000 }
  }
}

function joinShare(statement: StatementContext, c: LogicalExpression): number {
  if (c.kind !== 'compare' || c.operator !== '=') return selectivity(statement, c)
  return 1 / Math.max(1, distinctOf(statement, c.left), distinctOf(statement, c.right))
}

function countOf(limit: LogicalExpression | null, all: number): number {
  if (limit === null) return all
  return limit.kind === 'constant' ? Number(limit.value) : 100
}
