// Conjuncts of a table scan as terms on single columns: `column = value`, `column IN (…)`, `column < value`.
// `value` reads no column of the table: it is a constant, a parameter or a column of an enclosing row.

import type { TableDefinition } from '../../schema/database-schema.ts'
import { sameBaseType, type SqlType } from '../../values/sql-type.ts'
import type { LogicalExpression, TableRelation } from '../bind/relation.ts'
import type { ComparisonOperator } from '../bound-expression.ts'
import { flipComparison } from '../bind/narrow-comparison.ts'
import { forEachInput } from '../bind/relation-tree.ts'
import { hasSubquery, isVolatile } from './conjuncts.ts'
import { prefixRange } from './like-prefix.ts'

export interface EqualTerm {
  readonly kind: 'equal'
  readonly column: number
  /** One value: `=`; several: IN. */
  readonly values: readonly LogicalExpression[]
  readonly source: LogicalExpression
}

export interface RangeTerm {
  readonly kind: 'range'
  readonly column: number
  readonly operator: '<' | '<=' | '>' | '>='
  readonly value: LogicalExpression
  readonly source: LogicalExpression
  /** false: the range is wider than the condition, which is still tested. */
  readonly exact: boolean
}

export type ScanTerm = EqualTerm | RangeTerm

/** More bounds than this are no better than reading everything. */
const maxBounds = 20_000

/** The terms of all conjuncts, by what they say of the table's columns. */
export function scanTerms(relation: TableRelation, conjuncts: readonly LogicalExpression[]): ScanTerm[] {
  const terms: ScanTerm[] = []
  for (const conjunct of conjuncts) addTerms(relation, conjunct, terms)
  return terms
}

function addTerms(relation: TableRelation, e: LogicalExpression, terms: ScanTerm[]): void {
  if (e.kind === 'compare') {
    addComparison(relation, { operator: e.operator, type: e.operandType, left: e.left, right: e.right, source: e }, terms)
    addComparison(relation, { operator: flipComparison(e.operator), type: e.operandType, left: e.right, right: e.left, source: e }, terms)
  } else if (e.kind === 'in list' && !e.negated && e.items.length <= maxBounds) {
    const column = columnOf(relation, e.operand, e.operandType)
    if (column >= 0 && e.items.every(i => isOutside(relation, i))) terms.push({ kind: 'equal', column, values: e.items, source: e })
  } else if (e.kind === 'call') addPrefix(relation, e, terms)
}

interface Comparison {
  readonly operator: ComparisonOperator
  readonly type: SqlType
  readonly left: LogicalExpression
  readonly right: LogicalExpression
  readonly source: LogicalExpression
}

function addComparison(relation: TableRelation, comparison: Comparison, terms: ScanTerm[]): void {
  const { operator, right, source } = comparison
  if (operator === '<>') return
  const column = columnOf(relation, comparison.left, comparison.type)
  if (column < 0 || !isOutside(relation, right)) return
  if (operator === '=') terms.push({ kind: 'equal', column, values: [right], source })
  else terms.push({ kind: 'range', column, operator, value: right, source, exact: true })
}

/** `name LIKE 'abc%'` lies between 'abc' and 'abd'. */
function addPrefix(relation: TableRelation, e: Extract<LogicalExpression, { kind: 'call' }>, terms: ScanTerm[]): void {
  if (e.function.name !== '~~' && e.function.name !== '^@') return
  const [text, pattern] = e.args
  const column = columnOf(relation, text, text.type)
  if (column < 0 || text.type.name === 'bpchar' || pattern.kind !== 'constant' || typeof pattern.value !== 'string') return
  const range = prefixRange(pattern.value, e.function.name === '^@')
  if (range === null) return
  const value = (bound: string): LogicalExpression => ({ kind: 'constant', type: text.type, value: bound })
  terms.push({ kind: 'range', column, operator: '>=', value: value(range.from), source: e, exact: false })
  if (range.to !== null) terms.push({ kind: 'range', column, operator: '<', value: value(range.to), source: e, exact: false })
}

/** Position of the table's column that `e` is, when keys of it compare as `type` does; else -1. */
export function columnOf(relation: TableRelation, e: LogicalExpression, type: SqlType): number {
  if (e.kind !== 'input') return -1
  const position = e.index - relation.columns[0]
  if (position < 0 || position >= relation.columns.length) return -1
  return isKeyComparable(relation.table, position, type) ? position : -1
}

function isKeyComparable(table: TableDefinition, position: number, type: SqlType): boolean {
  const own = table.columns[position].type
  if (own.name === 'bpchar') return false
  return sameBaseType(own, type) || (own.name === 'varchar' && type.name === 'text')
}

function isOutside(relation: TableRelation, e: LogicalExpression): boolean {
  if (e.kind === 'constant' || e.kind === 'parameter') return true
  const first = relation.columns[0]
  const last = first + relation.columns.length - 1
  let outside = true
  forEachInput(e, column => {
    if ((column >= first && column <= last) || column === relation.key) outside = false
  })
  // A subquery as a bound would be run for every restart of the scan before any row is known to be wanted.
  return outside && !isVolatile(e) && !hasCorrelatedSubquery(e)
}

function hasCorrelatedSubquery(e: LogicalExpression): boolean {
  if (!hasSubquery(e)) return false
  let any = false
  forEachInput(e, () => {
    any = true
  })
  return any
}
