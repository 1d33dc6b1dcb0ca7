// Physical plans: what the planner decides and exec builds operators from (exec/build-operators.ts, one exhaustive switch).
// Every node outputs batches whose columns are `output`, in order. Expressions over an input use kind 'input' positions.

import type { TableDefinition, IndexDefinition } from '../schema/database-schema.ts'
import type { TableFunction } from '../functions/function-definition.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { TableId } from '../base/brand.ts'
import type { BoundAggregate, BoundExpression, BoundWindow, ComparisonOperator, CorrelationBinding, SortKey } from './bound-expression.ts'

export interface OutputColumn {
  readonly name: string
  readonly type: SqlType
}

interface PlanBase {
  readonly output: readonly OutputColumn[]
  /** Planner's estimate, for EXPLAIN and for build-side choice. */
  readonly rows: number
}

/** How a table column or a table's hidden parts come out of a scan. */
export type ScanColumn =
  /** Position in the table's columns. */
  | number
  /** The row's key (storage Key) as a column of type 'unknown': for UPDATE and DELETE. */
  | 'key'

/** One bound of a key or index prefix: values are evaluated once per (re)start of the scan. NULL makes the range empty. */
export interface ScanBound {
  /** Equality on leading columns … */
  readonly equal: readonly BoundExpression[]
  /** … then at most one range on the next column. */
  readonly lower: { readonly value: BoundExpression; readonly inclusive: boolean } | null
  readonly upper: { readonly value: BoundExpression; readonly inclusive: boolean } | null
}

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti'

export type Plan = PlanBase &
  /** Full or ranged scan in primary-key order. `filter` reads the output columns. */
  (
    | {
        readonly kind: 'table scan'
        readonly table: TableDefinition
        readonly columns: readonly ScanColumn[]
        /** On the primary key's columns; null: whole table. Several bounds (IN lists): union, each key once, ascending. */
        readonly bounds: readonly ScanBound[] | null
        readonly filter: BoundExpression | null
        readonly descending: boolean
      }
    | {
        readonly kind: 'index scan'
        readonly table: TableDefinition
        readonly index: IndexDefinition
        readonly columns: readonly ScanColumn[]
        readonly bounds: readonly ScanBound[] | null
        readonly filter: BoundExpression | null
        readonly descending: boolean
      }
    | { readonly kind: 'values'; readonly items: readonly (readonly BoundExpression[])[] }
    /** Set-returning functions side by side (ROWS FROM); the shorter are padded with NULL. */
    | {
        readonly kind: 'function scan'
        readonly calls: readonly {
          readonly function: TableFunction
          readonly args: readonly BoundExpression[]
          readonly columnCount: number
        }[]
        readonly withOrdinality: boolean
      }
    | { readonly kind: 'filter'; readonly input: Plan; readonly condition: BoundExpression }
    | { readonly kind: 'project'; readonly input: Plan; readonly expressions: readonly BoundExpression[] }
    /** Set-returning functions in a select list: expands each input row; other expressions repeat. */
    | {
        readonly kind: 'project set'
        readonly input: Plan
        readonly items: readonly (
          | { readonly kind: 'scalar'; readonly expression: BoundExpression }
          | { readonly kind: 'set'; readonly function: TableFunction; readonly args: readonly BoundExpression[] }
        )[]
      }
    /** Build on the right input. `residual` reads left then right columns. semi/anti output the left columns only. */
    | {
        readonly kind: 'hash join'
        readonly type: JoinType
        readonly left: Plan
        readonly right: Plan
        readonly leftKeys: readonly BoundExpression[]
        readonly rightKeys: readonly BoundExpression[]
        /** true: NULL keys match each other (IS NOT DISTINCT FROM). */
        readonly nullsEqual: boolean
        readonly residual: BoundExpression | null
      }
    | {
        readonly kind: 'nested loop join'
        readonly type: JoinType
        readonly left: Plan
        readonly right: Plan
        readonly condition: BoundExpression | null
      }
    /** For each left row: set slots, run right. LATERAL and index joins. semi/anti output the left columns only. */
    | {
        readonly kind: 'apply'
        readonly type: 'inner' | 'left' | 'semi' | 'anti'
        readonly left: Plan
        readonly right: Plan
        readonly bindings: readonly CorrelationBinding[]
        readonly condition: BoundExpression | null
      }
    /**
     * Output: group keys, then aggregates, then (with several grouping sets) one int4 GROUPING mask per `groupingMasks` entry.
     * `groupingSets`: positions into `groupBy` that each set keeps; null: one set with all.
     * No group keys: exactly one row.
     */
    | {
        readonly kind: 'aggregate'
        readonly input: Plan
        readonly groupBy: readonly BoundExpression[]
        readonly groupingSets: readonly (readonly number[])[] | null
        readonly groupingMasks: readonly (readonly number[])[]
        readonly aggregates: readonly BoundAggregate[]
      }
    /** Output: input columns, then one column per window function. One node per (partition, order). */
    | {
        readonly kind: 'window'
        readonly input: Plan
        readonly partitionBy: readonly BoundExpression[]
        readonly orderBy: readonly SortKey[]
        readonly functions: readonly BoundWindow[]
      }
    /** `limit` set: top-N. Ties are broken by input order (stable). */
    | { readonly kind: 'sort'; readonly input: Plan; readonly keys: readonly SortKey[]; readonly limit: LimitCount | null }
    | {
        readonly kind: 'limit'
        readonly input: Plan
        readonly limit: BoundExpression | null
        readonly offset: BoundExpression | null
        readonly withTies: readonly SortKey[] | null
      }
    | { readonly kind: 'distinct'; readonly input: Plan }
    /** Input is sorted by the keys first: keeps the first row of each run. */
    | { readonly kind: 'distinct on'; readonly input: Plan; readonly keys: readonly BoundExpression[] }
    | {
        readonly kind: 'set operation'
        readonly operator: 'union' | 'intersect' | 'except'
        readonly all: boolean
        readonly left: Plan
        readonly right: Plan
      }
    /** WITH: each common table is run at most once, when first read, and kept; `id` names it in `cte scan`. */
    | { readonly kind: 'with'; readonly tables: readonly { readonly id: number; readonly plan: Plan }[]; readonly body: Plan }
    | { readonly kind: 'cte scan'; readonly id: number }
    /** WITH RECURSIVE: `step` reads the previous rows through `cte scan` of `id`. `distinct`: UNION instead of UNION ALL. */
    | { readonly kind: 'recursive union'; readonly id: number; readonly start: Plan; readonly step: Plan; readonly distinct: boolean }
    | ({ readonly kind: 'insert' } & InsertPlan)
    | ({ readonly kind: 'update' } & UpdatePlan)
    | ({ readonly kind: 'delete' } & DeletePlan)
    | ({ readonly kind: 'merge' } & MergePlan)
  )

