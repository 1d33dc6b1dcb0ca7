// Short words for plans and bound expressions, so that tests of operators read like the SQL they stand for.

import { asColumnId, asTableId } from '../base/brand.ts'
import { assert } from '../base/assert.ts'
import { lookupFunctions } from '../functions/function-registry.ts'
import type { AggregateFunction, ScalarFunction } from '../functions/function-definition.ts'
import type { IndexDefinition, TableDefinition } from '../schema/database-schema.ts'
import type {
  ArithmeticOperator, BoundAggregate, BoundExpression, ComparisonOperator, SortKey,
} from '../sql/bound-expression.ts' // prettier-ignore
import type { OutputColumn, Plan, PlannedStatement, ScanBound } from '../sql/plan.ts'
import { sqlTypes, type SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'

const { bool, int4, int8 } = sqlTypes

export function table(
  name: string,
  columns: Readonly<Record<string, SqlType>>,
  primaryKey: readonly string[] = [],
  notNull: readonly string[] = [],
): TableDefinition {
  const names = Object.keys(columns)
  return {
    kind: 'table',
    id: asTableId(1),
    schema: 'public',
    name,
    columns: names.map((column, i) => ({
      id: asColumnId(i + 1),
      name: column,
      type: columns[column],
      notNull: primaryKey.includes(column) || notNull.includes(column),
      default: null,
      identity: null,
      generated: null,
    })),
    primaryKey: primaryKey.map(column => asColumnId(names.indexOf(column) + 1)),
    indexes: [],
    constraints: [],
    temporary: false,
    nextColumnId: names.length + 1,
  }
}

export function withIndex(
  definition: TableDefinition,
  name: string,
  columns: readonly (readonly [string, 'asc' | 'desc', 'first' | 'last'])[],
): TableDefinition {
  const index: IndexDefinition = {
    name,
    columns: columns.map(([column, direction, nulls]) => ({
      column: asColumnId(definition.columns.findIndex(c => c.name === column) + 1),
      descending: direction === 'desc',
      nullsFirst: nulls === 'first',
    })),
    unique: false,
    nullsNotDistinct: false,
    where: null,
    constraint: null,
  }
  return { ...definition, indexes: [...definition.indexes, index] }
}

export const input = (index: number, type: SqlType): BoundExpression => ({ kind: 'input', index, type })
/** Column `index` of a plan's output. */
export const column = (plan: Plan, index: number): BoundExpression => input(index, plan.output[index].type)
export const constant = (value: SqlValue, type: SqlType): BoundExpression => ({ kind: 'constant', value, type })
export const int = (value: number | null): BoundExpression => constant(value, int4)
export const text = (value: string | null): BoundExpression => constant(value, sqlTypes.text)
export const parameter = (index: number, type: SqlType): BoundExpression => ({ kind: 'parameter', index, type })
export const slot = (index: number, type: SqlType): BoundExpression => ({ kind: 'correlation', slot: index, type })

export function compare(left: BoundExpression, operator: ComparisonOperator, right: BoundExpression): BoundExpression {
  return { kind: 'compare', operator, operandType: left.type, left, right, type: bool }
}
export const arithmetic = (left: BoundExpression, operator: ArithmeticOperator, right: BoundExpression): BoundExpression => ({
  kind: 'arithmetic', operator, left, right, type: left.type,
}) // prettier-ignore
export const and = (...operands: BoundExpression[]): BoundExpression => ({ kind: 'and', operands, type: bool })
export const or = (...operands: BoundExpression[]): BoundExpression => ({ kind: 'or', operands, type: bool })
export const not = (operand: BoundExpression): BoundExpression => ({ kind: 'not', operand, type: bool })

export function call(name: string, args: readonly BoundExpression[], type: SqlType): BoundExpression {
  const found = lookupFunctions(name).find(f => f.kind === 'scalar' && matches(f.parameters, args))
  assert(found?.kind === 'scalar', `there is a function ${name} for these arguments`)
  return { kind: 'call', function: found satisfies ScalarFunction, args, type }
}

function matches(parameters: readonly (SqlType | string)[], args: readonly BoundExpression[]): boolean {
  return parameters.length === args.length && parameters.every((p, i) => typeof p === 'string' || p.name === args[i].type.name)
}

export function aggregate(
  name: string,
  args: readonly BoundExpression[],
  type: SqlType = int8,
  options: Partial<BoundAggregate> = {},
): BoundAggregate {
  const found = lookupFunctions(name).find(f => f.kind === 'aggregate' && matches(f.parameters, args))
  assert(found?.kind === 'aggregate', `there is an aggregate ${name} for these arguments`)
  const definition: AggregateFunction = found
  return { function: definition, args, distinct: false, orderBy: [], filter: null, orderedSet: false, type, ...options }
}

export const ascending = (expression: BoundExpression, nulls: 'first' | 'last' = 'last'): SortKey => ({
  expression, descending: false, nullsFirst: nulls === 'first',
}) // prettier-ignore
export const descending = (expression: BoundExpression, nulls: 'first' | 'last' = 'first'): SortKey => ({
  expression, descending: true, nullsFirst: nulls === 'first',
}) // prettier-ignore

export const outputs = (types: readonly SqlType[]): OutputColumn[] => types.map((type, i) => ({ name: `c${i}`, type }))

export function scan(
  definition: TableDefinition,
  options: { bounds?: readonly ScanBound[]; filter?: BoundExpression; descending?: boolean; withKey?: boolean } = {},
): Plan {
  const columns = definition.columns.map((_, i) => i)
  const output = definition.columns.map(({ name, type }) => ({ name, type }))
  return {
    kind: 'table scan',
    table: definition,
    columns: options.withKey === true ? ['key', ...columns] : columns,
    output: options.withKey === true ? [{ name: 'key', type: sqlTypes.unknown }, ...output] : output,
    rows: 1,
    bounds: options.bounds ?? null,
    filter: options.filter ?? null,
    descending: options.descending ?? false,
  }
}

export function valuesPlan(types: readonly SqlType[], rows: readonly (readonly SqlValue[])[]): Plan {
  return {
    kind: 'values',
    items: rows.map(row => row.map((value, c) => constant(value, types[c]))),
    output: outputs(types),
    rows: rows.length,
  }
}

export const filter = (plan: Plan, condition: BoundExpression): Plan => ({
  kind: 'filter',
  input: plan,
  condition,
  output: plan.output,
  rows: 1,
})

export function project(plan: Plan, ...expressions: BoundExpression[]): Plan {
  return { kind: 'project', input: plan, expressions, output: outputs(expressions.map(e => e.type)), rows: 1 }
}

export function groupBy(plan: Plan, keys: readonly BoundExpression[], ...aggregates: BoundAggregate[]): Plan {
  const output = outputs([...keys.map(k => k.type), ...aggregates.map(a => a.type)])
  return { kind: 'aggregate', input: plan, groupBy: keys, groupingSets: null, groupingMasks: [], aggregates, output, rows: 1 }
}

export function sort(plan: Plan, keys: readonly SortKey[], limit: number | null = null): Plan {
  return {
    kind: 'sort',
    input: plan,
    keys,
    limit: limit === null ? null : { limit: int(limit), offset: null },
    output: plan.output,
    rows: 1,
  }
}

export function limit(plan: Plan, count: number | null, offset: number | null = null): Plan {
  return {
    kind: 'limit',
    input: plan,
    limit: count === null ? null : int(count),
    offset: offset === null ? null : int(offset),
    withTies: null,
    output: plan.output,
    rows: 1,
  }
}

export function planned(plan: Plan, options: Partial<PlannedStatement> = {}): PlannedStatement {
  return {
    plan,
    parameterTypes: [],
    slotCount: 8,
    tablesRead: [],
    tablesWritten: [],
    columnParameters: [],
    volatile: false,
    command: 'SELECT',
    returnsRows: true,
    ...options,
  }
}
