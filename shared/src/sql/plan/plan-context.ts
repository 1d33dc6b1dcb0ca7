// What the parts of one planning run share: the statement, correlation slots, and the way from an expression's subquery
// back to the builder. Column numbers become positions (or slots of enclosing rows) here.

import { assert } from '../../base/assert.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { ColumnNumber, LogicalExpression, LogicalQuery, LogicalSortKey, Relation } from '../bind/relation.ts'
import { convertChildren } from '../bind/expression-tree.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import type { BoundExpression, CorrelationBinding, SortKey, SubPlan } from '../bound-expression.ts'
import type { OutputColumn, Plan } from '../plan.ts'
import type { WantedOrder } from './row-order.ts'

/** Which column number stands at which position of an operator's rows. */
export class Layout {
  readonly columns: readonly ColumnNumber[]
  private index: Map<ColumnNumber, number> | null = null

  constructor(columns: readonly ColumnNumber[]) {
    this.columns = columns
  }

  /** -1: not in these rows. */
  position(column: ColumnNumber): number {
    if (this.columns.length <= 8) return this.columns.indexOf(column)
    if (this.index === null) {
      this.index = new Map()
      for (let i = this.columns.length - 1; i >= 0; i--) this.index.set(this.columns[i], i)
    }
    return this.index.get(column) ?? -1
  }
}

export const noLayout = new Layout([])

/** A plan that runs inside a row of another one: columns of that row reach it through slots. */
export class Frame {
  readonly parent: Frame | null
  /** Rows of the surrounding operator. */
  readonly outer: Layout
  readonly bindings: CorrelationBinding[] = []
  readonly slots = new Map<ColumnNumber, number>()

  constructor(parent: Frame | null, outer: Layout) {
    this.parent = parent
    this.outer = outer
  }
}

/** A plan under construction. */
export interface Built {
  readonly plan: Plan
  readonly layout: Layout
  /** Relative work to produce all rows; 1 is one row of a scan. */
  readonly cost: number
  /** Rows come in this order, as far as is known. */
  readonly order: readonly OrderColumn[]
  /** Columns that have one value in all rows, because a condition says so. */
  readonly constant?: ReadonlySet<ColumnNumber>
}

export interface OrderColumn {
  readonly column: ColumnNumber
  readonly descending: boolean
  /** null: the column has no NULLs. */
  readonly nullsFirst: boolean | null
}

export interface BuildRequest {
  readonly required: ReadonlySet<ColumnNumber>
  readonly frame: Frame | null
  /** An order that would save a sort above, if it costs little. */
  readonly wanted?: WantedOrder | null
}

/** The builder that build-plan.ts provides: its parts call each other through the context. */
export interface Builders {
  relation(context: PlanContext, relation: Relation, request: BuildRequest): Built
  query(context: PlanContext, query: LogicalQuery, frame: Frame | null): Plan
}

export class PlanContext {
  readonly statement: StatementContext
  slotCount = 0
  private readonly builders: Builders

  constructor(statement: StatementContext, builders: Builders) {
    this.statement = statement
    this.builders = builders
  }

  /** Plans a relation so that at least the `required` columns come out. */
  build(relation: Relation, request: BuildRequest): Built {
    return this.builders.relation(this, relation, request)
  }

  /** Plans a query to exactly its columns, in order. */
  buildQuery(query: LogicalQuery, frame: Frame | null): Plan {
    return this.builders.query(this, query, frame)
  }

  output(columns: readonly ColumnNumber[]): OutputColumn[] {
    const { names, types } = this.statement
    return columns.map(c => ({ name: names[c], type: types[c] }))
  }

  /** The expression over rows of `layout`. */
  lower(e: LogicalExpression, layout: Layout, frame: Frame | null): BoundExpression {
    if (e.kind === 'input') return this.lowerColumn(e.index, e.type, layout, frame)
    return convertChildren<LogicalQuery, SubPlan>(
      e,
      child => this.lower(child, layout, frame),
      query => this.subPlan(query, layout, frame),
    )
  }

  lowerAll(list: readonly LogicalExpression[], layout: Layout, frame: Frame | null): BoundExpression[] {
    return list.map(e => this.lower(e, layout, frame))
  }

  lowerKeys(keys: readonly LogicalSortKey[], layout: Layout, frame: Frame | null): SortKey[] {
    return keys.map(key => ({ ...key, expression: this.lower(key.expression, layout, frame) }))
  }

  private lowerColumn(column: ColumnNumber, type: SqlType, layout: Layout, frame: Frame | null): BoundExpression {
    const index = layout.position(column)
    if (index >= 0) return { kind: 'input', type, index }
    assert(frame !== null, `column ${column} (${this.statement.names[column]}) is produced somewhere`)
    return { kind: 'correlation', type, slot: this.slotOf(column, frame) }
  }

  /** The slot that holds an outer column inside `frame`; each level has its own, so that a changed value is noticed. */
  private slotOf(column: ColumnNumber, frame: Frame): number {
    const known = frame.slots.get(column)
    if (known !== undefined) return known
    const slot = this.slotCount++
    frame.slots.set(column, slot)
    const value = this.lowerColumn(column, this.statement.types[column], frame.outer, frame.parent)
    frame.bindings.push({ slot, value })
    return slot
  }

  private subPlan(query: LogicalQuery, layout: Layout, frame: Frame | null): SubPlan {
    const inner = new Frame(frame, layout)
    const plan = this.buildQuery(query, inner)
    return { plan, bindings: inner.bindings }
  }
}
