// INSERT, UPDATE, DELETE and MERGE against a writer that is a plain map.

import { describe, expect, it } from 'vitest'
import type { Cell, Key } from '../../base/cell.ts'
import { SqlError } from '../../base/errors.ts'
import { asPageHash } from '../../base/brand.ts'
import { seededRandom } from '../../base/random.ts'
import type { StoredRow } from '../../base/stored-row.ts'
import type { TableDefinition } from '../../schema/database-schema.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { Plan, PlannedStatement } from '../../sql/plan.ts'
import { PageFault } from '../../storage/tree-contract.ts'
import { contextOf, rowsOfResult, runFaulting, type FixtureTable } from '../../testing/exec-fixture.ts'
import {
  arithmetic,
  column,
  compare,
  constant,
  filter,
  input,
  int,
  outputs,
  planned,
  project,
  scan,
  table,
  text,
  valuesPlan,
} from '../../testing/plan-shorthand.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { RowWriter } from '../execution-context.ts'
import { prepareStatement } from '../prepared-statement.ts'
import { primaryKeyOf } from '../row-key.ts'
import { collectRows } from '../run-prepared.ts'

const { int4, bool } = sqlTypes
const definition = table('t', { id: int4, a: int4, s: sqlTypes.text, o: bool }, ['id'], ['a'])
const t = scan(definition)
const key = scan(definition, { withKey: true })

/** Rows by key; `fault` makes every call fail once first. */
class MapWriter implements RowWriter {
  readonly rows = new Map<Key, readonly Cell[]>()
  readonly calls: string[] = []
  readonly #faults: boolean
  #isReady = false

  constructor(rows: readonly (readonly Cell[])[], faults = false) {
    for (const row of rows) this.rows.set(primaryKeyOf(definition, row), row)
    this.#faults = faults
  }

