// The typed syntax tree of the PostgreSQL dialect: what the parser makes and the binder reads.
// `at` is the 0-based offset of the construct in the SQL text. Names are folded (lower case unless quoted) by the lexer.
// DDL and utility statements are in ast-ddl.ts.

import type { DdlStatement } from './ast-ddl.ts'

export interface Node {
  readonly at: number
}

/** One part or more: `schema.table`, `table.column`. Already folded. */
export type QualifiedName = readonly string[]

/** `numeric(10,2)[]`, `timestamp with time zone`: as written, resolved by the binder. */
export interface TypeName extends Node {
  readonly name: QualifiedName
  readonly modifiers: readonly number[]
  /** Number of `[]` pairs. */
  readonly arrayDepth: number
  readonly setOf: boolean
}

// ---------------------------------------------------------------- expressions

export type Expression =
  | ({ readonly kind: 'null' } & Node)
  | ({ readonly kind: 'boolean'; readonly value: boolean } & Node)
  /** Text as written: the binder decides int4, int8 or numeric. */
  | ({ readonly kind: 'number'; readonly text: string } & Node)
  /** Decoded contents of '…', E'…', $$…$$, U&'…'. */
  | ({ readonly kind: 'string'; readonly value: string } & Node)
  | ({ readonly kind: 'bit string'; readonly digits: string; readonly base: 'b' | 'x' } & Node)
  /** `$n` (1-based); `?` is numbered in order of appearance. */
  | ({ readonly kind: 'parameter'; readonly index: number } & Node)
  /** `a`, `t.a`, `s.t.a`. */
  | ({ readonly kind: 'column'; readonly name: QualifiedName } & Node)
  /** `*`, `t.*` in a select list, in count(*) or ROW(t.*). */
  | ({ readonly kind: 'star'; readonly qualifier: QualifiedName | null } & Node)
  | ({ readonly kind: 'unary'; readonly operator: string; readonly operand: Expression } & Node)
  /** Every infix operator but AND/OR, incl. user-visible ones like `->>`; comparison, arithmetic, `||`, `~~` is spelled 'like' below. */
  | ({ readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression } & Node)
  | ({ readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] } & Node)
  | ({ readonly kind: 'not'; readonly operand: Expression } & Node)
  | ({
      readonly kind: 'is'
      readonly test: 'null' | 'true' | 'false' | 'unknown' | 'json' | 'normalized'
      readonly negated: boolean
      readonly operand: Expression
    } & Node)
  | ({ readonly kind: 'is distinct'; readonly negated: boolean; readonly left: Expression; readonly right: Expression } & Node)
  | ({
      readonly kind: 'like'
      readonly form: 'like' | 'ilike' | 'similar'
      readonly negated: boolean
      readonly operand: Expression
      readonly pattern: Expression
      readonly escape: Expression | null
    } & Node)
  | ({
      readonly kind: 'between'
      readonly negated: boolean
      readonly symmetric: boolean
      readonly operand: Expression
      readonly low: Expression
      readonly high: Expression
    } & Node)
  | ({ readonly kind: 'in list'; readonly negated: boolean; readonly operand: Expression; readonly list: readonly Expression[] } & Node)
  | ({ readonly kind: 'in query'; readonly negated: boolean; readonly operand: Expression; readonly query: Query } & Node)
  | ({ readonly kind: 'exists'; readonly query: Query } & Node)
  | ({ readonly kind: 'scalar query'; readonly query: Query } & Node)
  /** `x op ANY (…)` / `ALL`: over an array expression or a query. */
  | ({
      readonly kind: 'quantified'
      readonly quantifier: 'any' | 'all'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression | Query
    } & Node)
  | ({
      readonly kind: 'case'
      readonly operand: Expression | null
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
      readonly otherwise: Expression | null
    } & Node)
  | ({ readonly kind: 'cast'; readonly operand: Expression; readonly type: TypeName } & Node)
  /** `DATE '2020-01-01'`, `interval '1 day'`: a typed literal. `fields` of INTERVAL '1' DAY are in `intervalFields`. */
  | ({ readonly kind: 'typed literal'; readonly type: TypeName; readonly value: string; readonly intervalFields: string | null } & Node)
  | ({ readonly kind: 'call' } & FunctionCall)
  /** ARRAY[…], nested. */
  | ({ readonly kind: 'array'; readonly items: readonly Expression[] } & Node)
  | ({ readonly kind: 'array query'; readonly query: Query } & Node)
  | ({ readonly kind: 'row'; readonly items: readonly Expression[]; readonly explicit: boolean } & Node)
  | ({ readonly kind: 'subscript'; readonly operand: Expression; readonly index: Expression } & Node)
  | ({ readonly kind: 'slice'; readonly operand: Expression; readonly lower: Expression | null; readonly upper: Expression | null } & Node)
  /** `(x).field`, `(x).*` with field '*'. */
  | ({ readonly kind: 'field'; readonly operand: Expression; readonly field: string } & Node)
  | ({ readonly kind: 'collate'; readonly operand: Expression; readonly collation: QualifiedName } & Node)
  | ({ readonly kind: 'at time zone'; readonly operand: Expression; readonly zone: Expression } & Node)
  /** EXTRACT(field FROM x). */
  | ({ readonly kind: 'extract'; readonly field: string; readonly operand: Expression } & Node)
  /** current_date, current_timestamp(p), localtime, current_user … by lower-case name. */
  | ({ readonly kind: 'sql value'; readonly name: string; readonly precision: number | null } & Node)
  | ({ readonly kind: 'grouping'; readonly items: readonly Expression[] } & Node)
  /** DEFAULT inside VALUES or SET. */
  | ({ readonly kind: 'default' } & Node)

