// One expression over one row, outside of any plan: what the engine uses for partial indexes, defaults and EXECUTE arguments.

import type { Cell } from '../base/cell.ts'
import { notSupported } from '../base/errors.ts'
import type { EvaluationContext } from '../functions/function-definition.ts'
import type { BoundExpression } from '../sql/bound-expression.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { valueAt, vectorOf, type Vector } from '../values/vector.ts'
import { createScope } from './compile-scope.ts'
import { childrenOf } from './needed-columns.ts'
import { Runtime } from './runtime.ts'

/** Evaluates over the cells of one row, by input position. */
export type RowExpression = (cells: readonly Cell[], evaluation: EvaluationContext) => SqlValue

export function compileRowExpression(expression: BoundExpression): RowExpression {
  const runtime = new Runtime()
  const scope = createScope(runtime, () => {
    throw notSupported('subqueries in this place')
  })
  const evaluate = scope.compile(expression)
  const inputTypes = new Map<number, SqlType>()
  collectInputTypes(expression, inputTypes)
  const openTable = (): never => {
    throw notSupported('tables in this place')
  }
  return (cells, evaluation) => {
    runtime.begin({ openTable, parameters: [], evaluation, writer: null, slots: [] })
    const columns: Vector[] = []
    // The cells of a column are runtime values of its type by construction.
    for (const [index, type] of inputTypes) columns[index] = vectorOf(type, [cells[index] as SqlValue])
    return valueAt(evaluate({ columns, selection: firstRow, count: 1, length: 1 }), 0)
  }
}

const firstRow = new Int32Array(1)

function collectInputTypes(expression: BoundExpression, types: Map<number, SqlType>): void {
  if (expression.kind === 'input') types.set(expression.index, expression.type)
  for (const child of childrenOf(expression)) collectInputTypes(child, types)
}
