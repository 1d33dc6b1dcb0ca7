// Which names an expression can use: the tables of its query's FROM and those of the queries around it.
// One Scope per SELECT (or data change); it also collects the aggregates, window functions and set-returning
// functions that the expressions of the query contain.

import { SqlError } from '../../base/errors.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { OrderTerm, QualifiedName, WindowSpec } from '../ast.ts'
import type { BoundFrame } from '../bound-expression.ts'
import { lateBinding } from './late-binding.ts'
import type {
  BoundCommonTable,
  ColumnNumber,
  LogicalAggregate,
  LogicalExpression,
  LogicalQuery,
  LogicalSortKey,
  LogicalWindow,
  SetCall,
} from './relation.ts'
import type { StatementContext } from './statement-context.ts'

export interface ScopeColumn {
  readonly name: string
  /** Usually a column; of a merged USING column it can be COALESCE or a cast. */
  readonly value: LogicalExpression
}

/** What one item of FROM makes visible. */
export interface ScopeItem {
  readonly alias: string
  /** Schema of an unaliased table: `s.t.a` finds it. */
  readonly schema: string | null
  readonly columns: readonly ScopeColumn[]
  readonly table: TableDefinition | null
  /** `alias.column` works. */
  readonly isNamed: boolean
  /** `column` works; a join with USING hides the columns of its sides. */
  columnsVisible: boolean
  /** false: a lateral item may see it but not use it (right side of RIGHT or FULL JOIN). */
  lateralAllowed: boolean
  /** An outer join fills its columns with NULLs where it finds no partner: then the whole row is NULL, too. */
  readonly isNullable?: boolean
}

/** Where in a query an expression stands, in PostgreSQL's words for error messages. */
export type Clause =
  | 'SELECT' | 'FROM' | 'WHERE' | 'GROUP BY' | 'HAVING' | 'ORDER BY' | 'LIMIT' | 'OFFSET' | 'JOIN conditions' | 'VALUES' | 'UPDATE' | 'RETURNING'
  | 'FILTER' | 'window definitions' | 'aggregate arguments' | 'window arguments' | 'functions in FROM' | 'DISTINCT ON'
  | 'MERGE WHEN conditions' | 'check constraints' | 'DEFAULT expressions' | 'column generation expressions' | 'index predicates' | 'index expressions'
  | 'EXECUTE parameters' | 'transform expressions' // prettier-ignore

export interface CollectedAggregate {
  readonly column: ColumnNumber
  readonly aggregate: LogicalAggregate
}

/** A window function call; calls of one window share a node. */
export interface CollectedWindow {
  readonly column: ColumnNumber
  readonly call: LogicalWindow
  readonly partitionBy: readonly LogicalExpression[]
  readonly orderBy: readonly LogicalSortKey[]
}

export interface BoundWindowDefinition {
  readonly partitionBy: readonly LogicalExpression[]
  readonly orderBy: readonly LogicalSortKey[]
  readonly frame: BoundFrame<LogicalQuery>
  readonly hasFrame: boolean
}

export interface GroupingCall {
  readonly column: ColumnNumber
  readonly items: readonly LogicalExpression[]
}

export class Scope {
  readonly statement: StatementContext
  readonly parent: Scope | null
  readonly depth: number
  readonly items: ScopeItem[] = []
  clause: Clause = 'FROM'
  readonly aggregates: CollectedAggregate[] = []
  readonly windows: CollectedWindow[] = []
  readonly groupings: GroupingCall[] = []
  readonly setCalls: SetCall[] = []
  /** Inside CASE, COALESCE …: set-returning functions are refused there. */
  conditionalDepth = 0
  /** WITH items visible here, inner ones last. */
  readonly commonTables = new Map<string, BoundCommonTable>()
  /** WINDOW clause, as written. */
  windowSpecs: readonly { readonly name: string; readonly spec: WindowSpec }[] = []
  /** A name was found here from a lateral item. */
  wasUsed = false
  /** Deepest own-or-outer level whose columns were used since it was last reset: tells whose an aggregate is. */
  deepestUse = -1
  /** ORDER BY inside an aggregate call needs the plain term binder; set once by bind-order. */
  readonly boundTerms: OrderTerm[] = []

  constructor(statement: StatementContext, parent: Scope | null) {
    this.statement = statement
    this.parent = parent
    this.depth = parent === null ? 0 : parent.depth + 1
  }

  /** Binds something in another clause and comes back. */
  within<T>(clause: Clause, bind: () => T): T {
    const before = this.clause
    this.clause = clause
    try {
      return bind()
    } finally {
      this.clause = before
    }
  }

  findCommonTable(name: string): BoundCommonTable | null {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const found = scope.commonTables.get(name)
      if (found !== undefined) return found
    }
    return null
  }
}

/** Resolves `a`, `t.a`, `s.t.a` or, when no column has the name, a table's whole row. */
export function resolveColumn(scope: Scope, name: QualifiedName, at: number): LogicalExpression {
  const found = name.length === 1 ? findUnqualified(scope, name[0], at) : findQualified(scope, name, at)
  if (found.kind === 'input') scope.statement.uses.push({ node: found, at })
  return found
}

