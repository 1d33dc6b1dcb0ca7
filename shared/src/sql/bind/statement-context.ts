// What one statement collects while it is bound: its columns, the types of its parameters, the tables it reads and writes.

import { SqlError } from '../../base/errors.ts'
import type { TableId } from '../../base/brand.ts'
import { sqlMaxDepth } from '../../base/limits.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { SqlType } from '../../values/sql-type.ts'
import { utcContext, type ValueContext } from '../../values/value-context.ts'
import type { Catalog } from '../catalog.ts'
import type { OutputColumn } from '../plan.ts'
import type { ColumnNumber, LogicalExpression } from './relation.ts'

/** An expression that is a column, as the binder hands it out. */
export type ColumnExpression = Extract<LogicalExpression, { kind: 'input' }>

/** Where a column comes from: one use of a base table. */
export interface ColumnOrigin {
  readonly table: TableDefinition
  readonly position: number
  /** Number of the table's column 0. */
  readonly first: ColumnNumber
}

const rowCountFloor = 100

export class StatementContext {
  readonly catalog: Catalog
  /** How literals of date and time types are read. */
  readonly values: ValueContext
  /** By column number. */
  readonly types: SqlType[] = []
  readonly names: string[] = []
  readonly origins: (ColumnOrigin | undefined)[] = []
  /** By parameter, 0-based; undefined: not known yet. */
  readonly parameterTypes: (SqlType | undefined)[]
  /** The types above only say what the caller's values look like: a column that a parameter is assigned to knows better. */
  readonly typesAreHints: boolean
  /** By parameter: places that name it so far. */
  readonly parameterUses: number[] = []
  /** Parameters whose type is that of the column they are assigned to. */
  readonly columnParameters = new Set<number>()
  readonly tablesRead = new Set<TableId>()
  readonly tablesWritten = new Set<TableId>()
  /** Fields of columns that hold records: results of set-returning functions with several columns. */
  readonly recordColumns = new Map<ColumnNumber, readonly OutputColumn[]>()
  /** The query level that each aggregate belongs to. */
  readonly aggregateOwners = new Map<ColumnNumber, unknown>()
  isVolatile = false
  nextCommonTable = 0
  /** Uses of columns with their places, for errors that are known only later (ungrouped columns). */
  readonly uses: { readonly node: LogicalExpression; readonly at: number }[] = []
  private depth = 0

  constructor(
    catalog: Catalog,
    parameterTypes: readonly (SqlType | undefined)[] = [],
    values: ValueContext = utcContext,
    typesAreHints = false,
  ) {
    this.catalog = catalog
    this.parameterTypes = [...parameterTypes]
    this.values = values
    this.typesAreHints = typesAreHints
  }

  /**
   * Rows of a table for estimates. Never below a floor: a plan outlives the moment at which it is made, and a table that is
   * empty now should not be read whole when it has grown.
   */
  rowCount(table: TableId): number {
    return Math.max(rowCountFloor, this.catalog.rowCount(table))
  }

  addColumn(name: string, type: SqlType): ColumnNumber {
    this.names.push(name)
    return this.types.push(type) - 1
  }

  /** A new column's number as an expression. */
  newColumn(name: string, type: SqlType): ColumnExpression {
    return { kind: 'input', type, index: this.addColumn(name, type) }
  }

  column(number: ColumnNumber): ColumnExpression {
    return { kind: 'input', type: this.types[number], index: number }
  }

  /** false for the aggregate of an enclosing query that was bound inside `scope`. */
  isOwnColumn(number: ColumnNumber, scope: unknown): boolean {
    const owner = this.aggregateOwners.get(number)
    return owner === undefined || owner === scope
  }

  /** The place of a column's use, if it was recorded. */
  placeOf(node: LogicalExpression): { position?: number } {
    const use = this.uses.find(u => u.node === node)
    return use === undefined ? {} : { position: use.at }
  }

  /** Runs `bind` one level deeper; nesting beyond the limit is refused before the stack overflows. */
  nested<T>(bind: () => T): T {
    if (++this.depth > sqlMaxDepth) throw new SqlError('54001', 'stack depth limit exceeded')
    try {
      return bind()
    } finally {
      this.depth--
    }
  }
}
