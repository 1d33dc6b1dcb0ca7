// How a base table is read: whole, by ranges of its primary key, or through an index, whichever is estimated cheapest,
// given the conditions on it and the order that is wanted above.

import type { IndexDefinition, TableDefinition } from '../../schema/database-schema.ts'
import type { ColumnNumber, LogicalExpression, TableRelation } from '../bind/relation.ts'
import { bindTableExpression } from '../bind/bind-table-expression.ts'
import { equalExpressions } from '../bind/expression-tree.ts'
import { forEachInput, mapDeep } from '../bind/relation-tree.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import type { BoundExpression } from '../bound-expression.ts'
import type { Plan, ScanBound, ScanColumn } from '../plan.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import { conjunctionOf } from './conjuncts.ts'
import { columnDistinct, selectivity } from './estimate.ts'
import { Layout, type Built, type Frame, type OrderColumn, type PlanContext } from './plan-context.ts'
import { scanTerms, type RangeTerm, type ScanTerm } from './scan-terms.ts'
import { satisfies, type WantedOrder } from './row-order.ts'

/** Work of one key lookup, and of one row fetched through an index, in rows of a scan. */
const seekCost = 30
const fetchCost = 15
const coveredCost = 1.5

/** A tree that can be read in its order: the table itself or one of its indexes. */
interface Path {
  readonly index: IndexDefinition | null
  readonly columns: readonly PathColumn[]
  /** Equality on all columns is at most one row. */
  readonly unique: boolean
}

interface PathColumn {
  readonly position: number
  readonly descending: boolean
  readonly nullsFirst: boolean
}

interface Candidate {
  readonly path: Path
  readonly bounds: readonly LogicalBound[] | null
  /** Conjuncts that the bounds make true. */
  readonly covered: ReadonlySet<LogicalExpression>
  readonly equalColumns: ReadonlySet<ColumnNumber>
  /** Rows read, before the remaining conditions. */
  readonly read: number
  readonly cost: number
  readonly order: readonly OrderColumn[]
  readonly descending: boolean
  readonly ordered: boolean
}

interface LogicalBound {
  readonly equal: readonly LogicalExpression[]
  readonly lower: RangeTerm | null
  readonly upper: RangeTerm | null
}

export interface ScanRequest {
  readonly relation: TableRelation
  readonly conjuncts: readonly LogicalExpression[]
  readonly required: ReadonlySet<ColumnNumber>
  readonly wanted: WantedOrder | null
}

/** The cheapest scan of the table. */
export function buildScan(context: PlanContext, request: ScanRequest, frame: Frame | null): Built {
  const { relation, conjuncts } = request
  const best = bestCandidate(context.statement, request)
  const filters = conjuncts.filter(c => !best.covered.has(c))
  const columns = scanColumns(relation, request.required, filters)
  const layout = new Layout(columns)
  const bounds = best.bounds && best.bounds.map(b => lowerBound(context, b, frame))
  const filter = conjunctionOf(filters)
  const rows = Math.max(1, best.read * filters.reduce((share, c) => share * selectivity(context.statement, c), 1))
  const base = {
    output: context.output(columns),
    rows,
    table: relation.table,
    columns: columns.map((c): ScanColumn => (c === relation.key ? 'key' : c - relation.columns[0])),
    bounds,
    filter: filter && context.lower(filter, layout, frame),
    descending: best.descending,
  }
  const { index } = best.path
  const plan: Plan = index === null ? { kind: 'table scan', ...base } : { kind: 'index scan', index, ...base }
  return { plan, layout, cost: best.cost + best.read * 0.2 * filters.length, order: best.order, constant: best.equalColumns }
}

/** Estimated rows and work of reading the table under the conditions, without building anything. */
export function estimateScan(
  statement: StatementContext,
  relation: TableRelation,
  conjuncts: readonly LogicalExpression[],
): { readonly rows: number; readonly cost: number } {
  const best = bestCandidate(statement, { relation, conjuncts, required: new Set(), wanted: null })
  const rest = conjuncts.filter(c => !best.covered.has(c))
  return { rows: Math.max(1, best.read * rest.reduce((share, c) => share * selectivity(statement, c), 1)), cost: best.cost }
}