/** Notes that an expression of `from` used something of `owner`. */
export function noteUse(from: Scope, owner: Scope): void {
  owner.wasUsed = true
  for (let scope: Scope | null = from; scope !== null; scope = scope.parent) {
    if (owner.depth <= scope.depth && owner.depth > scope.deepestUse) scope.deepestUse = owner.depth
    if (scope === owner) break
  }
}

function findUnqualified(scope: Scope, name: string, at: number): LogicalExpression {
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    const value = findVisibleColumn(s, name, at)
    if (value !== null) {
      noteUse(scope, s)
      return fresh(value)
    }
  }
  const item = findItem(scope, [name], at)
  if (item !== null) {
    noteUse(scope, item.scope)
    return lateBinding.get().wholeRow(item.item)
  }
  throw new SqlError('42703', `column "${name}" does not exist`, { position: at, ...hintFor(scope, name) })
}

/** A copy, so that each use has its own identity (see StatementContext.uses). */
const fresh = (value: LogicalExpression): LogicalExpression =>
  value.kind === 'input' ? { kind: 'input', type: value.type, index: value.index } : value

/** The column `name` of one query level, or null; two of them are an error. */
export function findVisibleColumn(scope: Scope, name: string, at: number): LogicalExpression | null {
  let found: LogicalExpression | null = null
  const { items } = scope
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (!item.columnsVisible) continue
    const { columns } = item
    for (let c = 0; c < columns.length; c++) {
      if (columns[c].name !== name) continue
      if (found !== null) throw new SqlError('42702', `column reference "${name}" is ambiguous`, { position: at })
      if (!item.lateralAllowed) throw invalidLateral(item, at)
      found = columns[c].value
    }
  }
  return found
}

const invalidLateral = (item: ScopeItem, at: number): SqlError =>
  new SqlError('42P10', `invalid reference to FROM-clause entry for table "${item.alias}"`, {
    position: at,
    detail: 'The combining JOIN type must be INNER or LEFT for a LATERAL reference.',
  })

function findQualified(scope: Scope, name: QualifiedName, at: number): LogicalExpression {
  const table = name.slice(0, -1)
  const column = name[name.length - 1]
  const found = findItem(scope, table, at)
  if (found === null) throw missingItem(scope, table, at)
  const { columns } = found.item
  let value: LogicalExpression | null = null
  for (let i = 0; i < columns.length; i++) {
    if (columns[i].name !== column) continue
    if (value !== null) throw new SqlError('42702', `column reference "${column}" is ambiguous`, { position: at })
    value = columns[i].value
  }
  if (value === null) throw new SqlError('42703', `column ${table[table.length - 1]}.${column} does not exist`, { position: at })
  noteUse(scope, found.scope)
  return fresh(value)
}

export function missingItem(scope: Scope, table: QualifiedName, at: number): SqlError {
  const name = table[table.length - 1]
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    const hidden = s.items.find(item => item.table?.name === name && item.alias !== name)
    if (hidden !== undefined) {
      return new SqlError('42P01', `invalid reference to FROM-clause entry for table "${name}"`, {
        position: at,
        hint: `Perhaps you meant to reference the table alias "${hidden.alias}".`,
      })
    }
  }
  return new SqlError('42P01', `missing FROM-clause entry for table "${name}"`, { position: at })
}

/** The FROM item called `name`, from the inside out. */
export function findItem(scope: Scope, name: QualifiedName, at: number): { readonly item: ScopeItem; readonly scope: Scope } | null {
  const alias = name[name.length - 1]
  const schema = name.length > 1 ? name[name.length - 2] : null
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    let found: ScopeItem | null = null
    for (const item of s.items) {
      if (!item.isNamed || item.alias !== alias || (schema !== null && item.schema !== schema)) continue
      if (found !== null) throw new SqlError('42P09', `table reference "${alias}" is ambiguous`, { position: at })
      if (!item.lateralAllowed) throw invalidLateral(item, at)
      found = item
    }
    if (found !== null) return { item: found, scope: s }
  }
  return null
}

/** All columns that `*` stands for at this level. */
export function visibleColumns(scope: Scope): ScopeColumn[] {
  return scope.items.flatMap(item => (item.columnsVisible ? item.columns : []))
}

function hintFor(scope: Scope, name: string): { hint?: string } {
  for (let s: Scope | null = scope; s !== null; s = s.parent) {
    for (const item of s.items) {
      const near = item.columns.find(c => isNear(c.name, name))
      if (near !== undefined && item.isNamed) return { hint: `Perhaps you meant to reference the column "${item.alias}.${near.name}".` }
    }
  }
  return {}
}

/** At most one letter differs, is missing or is too much: close enough for a hint. */
function isNear(a: string, b: string): boolean {
  if (a === b) return true
  if (Math.min(a.length, b.length) < 3 || Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  const restA = a.slice(start)
  const restB = b.slice(start)
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
}

/** Refuses a second item with the same name. */
export function checkAliases(items: readonly ScopeItem[], added: readonly ScopeItem[], at: number): void {
  for (const item of added) {
    if (!item.isNamed) continue
    const same = items.some(
      other =>
        other.isNamed && other.alias === item.alias && (other.schema === item.schema || other.schema === null || item.schema === null),
    )
    if (same) throw new SqlError('42712', `table name "${item.alias}" specified more than once`, { position: at })
  }
}
