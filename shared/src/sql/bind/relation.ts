// Bound queries before planning: relational algebra over numbered columns. Made by sql/bind, rewritten and lowered by sql/plan.
// Every column that a node produces has a number that is unique in the statement; in a logical expression
// `{ kind: 'input', index }` means that number. A number that nothing below produces belongs to an enclosing query.

import type { TableFunction } from '../../functions/function-definition.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { BoundAggregate, BoundWindow, ExpressionOf, SortKey } from '../bound-expression.ts'
import type { OutputColumn } from '../plan.ts'

/** Names a column of some node of the statement; dense from 0. */
export type ColumnNumber = number

/** An expression whose inputs are column numbers and whose subqueries are not planned yet. */
export type LogicalExpression = ExpressionOf<LogicalQuery>

export type LogicalSortKey = SortKey<LogicalQuery>
export type LogicalAggregate = BoundAggregate<LogicalQuery>
export type LogicalWindow = BoundWindow<LogicalQuery>

/** A query: what it reads and which columns, in order, are its result. A column may appear twice. */
export interface LogicalQuery {
  readonly relation: Relation
  readonly columns: readonly ColumnNumber[]
}

export type LogicalJoinType = 'inner' | 'left' | 'full' | 'semi' | 'anti'

export type Relation =
  | TableRelation
  | { readonly kind: 'values'; readonly columns: readonly ColumnNumber[]; readonly rows: readonly (readonly LogicalExpression[])[] }
  | {
      readonly kind: 'function'
      readonly columns: readonly ColumnNumber[]
      readonly calls: readonly {
        readonly function: TableFunction
        readonly args: readonly LogicalExpression[]
        readonly columnCount: number
      }[]
      readonly withOrdinality: boolean
      readonly alias: string
    }
  | FilterRelation
  /** Adds columns; those of the input stay visible. */
  | ProjectRelation
  /** Adds one column per set-returning function and a row per element. */
  | { readonly kind: 'project set'; readonly input: Relation; readonly sets: readonly SetCall[] }
  | JoinRelation
  | AggregateRelation
  | WindowRelation
  | { readonly kind: 'sort'; readonly input: Relation; readonly keys: readonly LogicalSortKey[] }
  | {
      readonly kind: 'limit'
      readonly input: Relation
      readonly limit: LogicalExpression | null
      readonly offset: LogicalExpression | null
      readonly withTies: readonly LogicalSortKey[] | null
    }
  /** Distinct on `columns`; nothing else is visible above. */
  | { readonly kind: 'distinct'; readonly input: Relation; readonly columns: readonly ColumnNumber[] }
  /** The input is sorted by the keys. */
  | { readonly kind: 'distinct on'; readonly input: Relation; readonly keys: readonly LogicalExpression[] }
  | SetOperationRelation
  | { readonly kind: 'with'; readonly tables: readonly BoundCommonTable[]; readonly body: Relation }
  | { readonly kind: 'cte scan'; readonly table: BoundCommonTable; readonly columns: readonly ColumnNumber[]; readonly alias: string }
  | {
      readonly kind: 'recursive union'
      readonly working: BoundCommonTable
      readonly columns: readonly ColumnNumber[]
      readonly start: LogicalQuery
      readonly step: LogicalQuery
      readonly distinct: boolean
    }
  | InsertRelation
  | UpdateRelation
  | DeleteRelation
  | MergeRelation

export interface TableRelation {
  readonly kind: 'table'
  readonly table: TableDefinition
  readonly alias: string
  /** One per table column, consecutive. */
  readonly columns: readonly ColumnNumber[]
  /** Column that holds the row's key, for data changes and ctid-like uses; null: not wanted. */
  readonly key: ColumnNumber | null
}

export interface FilterRelation {
  readonly kind: 'filter'
  readonly input: Relation
  readonly condition: LogicalExpression
}

export interface ProjectRelation {
  readonly kind: 'project'
  readonly input: Relation
  readonly columns: readonly ColumnNumber[]
  readonly expressions: readonly LogicalExpression[]
}

export interface SetCall {
  readonly column: ColumnNumber
  readonly function: TableFunction
  readonly args: readonly LogicalExpression[]
}

