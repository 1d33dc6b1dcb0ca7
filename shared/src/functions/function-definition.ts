// What a built-in function, operator, aggregate, window function or cast is: its signature for the binder
// and its body for the executor. The tables are in the sibling files; `function-registry.ts` looks them up.

import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import type { CatalogNames } from '../values/value-context.ts'

/** A parameter's type: a concrete type or a polymorphic pseudo-type resolved by the call's arguments. */
export type ParameterType = SqlType | 'any' | 'anyelement' | 'anyarray' | 'anynonarray' | 'anyenum' | 'anycompatible' | 'anycompatiblearray'

/** What a body may ask of its surroundings. `nowMicros` is the start of the transaction, µs since 1970 UTC. */
export interface EvaluationContext {
  readonly clock: Clock
  readonly random: Random
  readonly nowMicros: number
  /** Session settings by lower-case name, e.g. `timezone`, `search_path`, `datestyle`. */
  readonly settings: ReadonlyMap<string, string>
  /** current_user, current_database(), version() … answer from here. */
  readonly user: string
  readonly database: string
  /** nextval / currval / setval; the session provides them. */
  readonly sequences: SequenceAccess
  /** Names of relations, for regclass and to_regclass; without it they are unknown. */
  readonly catalog?: CatalogNames | null
  /** set_config: changes a setting of the session or of the transaction and returns it. */
  readonly setSetting?: (name: string, value: string, isLocal: boolean) => string
  /** txid_current. */
  readonly transactionId?: () => number | bigint
}

export interface SequenceAccess {
  nextval(name: string): number | bigint
  currval(name: string): number | bigint
  setval(name: string, value: number | bigint, isCalled: boolean): number | bigint
  lastval(): number | bigint
}

export type Volatility = 'immutable' | 'stable' | 'volatile'

/** A scalar function or operator. Several definitions may share a name (overloads). */
export interface ScalarFunction {
  readonly kind: 'scalar'
  readonly name: string
  readonly parameters: readonly ParameterType[]
  /** The last parameter repeats (VARIADIC); `'any'` there takes anything. */
  readonly variadic?: boolean
  /** The result type, or a function of the resolved argument types. */
  readonly result: ParameterType | ((argumentTypes: readonly SqlType[]) => SqlType)
  /** true (the usual case): any NULL argument gives NULL and the body is not called. */
  readonly strict: boolean
  readonly volatility: Volatility
  /** Gets runtime values of the resolved parameter types. Throws SqlError. */
  readonly body: (args: readonly SqlValue[], context: EvaluationContext, types: CallTypes) => SqlValue
}

/** The types a call was resolved to, for polymorphic bodies. */
export interface CallTypes {
  readonly arguments: readonly SqlType[]
  readonly result: SqlType
}

/** A column that a table function returns. */
export interface TableColumn {
  readonly name: string
  readonly type: SqlType
}

/** A set-returning function in FROM or in the select list: generate_series, unnest, json_each … */
export interface TableFunction {
  readonly kind: 'table'
  readonly name: string
  readonly parameters: readonly ParameterType[]
  readonly variadic?: boolean
  /** Column names and types; one column named like the function when there is a single one. */
  readonly columns: (argumentTypes: readonly SqlType[]) => readonly TableColumn[]
  readonly strict: boolean
  readonly volatility: Volatility
  readonly rows: (args: readonly SqlValue[], context: EvaluationContext, types: readonly SqlType[]) => Iterable<readonly SqlValue[]>
  /** Of a function that returns record (json_to_record): itself with the query's column definition list. */
  readonly forColumns?: (columns: readonly TableColumn[]) => TableFunction
}

/** An aggregate. `State` is private to it. A group's rows arrive through `add` in input order. */
export interface AggregateFunction<State = unknown> {
  readonly kind: 'aggregate'
  readonly name: string
  readonly parameters: readonly ParameterType[]
  readonly variadic?: boolean
  readonly result: ParameterType | ((argumentTypes: readonly SqlType[]) => SqlType)
  /** Rows with a NULL argument are skipped before `add` (sum, min, string_agg's value …). count(*) has no parameters. */
  readonly skipsNulls: boolean
  /** `context` serves aggregates that print their input (json_agg of a timestamptz); without it they print in UTC. */
  readonly create: (types: readonly SqlType[], context?: EvaluationContext) => State
  /** Returns the next state (or the same object, changed). */
  readonly add: (state: State, args: readonly SqlValue[], types: readonly SqlType[]) => State
  /** The inverse of `add`, for moving frames and live queries; exact, so that the order of adds and removes never shows. */
  readonly remove?: (state: State, args: readonly SqlValue[], types: readonly SqlType[]) => State
  readonly finish: (state: State, types: readonly SqlType[]) => SqlValue
  /**
   * Of an ordered-set aggregate: how many of `parameters` stand in its parentheses. The others are the WITHIN GROUP
   * expressions; `add` gets the direct arguments and then these, row by row in the order of WITHIN GROUP.
   */
  readonly directArguments?: number
  /** Names a vector kernel that the executor may use instead: same answers, faster. */
  readonly kernel?: 'count' | 'sum' | 'avg' | 'min' | 'max'
}

/** A pure window function (row_number, rank, lag …). Aggregates serve as window functions too. */
export interface WindowFunction {
  readonly kind: 'window'
  readonly name: string
  readonly parameters: readonly ParameterType[]
  readonly result: ParameterType | ((argumentTypes: readonly SqlType[]) => SqlType)
}

export type FunctionDefinition = ScalarFunction | TableFunction | AggregateFunction | WindowFunction

/** When PostgreSQL applies a cast by itself: always, on assignment, or only when written. */
export type CastContext = 'implicit' | 'assignment' | 'explicit'