  #once(): void {
    if (!this.#faults) return
    this.#isReady = !this.#isReady
    if (this.#isReady) throw new PageFault([asPageHash('w')], () => Promise.resolve())
  }

  insert(_: TableDefinition, values: readonly Cell[]): void {
    this.#once()
    const rowKey = primaryKeyOf(definition, values)
    if (this.rows.has(rowKey)) throw new SqlError('23505', 'duplicate')
    this.calls.push(`insert ${rowKey}`)
    this.rows.set(rowKey, values)
  }

  update(_: TableDefinition, rowKey: Key, values: readonly Cell[]): boolean {
    this.#once()
    if (!this.rows.delete(rowKey)) return false
    this.calls.push(`update ${rowKey}`)
    this.rows.set(primaryKeyOf(definition, values), values)
    return true
  }

  delete(_: TableDefinition, rowKey: Key): boolean {
    this.#once()
    this.calls.push(`delete ${rowKey}`)
    return this.rows.delete(rowKey)
  }

  assign(_: TableDefinition, rowKey: Key, positions: readonly number[], cells: readonly Cell[]): boolean {
    this.#once()
    const row = this.rows.get(rowKey)?.slice()
    if (row === undefined) return false
    this.calls.push(`assign ${rowKey}`)
    positions.forEach((position, i) => (row[position] = cells[i]))
    this.rows.set(rowKey, row)
    return true
  }

  findConflict(_: TableDefinition, values: readonly Cell[]): { key: Key; row: StoredRow } | null {
    const rowKey = primaryKeyOf(definition, values)
    const cells = this.rows.get(rowKey)
    return cells === undefined ? null : { key: rowKey, row: { cells, birth: null, cellStamps: null } }
  }
}

const start: readonly (readonly SqlValue[])[] = [[1, 10, 'one', true], [2, 20, 'two', false], [3, 30, null, null]] // prettier-ignore
const cellsOf = (rows: readonly (readonly SqlValue[])[]): Cell[][] =>
  rows.map(row => row.map(v => (typeof v === 'boolean' ? Number(v) : v)))
const fixture = (rows = start): FixtureTable => ({ definition, rows })

interface Outcome {
  readonly returned: SqlValue[][]
  readonly changed: number
  readonly writer: MapWriter
}

function change(plan: Plan, rows = start): Outcome {
  const writer = new MapWriter(cellsOf(rows))
  const result = collectRows(prepareStatement(statement(plan)), contextOf([fixture(rows)], { writer }))
  return { returned: rowsOfResult(result), changed: result.changedCount, writer }
}

const commands = { insert: 'INSERT', update: 'UPDATE', delete: 'DELETE', merge: 'MERGE' } as const
function statement(plan: Plan): PlannedStatement {
  return planned(plan, {
    command:
      plan.kind === 'insert' || plan.kind === 'update' || plan.kind === 'delete' || plan.kind === 'merge' ? commands[plan.kind] : 'SELECT',
  })
}

const columns = definition.columns.map((c, i) => input(i, c.type))
const types = definition.columns.map(c => c.type)

function insert(rows: readonly (readonly SqlValue[])[], options: Partial<Extract<Plan, { kind: 'insert' }>> = {}): Plan {
  return {
    kind: 'insert',
    table: definition,
    source: valuesPlan(types, rows),
    rowExpressions: columns,
    checks: [],
    onConflict: null,
    returning: null,
    output: [],
    rows: 1,
    ...options,
  }
}

function update(
  source: Plan,
  assignments: readonly { column: number; value: BoundExpression }[],
  options: Partial<Extract<Plan, { kind: 'update' }>> = {},
): Plan {
  return {
    kind: 'update',
    table: definition,
    source,
    assignments,
    generated: [],
    checks: [],
    returning: null,
    output: [],
    rows: 1,
    ...options,
  }
}

const positive = { constraint: 'positive', condition: compare(input(1, int4), '>', int(0)) }

describe('INSERT', () => {
  it('adds rows, booleans as 0/1, and returns what was stored', () => {
    const { returned, changed, writer } = change(insert([[7, 70, 'x', true], [8, 80, null, null]], { returning: [columns[0], columns[3]], output: outputs([int4, bool]) })) // prettier-ignore
    expect(returned).toEqual([[7, true], [8, null]]) // prettier-ignore
    expect(changed).toBe(2)
    expect(writer.rows.get(7)).toEqual([7, 70, 'x', 1])
  })
  it('refuses NULL and failed checks with the failing row, after the rows before it', () => {
    const rows = [[7, 70, 'x', true], [8, null, 'a'.repeat(70), false], [9, -1, null, null]] // prettier-ignore
    const failing = (list: SqlValue[][]): unknown => {
      const writer = new MapWriter([])
      try {
        collectRows(prepareStatement(statement(insert(list, { checks: [positive] }))), contextOf([fixture()], { writer }))
      } catch (error) {
        return { ...(error as SqlError), message: (error as SqlError).message, rows: [...writer.rows.keys()] }
      }
      return null
    }
    expect(failing(rows)).toMatchObject({
      code: '23502',
      message: 'null value in column "a" of relation "t" violates not-null constraint',
      detail: `Failing row contains (8, null, ${'a'.repeat(64)}..., f).`,
      column: 'a',
      rows: [7],
    })
    expect(failing([rows[2]])).toMatchObject({
      code: '23514',
      message: 'new row for relation "t" violates check constraint "positive"',
      detail: 'Failing row contains (9, -1, null, null).',
      constraint: 'positive',
      rows: [],
    })
  })
  it('ON CONFLICT DO NOTHING passes over rows that are there', () => {
    const { changed, writer } = change(insert([[1, 1, null, null], [4, 4, null, null], [4, 5, null, null]], { onConflict: { arbiters: [], update: null } })) // prettier-ignore
    expect(changed).toBe(1)
    expect(writer.rows.get(4)?.[1]).toBe(4)
  })
  it('ON CONFLICT DO UPDATE sees the existing and the excluded row', () => {
    const onConflict = {
      arbiters: ['primary key'],
      update: {
        assignments: [{ column: 1, value: arithmetic(input(1, int4), '+', input(5, int4)) }],
        where: compare(input(1, int4), '<', int(20)),
      },
    }
    const { changed, returned, writer } = change(insert([[1, 5, null, null], [2, 5, null, null], [9, 9, null, null]], { onConflict, returning: [columns[0], columns[1]], output: outputs([int4, int4]) })) // prettier-ignore
    expect(changed).toBe(2)
    expect(returned).toEqual([[1, 15], [9, 9]]) // prettier-ignore
    expect(writer.calls).toEqual(['update 1', 'insert 9'])
    expect(() => change(insert([[1, 5, null, null], [1, 6, null, null]], { onConflict }))).toThrow(expect.objectContaining({ code: '21000' })) // prettier-ignore
  })
  it('in a read-only execution is 25006', () => {
    expect(() => collectRows(prepareStatement(statement(insert([]))), contextOf([fixture()]))).toThrow(
      expect.objectContaining({ code: '25006' }),
    )
  })
})

describe('UPDATE', () => {
  it('reads all rows before it changes one, and computes generated columns from the new values', () => {
    const { changed, writer } = change(
      update(key, [{ column: 0, value: arithmetic(input(1, int4), '+', int(10)) }], {
        generated: [{ column: 1, value: arithmetic(input(0, int4), '*', int(100)) }],
      }),
    )
    expect(changed).toBe(3)
    expect([...writer.rows.entries()].map(([k, row]) => [k, row[1]])).toEqual([[11, 1100], [12, 1200], [13, 1300]]) // prettier-ignore
  })
  it('changes a row once when FROM joins it several times, and returns its columns', () => {
    const from = valuesPlan([int4, sqlTypes.text], [[1, 'x'], [1, 'y'], [3, 'z']]) // prettier-ignore
    const source: Plan = {
      kind: 'hash join', type: 'inner', left: key, right: from, leftKeys: [column(key, 1)], rightKeys: [column(from, 0)], nullsEqual: false, residual: null,
      output: [...key.output, ...from.output], rows: 1,
    } // prettier-ignore
    const plan = update(source, [{ column: 2, value: input(6, sqlTypes.text) }], {
      returning: [input(0, int4), input(2, sqlTypes.text), input(5, sqlTypes.text)],
      output: outputs([int4, sqlTypes.text, sqlTypes.text]),
    })
    const { changed, returned } = change(plan)
    expect(changed).toBe(2)
    expect(returned).toEqual([[1, 'x', 'x'], [3, 'z', 'z']]) // prettier-ignore
  })
  it('tests NOT NULL and checks on the new row', () => {
    expect(() => change(update(key, [{ column: 1, value: int(null) }]))).toThrow(expect.objectContaining({ code: '23502' }))
    expect(() => change(update(key, [{ column: 1, value: int(0) }], { checks: [positive] }))).toThrow(
      expect.objectContaining({ code: '23514' }),
    )
  })
})

describe('DELETE', () => {
  it('removes and returns the old rows', () => {
    const source = filter(key, compare(column(key, 2), '>', int(10)))
    const { changed, returned, writer } = change({
      kind: 'delete',
      table: definition,
      source,
      returning: [columns[0], columns[2]],
      output: outputs([int4, sqlTypes.text]),
      rows: 1,
    })
    expect(changed).toBe(2)
    expect(returned).toEqual([[2, 'two'], [3, null]]) // prettier-ignore
    expect([...writer.rows.keys()]).toEqual([1])
  })
})

describe('MERGE', () => {
  const from = valuesPlan([int4, int4], [[1, 5], [2, 0], [3, 7], [8, 8]]) // prettier-ignore
  const source: Plan = {
    kind: 'hash join', type: 'right', left: key, right: from, leftKeys: [column(key, 1)], rightKeys: [column(from, 0)], nullsEqual: false, residual: null,
    output: [...key.output, ...from.output], rows: 1,
  } // prettier-ignore
  const given = (i: number): BoundExpression => input(5 + i, int4)
  const merge = (): Plan => ({
    kind: 'merge', table: definition, source, checks: [positive], output: [], rows: 1,
    clauses: [
      { matched: true, condition: compare(given(1), '=', int(0)), action: { kind: 'delete' } },
      { matched: true, condition: compare(given(1), '=', int(7)), action: { kind: 'nothing' } },
      { matched: true, condition: null, action: { kind: 'update', assignments: [{ column: 1, value: given(1) }], generated: [] } },
      { matched: false, condition: null, action: { kind: 'insert', rowExpressions: [given(0), given(1), text('new'), constant(false, bool)] } },
    ],
  }) // prettier-ignore
  it('does what the first fitting clause says for each row', () => {
    const { changed, writer } = change(merge())
    expect(changed).toBe(3)
    expect([...writer.rows.values()].toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([[1, 5, 'one', 1], [3, 30, null, null], [8, 8, 'new', 0]]) // prettier-ignore
  })
})

describe('data changes under page faults', () => {
  it('make each change exactly once', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => [i, i, `r${i}`, null])
    const plans: readonly [string, Plan][] = [
      [
        'update',
        update(filter(key, compare(column(key, 2), '>', int(20))), [{ column: 1, value: arithmetic(input(2, int4), '+', int(1)) }], {
          returning: [columns[1]],
          output: outputs([int4]),
        }),
      ],
      ['delete', { kind: 'delete', table: definition, source: key, returning: null, output: [], rows: 1 }],
      [
        'insert',
        insert([], {
          source: project(t, arithmetic(input(0, int4), '+', int(100)), input(1, int4), input(2, sqlTypes.text), input(3, bool)),
        }),
      ],
    ]
    for (const [name, plan] of plans) {
      const wanted = change(plan, rows)
      const writer = new MapWriter(cellsOf(rows), true)
      const { result, faults } = await runFaulting(prepareStatement(statement(plan)), [fixture(rows)], seededRandom(1).below(100), {
        writer,
      })
      expect(result.changedCount, name).toBe(wanted.changed)
      expect(writer.calls, name).toEqual(wanted.writer.calls)
      expect(rowsOfResult(result), name).toEqual(wanted.returned)
      expect(faults).toBeGreaterThan(3)
    }
  })
})