function bestCandidate(statement: StatementContext, request: ScanRequest): Candidate {
  const { relation, conjuncts, wanted } = request
  const { table } = relation
  const terms = scanTerms(relation, conjuncts)
  let best = candidateOf(statement, request, tablePath(table), terms)
  if (best.read <= 1 && best.bounds !== null) return best
  for (const index of table.indexes) {
    if (terms.length === 0 && wanted === null) break
    if (index.where !== null && !isImplied(relation, index.where, conjuncts)) continue
    const candidate = candidateOf(statement, request, indexPath(table, index), terms)
    if (candidate.bounds === null && !candidate.ordered) continue
    if (totalCost(candidate, request) < totalCost(best, request)) best = candidate
  }
  return best
}

function tablePath(table: TableDefinition): Path {
  const columns = table.primaryKey.map(id => ({
    position: table.columns.findIndex(c => c.id === id),
    descending: false,
    nullsFirst: false,
  }))
  return { index: null, columns, unique: table.primaryKey.length > 0 }
}

function indexPath(table: TableDefinition, index: IndexDefinition): Path {
  const columns = index.columns.map(c => ({
    position: table.columns.findIndex(own => own.id === c.column),
    descending: c.descending,
    nullsFirst: c.nullsFirst,
  }))
  return { index, columns, unique: index.unique }
}

/** What is wanted above counts: rows out of order must be sorted, and a limit stops an ordered scan early. */
function totalCost(candidate: Candidate, request: ScanRequest): number {
  const { wanted } = request
  if (wanted === null) return candidate.cost
  if (!candidate.ordered) return candidate.cost + candidate.read * (wanted.limit === null ? 3 : 0.5)
  if (wanted.limit === null) return candidate.cost
  const rest = request.conjuncts.filter(c => !candidate.covered.has(c)).length
  const share = Math.min(1, (wanted.limit * 3 ** rest) / Math.max(1, candidate.read))
  return candidate.cost * share
}

function candidateOf(statement: StatementContext, request: ScanRequest, path: Path, terms: readonly ScanTerm[]): Candidate {
  const { relation, wanted, required } = request
  const total = Math.max(1, statement.rowCount(relation.table.id))
  const matched = matchTerms(relation, path, terms)
  const read = matched.bounds === null ? total : rowsRead(statement, relation, path, matched, total)
  const order = path.columns.map(c => orderColumn(relation, c))
  const direction = wanted === null ? null : satisfies(order, wanted.keys, matched.equalColumns)
  const isCovered = path.index !== null && coversColumns(relation, path, required, request.conjuncts)
  const perRow = path.index === null ? 1 : isCovered ? coveredCost : fetchCost
  return {
    path,
    bounds: matched.bounds,
    covered: matched.covered,
    equalColumns: matched.equalColumns,
    read,
    cost: (matched.bounds?.length ?? 0) * seekCost + read * perRow,
    order: direction === 'backward' ? order.map(reversed) : order,
    descending: direction === 'backward',
    ordered: direction !== null && (wanted?.keys.length ?? 0) > 0,
  }
}

const reversed = (c: OrderColumn): OrderColumn => ({
  ...c,
  descending: !c.descending,
  nullsFirst: c.nullsFirst === null ? null : !c.nullsFirst,
})

function orderColumn(relation: TableRelation, c: PathColumn): OrderColumn {
  const { notNull, id } = relation.table.columns[c.position]
  const hasNulls = !notNull && !relation.table.primaryKey.includes(id)
  return { column: relation.columns[c.position], descending: c.descending, nullsFirst: hasNulls ? c.nullsFirst : null }
}

interface Matched {
  readonly bounds: readonly LogicalBound[] | null
  readonly covered: ReadonlySet<LogicalExpression>
  readonly equalColumns: ReadonlySet<ColumnNumber>
  readonly equalCount: number
  readonly hasRange: boolean
}

