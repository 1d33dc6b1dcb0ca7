// Conditions that cannot be true when certain columns are NULL: they turn outer joins into inner ones.

import type { ColumnNumber, LogicalExpression, Relation } from '../bind/relation.ts'

/** Is the condition false or NULL whenever all these columns are NULL? */
export function rejectsNulls(e: LogicalExpression, columns: ReadonlySet<ColumnNumber>): boolean {
  switch (e.kind) {
    case 'and':
      return e.operands.some(o => rejectsNulls(o, columns))
    case 'or':
      return e.operands.every(o => rejectsNulls(o, columns))
    case 'is null':
      return e.negated && isNullWith(e.operand, columns)
    case 'is truth':
      return e.truth !== 'unknown' && !e.negated && (e.truth === 'true' ? rejectsNulls(e.operand, columns) : isNullWith(e.operand, columns))
    case 'quantified subquery':
      return e.quantifier === 'any' && e.left.some(l => isNullWith(l, columns))
    default:
      return isNullWith(e, columns)
  }
}

/** Is the expression NULL whenever all these columns are NULL? */
function isNullWith(e: LogicalExpression, columns: ReadonlySet<ColumnNumber>): boolean {
  switch (e.kind) {
    case 'input':
      return columns.has(e.index)
    case 'compare':
    case 'arithmetic':
      return isNullWith(e.left, columns) || isNullWith(e.right, columns)
    case 'call':
      return e.function.strict && e.args.some(a => isNullWith(a, columns))
    case 'cast':
    case 'not':
      return isNullWith(e.operand, columns)
    case 'in list':
      return isNullWith(e.operand, columns)
    case 'quantified array':
      return isNullWith(e.left, columns) && e.comparison.kind === 'compare' && e.array.kind === 'constant'
    case 'constant':
      return e.value === null
    default:
      return false
  }
}

/** Does the column come from a table whose rows no outer join fills with NULLs? */
export function isFullRow(r: Relation, column: ColumnNumber): boolean {
  switch (r.kind) {
    case 'table':
      return r.columns.includes(column)
    case 'filter':
    case 'project':
    case 'project set':
    case 'window':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'distinct on':
      return isFullRow(r.input, column)
    case 'join':
      if (isFullRow(r.left, column)) return r.type !== 'full'
      return r.type === 'inner' && isFullRow(r.right, column)
    default:
      return false
  }
}
