// How many rows a condition leaves and how many different values a column has: rough, but stable and cheap.
// There are no histograms: keys, foreign keys, types and row counts are all that is known.

import type { TableDefinition } from '../../schema/database-schema.ts'
import type { ColumnNumber, LogicalExpression } from '../bind/relation.ts'
import type { StatementContext } from '../bind/statement-context.ts'

/** Different values of a column about which nothing is known. */
const unknownDistinct = 200

/** Share of the rows for which a condition holds. */
export function selectivity(statement: StatementContext, e: LogicalExpression): number {
  switch (e.kind) {
    case 'constant':
      return e.value === true ? 1 : 0
    case 'compare':
      if (e.operator === '=') return equalitySelectivity(statement, e.left, e.right)
      return e.operator === '<>' ? 0.95 : 0.33
    case 'in list': {
      const share = Math.min(1, e.items.length * equalitySelectivity(statement, e.operand, e.items[0]))
      return e.negated ? 1 - share : share
    }
    case 'and':
      return e.operands.reduce((product, o) => product * selectivity(statement, o), 1)
    case 'or':
      return Math.min(1, e.operands.reduce((sum, o) => sum + selectivity(statement, o), 0)) // prettier-ignore
    case 'not':
      return 1 - selectivity(statement, e.operand)
    case 'is null':
      return e.negated ? 0.95 : 0.05
    case 'quantified array':
      return Math.min(1, 10 * equalitySelectivity(statement, e.left, e.array))
    case 'call':
      return e.function.name.startsWith('!') ? 0.9 : 0.1
    default:
      return 0.5
  }
}

function equalitySelectivity(statement: StatementContext, left: LogicalExpression, right: LogicalExpression): number {
  const distinct = Math.max(distinctOf(statement, left), distinctOf(statement, right))
  return 1 / Math.max(1, distinct)
}

/** Different values that an expression can have. */
export function distinctOf(statement: StatementContext, e: LogicalExpression): number {
  if (e.kind === 'input') return columnDistinct(statement, e.index)
  if (e.kind === 'constant' || e.kind === 'parameter') return 1
  return unknownDistinct
}

export function columnDistinct(statement: StatementContext, column: ColumnNumber): number {
  const origin = statement.origins[column]
  if (origin === undefined) return unknownDistinct
  const { table, position } = origin
  const rows = Math.max(1, statement.rowCount(table.id))
  return Math.min(rows, distinctInTable(statement, table, position, rows))
}

function distinctInTable(statement: StatementContext, table: TableDefinition, position: number, rows: number): number {
  const { id, type } = table.columns[position]
  if (table.primaryKey.length === 1 && table.primaryKey[0] === id) return rows
  if (table.indexes.some(i => i.unique && i.columns.length === 1 && i.columns[0].column === id)) return rows
  if (type.name === 'bool') return 2
  if (type.kind === 'enum') return Math.max(1, type.labels?.length ?? 10)
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'foreign key' || constraint.columns.length !== 1 || constraint.columns[0] !== id) continue
    return Math.max(1, statement.rowCount(constraint.references.table))
  }
  return Math.max(unknownDistinct, rows / 10)
}