/**
 * f(args). Special syntax is turned into plain calls by the parser, as PostgreSQL does: substring(x from 2 for 3) ->
 * substring, trim(leading 'x' from y) -> ltrim, position(a in b) -> position(b, a), overlay, (s,e) overlaps (s,e) -> overlaps,
 * coalesce, nullif, greatest, least keep their names.
 */
export interface FunctionCall extends Node {
  readonly name: QualifiedName
  readonly args: readonly { readonly name: string | null; readonly value: Expression; readonly variadic: boolean }[]
  /** f(*). */
  readonly star: boolean
  readonly distinct: boolean
  readonly orderBy: readonly OrderTerm[]
  readonly withinGroup: readonly OrderTerm[] | null
  readonly filter: Expression | null
  readonly over: WindowSpec | string | null
}

export interface OrderTerm extends Node {
  readonly expression: Expression
  readonly descending: boolean
  /** null: the default of the direction. */
  readonly nulls: 'first' | 'last' | null
  /** USING operator. */
  readonly using: string | null
}

export interface WindowSpec extends Node {
  /** An existing window that this one extends. */
  readonly base: string | null
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderTerm[]
  readonly frame: WindowFrame | null
}

export type FrameBound =
  | { readonly kind: 'unbounded preceding' | 'current row' | 'unbounded following' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Expression }

export interface WindowFrame {
  readonly mode: 'rows' | 'range' | 'groups'
  readonly start: FrameBound
  readonly end: FrameBound
  readonly exclude: 'no others' | 'current row' | 'group' | 'ties'
}

// ---------------------------------------------------------------- queries

export type Query = SelectQuery | ValuesQuery | SetOperationQuery | DmlStatement

/** What every query may carry around it. */
export interface QueryTail {
  readonly with: WithClause | null
  readonly orderBy: readonly OrderTerm[]
  readonly limit: Expression | null
  /** FETCH FIRST … WITH TIES. */
  readonly withTies: boolean
  readonly offset: Expression | null
  readonly locking: readonly LockingClause[]
}

export interface LockingClause extends Node {
  readonly strength: 'update' | 'no key update' | 'share' | 'key share'
  readonly tables: readonly QualifiedName[]
  readonly wait: 'wait' | 'nowait' | 'skip locked'
}

export interface SelectQuery extends Node, QueryTail {
  readonly kind: 'select'
  /** null: no DISTINCT; []: DISTINCT; else DISTINCT ON (…). */
  readonly distinct: readonly Expression[] | null
  readonly items: readonly SelectItem[]
  readonly from: readonly FromItem[]
  readonly where: Expression | null
  readonly groupBy: readonly GroupingElement[]
  readonly groupByDistinct: boolean
  readonly having: Expression | null
  readonly windows: readonly { readonly name: string; readonly spec: WindowSpec }[]
  /** Always null after parsing: SELECT … INTO name is turned into CREATE TABLE AS by the parser. */
  readonly into: QualifiedName | null
}

export interface SelectItem extends Node {
  readonly expression: Expression
  readonly alias: string | null
}

export type GroupingElement =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'empty' }
  | { readonly kind: 'rollup' | 'cube'; readonly items: readonly (readonly Expression[])[] }
  | { readonly kind: 'grouping sets'; readonly items: readonly GroupingElement[] }
  /** A parenthesised list inside GROUPING SETS. */
  | { readonly kind: 'list'; readonly items: readonly Expression[] }

export interface ValuesQuery extends Node, QueryTail {
  readonly kind: 'values'
  readonly rows: readonly (readonly Expression[])[]
}

