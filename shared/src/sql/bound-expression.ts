// Expressions after binding: every name is a position, every function is chosen, every implicit cast is written out.
// Made by sql/bind, rewritten by sql/plan, compiled by exec/compile-expression.ts.

import type { AggregateFunction, ScalarFunction, WindowFunction } from '../functions/function-definition.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import type { Plan } from './plan.ts'

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>='
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%'

interface Typed {
  readonly type: SqlType
}

/** An expression as the executor gets it: subqueries are physical plans. */
export type BoundExpression = ExpressionOf<SubPlan>

/** `S` is what a subquery is: a `SubPlan` here, a logical query in sql/bind and sql/plan until it is planned. */
export type ExpressionOf<S> = Typed &
  (
    | { readonly kind: 'constant'; readonly value: SqlValue }
    /** `$n`, 0-based; its type was inferred or is 'text'. */
    | { readonly kind: 'parameter'; readonly index: number }
    /** Column `index` of the operator's input batch (a join's input is left columns, then right columns). */
    | { readonly kind: 'input'; readonly index: number }
    /** Value of an enclosing query's column, put into slot `slot` by a SubPlan or an apply node. */
    | { readonly kind: 'correlation'; readonly slot: number }
    /**
     * A comparison of two operands that have the same base type (`operandType`): casts are already inserted.
     * Only for types whose PostgreSQL operator is plain ordering; others are 'call'.
     */
    | {
        readonly kind: 'compare'
        readonly operator: ComparisonOperator
        readonly operandType: SqlType
        readonly left: ExpressionOf<S>
        readonly right: ExpressionOf<S>
      }
    /** int2/int4/int8/float4/float8/numeric arithmetic, both operands of the result's type. Overflow 22003, division by zero 22012. */
    | {
        readonly kind: 'arithmetic'
        readonly operator: ArithmeticOperator
        readonly left: ExpressionOf<S>
        readonly right: ExpressionOf<S>
      }
    | { readonly kind: 'call'; readonly function: ScalarFunction; readonly args: readonly ExpressionOf<S>[] }
    /** From `operand.type` to `type`, modifiers included. */
    | { readonly kind: 'cast'; readonly operand: ExpressionOf<S>; readonly explicit: boolean }
    | { readonly kind: 'and' | 'or'; readonly operands: readonly ExpressionOf<S>[] }
    | { readonly kind: 'not'; readonly operand: ExpressionOf<S> }
    | { readonly kind: 'is null'; readonly negated: boolean; readonly operand: ExpressionOf<S> }
    | {
        readonly kind: 'is truth'
        readonly truth: 'true' | 'false' | 'unknown'
        readonly negated: boolean
        readonly operand: ExpressionOf<S>
      }
    | {
        readonly kind: 'is distinct'
        readonly negated: boolean
        readonly operandType: SqlType
        readonly left: ExpressionOf<S>
        readonly right: ExpressionOf<S>
      }
    /** Searched CASE: simple CASE and NULLIF are rewritten into it. */
    | {
        readonly kind: 'case'
        readonly branches: readonly { readonly when: ExpressionOf<S>; readonly then: ExpressionOf<S> }[]
        readonly otherwise: ExpressionOf<S>
      }
    | { readonly kind: 'coalesce'; readonly operands: readonly ExpressionOf<S>[] }
    | { readonly kind: 'greatest' | 'least'; readonly operands: readonly ExpressionOf<S>[] }
    | {
        readonly kind: 'in list'
        readonly negated: boolean
        readonly operandType: SqlType
        readonly operand: ExpressionOf<S>
        readonly items: readonly ExpressionOf<S>[]
      }
    | { readonly kind: 'scalar subquery'; readonly subplan: S }
    | { readonly kind: 'exists'; readonly subplan: S }
    /** ARRAY(SELECT …). */
    | { readonly kind: 'array subquery'; readonly subplan: S }
    /**
     * `left op ANY|ALL (SELECT …)`; IN is `= any`, NOT IN is `not(= any)`. Rows compare column by column (`left.length` > 1 for '=' and '<>' only).
     * `comparison` has input 0..n-1 = left values, n..2n-1 = the subquery's columns.
     */
    | {
        readonly kind: 'quantified subquery'
        readonly quantifier: 'any' | 'all'
        readonly operator: ComparisonOperator | 'other'
        readonly left: readonly ExpressionOf<S>[]
        readonly comparison: ExpressionOf<S>
        readonly subplan: S
      }
    /** `left op ANY|ALL (array)`: `comparison` has input 0 = left, input 1 = an element. */
    | {
        readonly kind: 'quantified array'
        readonly quantifier: 'any' | 'all'
        readonly left: ExpressionOf<S>
        readonly array: ExpressionOf<S>
        readonly comparison: ExpressionOf<S>
      }
    | { readonly kind: 'array'; readonly items: readonly ExpressionOf<S>[] }
    | { readonly kind: 'row'; readonly items: readonly ExpressionOf<S>[]; readonly names?: readonly string[] }
    | { readonly kind: 'subscript'; readonly operand: ExpressionOf<S>; readonly indexes: readonly ExpressionOf<S>[] }
    | {
        readonly kind: 'slice'
        readonly operand: ExpressionOf<S>
        readonly bounds: readonly { readonly lower: ExpressionOf<S> | null; readonly upper: ExpressionOf<S> | null }[]
      }
    | { readonly kind: 'field'; readonly operand: ExpressionOf<S>; readonly index: number }
    /** now(), current_user … that the context answers: kept out of constant folding. */
    | { readonly kind: 'sql value'; readonly name: string }
  )

/** A plan run inside an expression. Without `bindings` it is uncorrelated: run once per execution and remembered. */
export interface SubPlan {
  readonly plan: Plan
  /** Before each run, slot := value of the expression over the current input row. */
  readonly bindings: readonly CorrelationBinding[]
}

export interface CorrelationBinding {
  readonly slot: number
  readonly value: BoundExpression
}

export interface BoundAggregate<S = SubPlan> {
  readonly function: AggregateFunction
  /** Over the aggregate node's input. Empty for count(*). */
  readonly args: readonly ExpressionOf<S>[]
  readonly distinct: boolean
  readonly orderBy: readonly SortKey<S>[]
  readonly filter: ExpressionOf<S> | null
  /** WITHIN GROUP: the ordered-set's own arguments come first in `args`, `orderBy` gives the order. */
  readonly orderedSet: boolean
  readonly type: SqlType
}

export interface BoundWindow<S = SubPlan> {
  readonly function: WindowFunction | AggregateFunction
  readonly args: readonly ExpressionOf<S>[]
  readonly filter: ExpressionOf<S> | null
  readonly type: SqlType
  readonly frame: BoundFrame<S>
}

export interface BoundFrame<S = SubPlan> {
  readonly mode: 'rows' | 'range' | 'groups'
  readonly start: BoundFrameBound<S>
  readonly end: BoundFrameBound<S>
  readonly exclude: 'no others' | 'current row' | 'group' | 'ties'
}

export type BoundFrameBound<S = SubPlan> =
  | { readonly kind: 'unbounded preceding' | 'current row' | 'unbounded following' }
  /** For RANGE, `add` moves the order key by the offset: input 0 = key, input 1 = offset. */
  | { readonly kind: 'preceding' | 'following'; readonly offset: ExpressionOf<S>; readonly add: ExpressionOf<S> | null }

export interface SortKey<S = SubPlan> {
  readonly expression: ExpressionOf<S>
  readonly descending: boolean
  readonly nullsFirst: boolean
}
