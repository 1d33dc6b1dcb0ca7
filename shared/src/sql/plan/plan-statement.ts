// A query or data change from syntax tree to physical plan: bind, simplify, build. Called by the engine for each statement
// that is not in its cache; a plan stays valid while the schema, the search path and the date styles stay the same.

import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { ValueContext } from '../../values/value-context.ts'
import type { Query } from '../ast.ts'
import { bindQuery, settleColumns } from '../bind/bind-query.ts'
import { StatementContext } from '../bind/statement-context.ts'
import type { Catalog } from '../catalog.ts'
import type { PlannedStatement } from '../plan.ts'
import { builders } from './build-plan.ts'
import { PlanContext } from './plan-context.ts'
import { simplifyQuery } from './simplify-query.ts'

export interface PlanOptions {
  /** Types that the caller knows, by parameter; undefined or 'unknown': inferred. */
  readonly parameterTypes?: readonly (SqlType | undefined)[]
  /** The types are only what the values at hand look like: parameters assigned to columns take the columns' types instead. */
  readonly typesAreHints?: boolean
  /** How date and time literals are read; UTC and ISO when left out. */
  readonly values?: ValueContext
}

const commands = {
  select: 'SELECT',
  values: 'SELECT',
  'set operation': 'SELECT',
  insert: 'INSERT',
  update: 'UPDATE',
  delete: 'DELETE',
  merge: 'MERGE',
} as const

/** Binds and plans; throws SqlError with PostgreSQL's codes for what does not bind. */
export function planStatement(statement: Query, catalog: Catalog, options: PlanOptions = {}): PlannedStatement {
  const known = options.parameterTypes?.map(type => (type === undefined || type.name === 'unknown' ? undefined : type))
  const context = new StatementContext(catalog, known, options.values, options.typesAreHints ?? false)
  const bound = settleColumns(context, bindQuery(context, null, statement))
  const simplified = simplifyQuery(context, bound)
  const planner = new PlanContext(context, builders)
  const plan = planner.buildQuery(simplified, null)
  const named = { ...plan, output: plan.output.map((column, i) => ({ name: bound.names[i], type: column.type })) }
  return {
    plan: named,
    parameterTypes: context.parameterTypes.map(type => type ?? sqlTypes.text),
    columnParameters: context.parameterTypes.map((_, index) => context.columnParameters.has(index)),
    slotCount: planner.slotCount,
    tablesRead: [...context.tablesRead],
    tablesWritten: [...context.tablesWritten],
    volatile: context.isVolatile,
    command: commands[statement.kind],
    returnsRows: bound.columns.length > 0 || !('returning' in statement || statement.kind === 'merge'),
  }
}