export interface SetOperationQuery extends Node, QueryTail {
  readonly kind: 'set operation'
  readonly operator: 'union' | 'intersect' | 'except'
  readonly all: boolean
  readonly left: Query
  readonly right: Query
}

export interface WithClause extends Node {
  readonly recursive: boolean
  readonly items: readonly CommonTable[]
}

export interface CommonTable extends Node {
  readonly name: string
  readonly columns: readonly string[]
  readonly query: Query
  readonly materialized: boolean | null
  /** SEARCH / CYCLE clauses, by name, for a clear 0A000. */
  readonly unsupported: string | null
}

export interface TableAlias {
  readonly name: string
  readonly columns: readonly string[]
}

export type FromItem =
  | ({
      readonly kind: 'table'
      readonly name: QualifiedName
      readonly only: boolean
      readonly alias: TableAlias | null
      readonly sample: string | null
    } & Node)
  | ({ readonly kind: 'subquery'; readonly query: Query; readonly lateral: boolean; readonly alias: TableAlias | null } & Node)
  | ({
      readonly kind: 'function'
      readonly calls: readonly FunctionCall[]
      /** ROWS FROM (…) with several calls. */
      readonly rowsFrom: boolean
      readonly withOrdinality: boolean
      readonly lateral: boolean
      readonly alias: TableAlias | null
      /** AS t(a int, b text). */
      readonly columnDefinitions: readonly { readonly name: string; readonly type: TypeName }[] | null
    } & Node)
  | ({
      readonly kind: 'join'
      readonly type: 'inner' | 'left' | 'right' | 'full' | 'cross'
      readonly natural: boolean
      readonly left: FromItem
      readonly right: FromItem
      readonly on: Expression | null
      readonly using: readonly string[] | null
      /** JOIN … USING (…) AS alias: names the merged columns only and hides nothing. */
      readonly usingAlias: string | null
      /** (a JOIN b) AS alias. */
      readonly alias: TableAlias | null
    } & Node)

// ---------------------------------------------------------------- data changes

export type DmlStatement = InsertStatement | UpdateStatement | DeleteStatement | MergeStatement

export interface InsertStatement extends Node {
  readonly kind: 'insert'
  readonly with: WithClause | null
  readonly table: QualifiedName
  readonly alias: string | null
  /** null: no list. Names only; `a.b` and `a[1]` targets are refused by the parser with 0A000. */
  readonly columns: readonly ({ readonly name: string } & Node)[] | null
  readonly overriding: 'system' | 'user' | null
  /** null: DEFAULT VALUES. */
  readonly source: Query | null
  readonly onConflict: OnConflict | null
  readonly returning: readonly SelectItem[]
}

export interface OnConflict extends Node {
  readonly target:
    | { readonly kind: 'columns'; readonly items: readonly { readonly expression: Expression }[]; readonly where: Expression | null }
    | { readonly kind: 'constraint'; readonly name: string }
    | null
  readonly action:
    { readonly kind: 'nothing' } | { readonly kind: 'update'; readonly set: readonly Assignment[]; readonly where: Expression | null }
}

/** `a = x`, `(a, b) = (x, y)`, `(a, b) = (SELECT …)`. One column: `columns` has one name. */
export interface Assignment extends Node {
  readonly columns: readonly string[]
  readonly value: Expression
}

export interface UpdateStatement extends Node {
  readonly kind: 'update'
  readonly with: WithClause | null
  readonly table: QualifiedName
  readonly only: boolean
  readonly alias: string | null
  readonly set: readonly Assignment[]
  readonly from: readonly FromItem[]
  readonly where: Expression | null
  readonly returning: readonly SelectItem[]
}

export interface DeleteStatement extends Node {
  readonly kind: 'delete'
  readonly with: WithClause | null
  readonly table: QualifiedName
  readonly only: boolean
  readonly alias: string | null
  readonly using: readonly FromItem[]
  readonly where: Expression | null
  readonly returning: readonly SelectItem[]
}

export interface MergeStatement extends Node {
  readonly kind: 'merge'
  readonly with: WithClause | null
  readonly table: QualifiedName
  readonly alias: string | null
  readonly source: FromItem
  readonly on: Expression
  readonly clauses: readonly {
    readonly matched: boolean
    readonly condition: Expression | null
    readonly action:
      | { readonly kind: 'nothing' | 'delete' }
      | { readonly kind: 'update'; readonly set: readonly Assignment[] }
      | {
          readonly kind: 'insert'
          readonly columns: readonly string[] | null
          readonly overriding: 'system' | 'user' | null
          /** null: DEFAULT VALUES. */
          readonly values: readonly Expression[] | null
        }
  }[]
}

export type Statement = Query | DdlStatement