/** Equalities on leading columns, then a range on the next one. */
function matchTerms(relation: TableRelation, path: Path, terms: readonly ScanTerm[]): Matched {
  const covered = new Set<LogicalExpression>()
  const equalColumns = new Set<ColumnNumber>()
  let prefixes: LogicalExpression[][] = [[]]
  let depth = 0
  for (; depth < path.columns.length; depth++) {
    const { position } = path.columns[depth]
    const term = terms.find(t => t.kind === 'equal' && t.column === position)
    if (term?.kind !== 'equal' || prefixes.length * term.values.length > 20_000) break
    prefixes = term.values.length === 1 ? prefixes.map(p => [...p, term.values[0]]) : prefixes.flatMap(p => term.values.map(v => [...p, v]))
    covered.add(term.source)
    if (term.values.length === 1) equalColumns.add(relation.columns[position])
  }
  const next = path.columns[depth]
  const lower = next && rangeOn(terms, next.position, '>')
  const upper = next && rangeOn(terms, next.position, '<')
  const hasRange = lower !== undefined || upper !== undefined
  if (depth === 0 && !hasRange) return { bounds: null, covered, equalColumns, equalCount: 0, hasRange }
  for (const term of [lower, upper]) if (term !== undefined && term.exact) covered.add(term.source)
  return {
    bounds: prefixes.map(equal => ({ equal, lower: lower ?? null, upper: upper ?? null })),
    covered,
    equalColumns,
    equalCount: depth,
    hasRange,
  }
}

function rangeOn(terms: readonly ScanTerm[], position: number, side: '<' | '>'): RangeTerm | undefined {
  return terms.find((t): t is RangeTerm => t.kind === 'range' && t.column === position && t.operator.startsWith(side))
}

function rowsRead(statement: StatementContext, relation: TableRelation, path: Path, matched: Matched, total: number): number {
  const count = matched.bounds?.length ?? 1
  if (path.unique && matched.equalCount === path.columns.length) return Math.min(total, count)
  let distinct = 1
  for (let i = 0; i < matched.equalCount; i++) distinct *= columnDistinct(statement, relation.columns[path.columns[i].position])
  const perBound = Math.max(1, total / Math.min(total, distinct))
  const both = matched.bounds?.[0].lower !== null && matched.bounds?.[0].upper !== null
  const share = matched.hasRange ? (both ? 0.1 : 0.33) : 1
  return Math.min(total, Math.max(1, count * perBound * share))
}

/** Does the index hold everything that is read? Its entries carry the primary key, too. */
function coversColumns(
  relation: TableRelation,
  path: Path,
  required: ReadonlySet<ColumnNumber>,
  conjuncts: readonly LogicalExpression[],
): boolean {
  const held = new Set(path.columns.map(c => relation.columns[c.position]))
  for (const id of relation.table.primaryKey) held.add(relation.columns[relation.table.columns.findIndex(c => c.id === id)])
  const first = relation.columns[0]
  const isOwn = (c: ColumnNumber): boolean => c >= first && c < first + relation.columns.length
  for (const column of required) if (isOwn(column) && !held.has(column)) return false
  let covers = true
  for (const conjunct of conjuncts) {
    forEachInput(conjunct, column => {
      if (isOwn(column) && !held.has(column)) covers = false
    })
  }
  return covers
}

/** Is every row that the conditions accept in the partial index? True when its predicate is among the conditions. */
function isImplied(relation: TableRelation, predicate: string, conjuncts: readonly LogicalExpression[]): boolean {
  const bound: BoundExpression = bindTableExpression(predicate, relation.table, sqlTypes.bool)
  const parts = bound.kind === 'and' ? bound.operands : [bound]
  const first = relation.columns[0]
  const own = conjuncts.map(c => mapDeep(c, e => (e.kind === 'input' ? { ...e, index: e.index - first } : e)) as unknown as BoundExpression)
  return parts.every(part => own.some(c => equalExpressions(c, part)))
}

function scanColumns(relation: TableRelation, required: ReadonlySet<ColumnNumber>, filters: readonly LogicalExpression[]): ColumnNumber[] {
  const first = relation.columns[0]
  const wanted = new Set<ColumnNumber>()
  const add = (c: ColumnNumber): void => {
    if ((c >= first && c < first + relation.columns.length) || c === relation.key) wanted.add(c)
  }
  for (const column of required) add(column)
  for (const filter of filters) forEachInput(filter, add)
  return [...wanted].sort((a, b) => a - b)
}

function lowerBound(context: PlanContext, bound: LogicalBound, frame: Frame | null): ScanBound {
  const empty = new Layout([])
  const side = (term: RangeTerm | null): ScanBound['lower'] =>
    term && { value: context.lower(term.value, empty, frame), inclusive: term.operator.endsWith('=') }
  return { equal: context.lowerAll(bound.equal, empty, frame), lower: side(bound.lower), upper: side(bound.upper) }
}