/** limit + offset, when both are constants or parameters. */
export interface LimitCount {
  readonly limit: BoundExpression
  readonly offset: BoundExpression | null
}

export interface InsertPlan {
  readonly table: TableDefinition
  /** Outputs one value per table column in order: defaults, identity and generated columns are already computed by `rowExpressions`. */
  readonly source: Plan
  /** One per table column, over the source's output. */
  readonly rowExpressions: readonly BoundExpression[]
  readonly checks: readonly BoundCheck[]
  readonly onConflict: {
    /** Unique indexes (or 'primary key') that arbitrate; empty with DO NOTHING: all of them. */
    readonly arbiters: readonly (string | 'primary key')[]
    /** null: DO NOTHING. Input: table columns of the existing row, then of the excluded row. */
    readonly update: {
      readonly assignments: readonly BoundAssignment[]
      /** Generated columns, over the table's columns of the new row. */
      readonly generated?: readonly BoundAssignment[]
      readonly where: BoundExpression | null
    } | null
  } | null
  /** Over the table's columns of the new row; null: no RETURNING. */
  readonly returning: readonly BoundExpression[] | null
}

export interface BoundAssignment {
  /** Position in the table's columns. */
  readonly column: number
  readonly value: BoundExpression
}

/** CHECK constraints and NOT NULL are tested in this order, on the table's columns of the new row. */
export interface BoundCheck {
  readonly constraint: string
  readonly condition: BoundExpression
}

export interface UpdatePlan {
  readonly table: TableDefinition
  /** Outputs: the key, all table columns, then whatever FROM brings. */
  readonly source: Plan
  /** Over the source's output. Generated columns follow, over the same input with the new values already in place of the old (see exec). */
  readonly assignments: readonly BoundAssignment[]
  /** Over the table's columns of the new row. */
  readonly generated: readonly BoundAssignment[]
  readonly checks: readonly BoundCheck[]
  /** Input: table columns of the new row, then the source's columns after the table's (FROM). */
  readonly returning: readonly BoundExpression[] | null
}

export interface DeletePlan {
  readonly table: TableDefinition
  /** Outputs: the key, all table columns, then whatever USING brings. */
  readonly source: Plan
  /** Input: table columns of the old row, then the USING columns. */
  readonly returning: readonly BoundExpression[] | null
}

export interface MergePlan {
  readonly table: TableDefinition
  /** Outputs: key (NULL when not matched), all table columns, then the source's columns. */
  readonly source: Plan
  readonly clauses: readonly {
    readonly matched: boolean
    /** Over the source's output. */
    readonly condition: BoundExpression | null
    readonly action:
      | { readonly kind: 'nothing' | 'delete' }
      | { readonly kind: 'update'; readonly assignments: readonly BoundAssignment[]; readonly generated: readonly BoundAssignment[] }
      | { readonly kind: 'insert'; readonly rowExpressions: readonly BoundExpression[] }
  }[]
  readonly checks: readonly BoundCheck[]
}

/** A planned query or data change: the unit that the statement cache keeps. */
export interface PlannedStatement {
  readonly plan: Plan
  readonly parameterTypes: readonly SqlType[]
  /** By parameter: its type is that of the column it is assigned to, whatever the value at hand looked like. */
  readonly columnParameters: readonly boolean[]
  /** Slots to allocate for correlation. */
  readonly slotCount: number
  /** Tables whose rows can change the result: live queries wake on them. */
  readonly tablesRead: readonly TableId[]
  readonly tablesWritten: readonly TableId[]
  /** Reads now(), random(), sequences, settings …: a live query cannot tell when it changes by tables alone. */
  readonly volatile: boolean
  /** Command tag's word: SELECT, INSERT, UPDATE, DELETE, MERGE. */
  readonly command: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE'
  /** true: answers rows (SELECT, RETURNING). */
  readonly returnsRows: boolean
}

export type { ComparisonOperator }
