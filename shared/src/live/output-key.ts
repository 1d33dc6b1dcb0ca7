// Which output columns of a plan identify a row of its result, found by following columns down to primary keys and
// group keys. A result row whose key stays is the same row to an application: it changes, it is not replaced.

import type { Plan, ScanColumn } from '../sql/plan.ts'
import type { BoundExpression } from '../sql/bound-expression.ts'
import { columnPosition, type TableDefinition } from '../schema/database-schema.ts'

/** A set of columns of a plan's output that is unique over its rows. */
type ColumnSet = readonly number[]

/** Output positions that identify a row, or null when there are none: then only whole rows can be told apart. */
export function outputKey(plan: Plan): ColumnSet | null {
  switch (plan.kind) {
    case 'table scan':
    case 'index scan':
      return scanKey(plan.table, plan.columns)
    case 'filter':
    case 'sort':
    case 'limit':
    case 'distinct on':
    case 'window':
      return outputKey(plan.input)
    case 'with':
      return outputKey(plan.body)
    case 'distinct':
      return plan.output.map((_, i) => i)
    case 'project':
      return projectedKey(outputKey(plan.input), plan.expressions)
    case 'aggregate':
      return plan.groupingSets === null ? plan.groupBy.map((_, i) => i) : null
    case 'hash join':
    case 'nested loop join':
    case 'apply':
      return joinKey(plan)
    default:
      return null
  }
}

function scanKey(table: TableDefinition, columns: readonly ScanColumn[]): ColumnSet | null {
  if (table.primaryKey.length === 0) return null
  const positions = table.primaryKey.map(id => columns.indexOf(columnPosition(table, id)))
  return positions.includes(-1) ? null : positions
}

function projectedKey(key: ColumnSet | null, expressions: readonly BoundExpression[]): ColumnSet | null {
  if (key === null) return null
  const positions = key.map(column => expressions.findIndex(expression => expression.kind === 'input' && expression.index === column))
  return positions.includes(-1) ? null : positions
}

function joinKey(plan: Extract<Plan, { kind: 'hash join' | 'nested loop join' | 'apply' }>): ColumnSet | null {
  const left = outputKey(plan.left)
  if (left === null || plan.type === 'semi' || plan.type === 'anti') return left
  if (plan.type === 'full' || plan.type === 'right') return null
  const right = outputKey(plan.right)
  return right === null ? null : [...left, ...right.map(column => column + plan.left.output.length)]
}
