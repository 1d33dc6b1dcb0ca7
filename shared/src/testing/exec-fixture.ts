// Runs hand-made plans over tables that are plain arrays of rows, with or without page faults.

import { ManualClock } from '../base/clock.ts'
import type { Cell, Key } from '../base/cell.ts'
import { seededRandom } from '../base/random.ts'
import type { ExecutionContext, RowWriter, TableSource } from '../exec/execution-context.ts'
import { prepareStatement, type PreparedStatement } from '../exec/prepared-statement.ts'
import { indexKeyOf, primaryKeyOf } from '../exec/row-key.ts'
import { collectRows, collectRowsAsync, type RowsResult } from '../exec/run-prepared.ts'
import { indexLayout, tableLayout } from '../exec/table-layout.ts'
import type { EvaluationContext } from '../functions/function-definition.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import type { Plan } from '../sql/plan.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { valueAt } from '../values/vector.ts'
import { ArrayTree, type ArrayRow, type TreeFaults } from './array-tree.ts'
import { planned } from './plan-shorthand.ts'

export const testEvaluation: EvaluationContext = {
  clock: new ManualClock(),
  random: seededRandom(1),
  nowMicros: 1_764_000_000_000_000,
  settings: new Map(),
  user: 'tester',
  database: 'test',
  sequences: { nextval: () => 1, currval: () => 1, setval: (_, value) => value, lastval: () => 1 },
}

/** A table of the fixture: rows by column position, as runtime values. */
export interface FixtureTable {
  readonly definition: TableDefinition
  readonly rows: readonly (readonly SqlValue[])[]
}

const asCells = (row: readonly SqlValue[]): Cell[] => row.map(value => (typeof value === 'boolean' ? Number(value) : value))

export function keyOfRow(definition: TableDefinition, cells: readonly Cell[], number: number): Key {
  return definition.primaryKey.length > 0 ? primaryKeyOf(definition, cells) : String.fromCharCode(number >> 8, number & 255)
}

export function tableSource({ definition, rows }: FixtureTable, faults: TreeFaults | null = null, leafRows = 7): TableSource {
  const stored: ArrayRow[] = rows.map((row, i) => ({ key: keyOfRow(definition, asCells(row), i), cells: asCells(row) }))
  const indexes = new Map(
    definition.indexes.map(index => [
      index.name,
      new ArrayTree(
        indexLayout(definition),
        stored.map(({ key, cells }) => ({ key: indexKeyOf(index, definition, cells, key), cells: [key] })),
        leafRows,
        faults,
      ),
    ]),
  )
  const tree = new ArrayTree(tableLayout(definition), stored, leafRows, faults)
  return {
    rows: tree,
    index: name => {
      const found = indexes.get(name)
      if (found === undefined) throw new Error(`no index ${name}`)
      return found
    },
  }
}

export function contextOf(
  tables: readonly FixtureTable[],
  options: { parameters?: readonly SqlValue[]; faults?: TreeFaults; writer?: RowWriter; leafRows?: number } = {},
): ExecutionContext {
  const sources = new Map(tables.map(table => [table.definition.name, tableSource(table, options.faults ?? null, options.leafRows)]))
  return {
    openTable: definition => {
      const source = sources.get(definition.name)
      if (source === undefined) throw new Error(`no table ${definition.name}`)
      return source
    },
    parameters: options.parameters ?? [],
    evaluation: testEvaluation,
    writer: options.writer ?? null,
    slots: [],
  }
}

export function rowsOfResult({ vectors, count }: RowsResult): SqlValue[][] {
  return Array.from({ length: count }, (_, i) => vectors.map(vector => valueAt(vector, i)))
}

export function run(plan: Plan, tables: readonly FixtureTable[] = [], parameters: readonly SqlValue[] = []): SqlValue[][] {
  return rowsOfResult(collectRows(prepareStatement(planned(plan)), contextOf(tables, { parameters })))
}

/** Runs a plan with faults before every leaf; checks that there were some. */
export async function runFaulting(
  statement: PreparedStatement,
  tables: readonly FixtureTable[],
  seed: number,
  options: { parameters?: readonly SqlValue[]; writer?: RowWriter } = {},
): Promise<{ rows: SqlValue[][]; faults: number; result: RowsResult }> {
  const faults: TreeFaults = { random: seededRandom(seed), forget: 0.2, count: 0 }
  const result = await collectRowsAsync(statement, contextOf(tables, { ...options, faults }))
  return { rows: rowsOfResult(result), faults: faults.count, result }
}