export interface JoinRelation {
  readonly kind: 'join'
  readonly type: LogicalJoinType
  readonly left: Relation
  readonly right: Relation
  /** null: true. */
  readonly condition: LogicalExpression | null
  /** The right side reads columns of the left. */
  readonly lateral: boolean
}

export interface AggregateRelation {
  readonly kind: 'aggregate'
  readonly input: Relation
  readonly groupColumns: readonly ColumnNumber[]
  readonly groupBy: readonly LogicalExpression[]
  /** Positions into `groupBy` that each set keeps; null: one set with all. */
  readonly groupingSets: readonly (readonly number[])[] | null
  readonly maskColumns: readonly ColumnNumber[]
  readonly masks: readonly (readonly number[])[]
  readonly aggregateColumns: readonly ColumnNumber[]
  readonly aggregates: readonly LogicalAggregate[]
}

export interface WindowRelation {
  readonly kind: 'window'
  readonly input: Relation
  readonly partitionBy: readonly LogicalExpression[]
  readonly orderBy: readonly LogicalSortKey[]
  readonly columns: readonly ColumnNumber[]
  readonly functions: readonly LogicalWindow[]
}

export interface SetOperationRelation {
  readonly kind: 'set operation'
  readonly operator: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly columns: readonly ColumnNumber[]
  readonly left: LogicalQuery
  readonly right: LogicalQuery
}

/** A WITH item. `references` and `query` are complete when the statement is bound. */
export interface BoundCommonTable {
  readonly id: number
  readonly name: string
  readonly output: OutputColumn[]
  /** null while a recursive item's own text is bound, and for the working table of a recursion. */
  query: LogicalQuery | null
  references: number
  readonly materialized: boolean | null
  /** INSERT, UPDATE or DELETE: runs even when nobody reads it. */
  readonly changesData: boolean
}

export interface LogicalCheck {
  readonly constraint: string
  readonly condition: LogicalExpression
}

export interface LogicalAssignment {
  readonly column: number
  readonly value: LogicalExpression
}

/** What every data change has: columns that stand for the target's new (or, of DELETE, old) row, and RETURNING. */
interface ChangeRelation {
  readonly table: TableDefinition
  readonly source: Relation
  /** Stand for the table's columns in `checks`, `generated` and `returning`. */
  readonly rowColumns: readonly ColumnNumber[]
  readonly returning: readonly LogicalExpression[] | null
  /** Numbers of RETURNING's columns. */
  readonly columns: readonly ColumnNumber[]
}

export interface InsertRelation extends ChangeRelation {
  readonly kind: 'insert'
  readonly rowExpressions: readonly LogicalExpression[]
  readonly checks: readonly LogicalCheck[]
  readonly onConflict: {
    readonly arbiters: readonly string[]
    readonly update: {
      readonly existingColumns: readonly ColumnNumber[]
      readonly excludedColumns: readonly ColumnNumber[]
      readonly assignments: readonly LogicalAssignment[]
      /** Over `rowColumns`. */
      readonly generated: readonly LogicalAssignment[]
      readonly where: LogicalExpression | null
    } | null
  } | null
}

export interface UpdateRelation extends ChangeRelation {
  readonly kind: 'update'
  /** Key, table columns of the old row and what FROM brings: the source's output, in this order. */
  readonly target: TableRelation
  readonly fromColumns: readonly ColumnNumber[]
  readonly assignments: readonly LogicalAssignment[]
  readonly generated: readonly LogicalAssignment[]
  readonly checks: readonly LogicalCheck[]
}

export interface DeleteRelation extends ChangeRelation {
  readonly kind: 'delete'
  readonly target: TableRelation
  readonly fromColumns: readonly ColumnNumber[]
}

export interface MergeRelation extends ChangeRelation {
  readonly kind: 'merge'
  readonly target: TableRelation
  readonly fromColumns: readonly ColumnNumber[]
  readonly clauses: readonly {
    readonly matched: boolean
    readonly condition: LogicalExpression | null
    readonly action:
      | { readonly kind: 'nothing' | 'delete' }
      | { readonly kind: 'update'; readonly assignments: readonly LogicalAssignment[]; readonly generated: readonly LogicalAssignment[] }
      | { readonly kind: 'insert'; readonly rowExpressions: readonly LogicalExpression[] }
  }[]
  readonly checks: readonly LogicalCheck[]
}
