// Table and index scans against a filter over all rows.

import { describe, expect, it } from 'vitest'
import { seededRandom, type Random } from '../../base/random.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { Plan, ScanBound } from '../../sql/plan.ts'
import { run, runFaulting, type FixtureTable } from '../../testing/exec-fixture.ts'
import {
  aggregate,
  groupBy,
  outputs,
  compare,
  input,
  int,
  parameter,
  planned,
  scan,
  table,
  withIndex,
  limit,
} from '../../testing/plan-shorthand.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { prepareStatement } from '../prepared-statement.ts'

const { int4, int8, text } = sqlTypes

const byId = table('by_id', { id: int4, a: int4, t: text }, ['id'])
const byPair = table('by_pair', { a: int4, t: text, n: int8 }, ['a', 't'])

const ids: FixtureTable = { definition: byId, rows: Array.from({ length: 50 }, (_, i) => [2 * i, i % 5, `t${i % 3}`]) }

function bound(
  equal: readonly BoundExpression[],
  lower: [BoundExpression, boolean] | null = null,
  upper: [BoundExpression, boolean] | null = null,
): ScanBound {
  const side = (given: [BoundExpression, boolean] | null): ScanBound['lower'] =>
    given === null ? null : { value: given[0], inclusive: given[1] }
  return { equal, lower: side(lower), upper: side(upper) }
}

const keysOf = (plan: Plan, tables: readonly FixtureTable[], parameters: readonly SqlValue[] = []): SqlValue[] =>
  run(plan, tables, parameters).map(row => row[0])

describe('a table scan by an integer key', () => {
  it('finds one row, none, or none for NULL', () => {
    const plan = scan(byId, { bounds: [bound([parameter(0, int4)])] })
    expect(run(plan, [ids], [4])).toEqual([[4, 2, 't2']])
    expect(run(plan, [ids], [5])).toEqual([])
    expect(run(plan, [ids], [null])).toEqual([])
  })
  it('reads ranges in both directions', () => {
    const bounds = [bound([], [int(10), false], [int(16), true])]
    expect(keysOf(scan(byId, { bounds }), [ids])).toEqual([12, 14, 16])
    expect(keysOf(scan(byId, { bounds, descending: true }), [ids])).toEqual([16, 14, 12])
  })
  it('reads a union of bounds once each, in order', () => {
    const bounds = [bound([int(8)]), bound([int(2)]), bound([int(8)]), bound([int(7)])]
    expect(keysOf(scan(byId, { bounds }), [ids])).toEqual([2, 8])
    expect(keysOf(scan(byId, { bounds, descending: true }), [ids])).toEqual([8, 2])
    const mixed = [bound([], [int(4), true], [int(8), true]), bound([int(6)]), bound([], [int(8), true], [int(10), true]), bound([int(0)])]
    expect(keysOf(scan(byId, { bounds: mixed }), [ids])).toEqual([0, 4, 6, 8, 10])
  })
  it('filters, and stops reading at a limit', () => {
    const plan = scan(byId, { filter: compare(input(1, int4), '=', int(3)) })
    expect(keysOf(plan, [ids])).toEqual([6, 16, 26, 36, 46, 56, 66, 76, 86, 96])
    expect(keysOf(limit(plan, 2, 1), [ids])).toEqual([16, 26])
  })
})

/** What a bound means, row by row. */
function isInside(values: readonly SqlValue[], { equal, lower, upper }: ScanBound): boolean {
  const valueOf = (expression: BoundExpression): SqlValue => (expression.kind === 'constant' ? expression.value : null)
  for (let i = 0; i < equal.length; i++) if (values[i] === null || values[i] !== valueOf(equal[i])) return false
  const next = values[equal.length]
  if ((lower !== null || upper !== null) && next === null) return false
  const order = (a: SqlValue, b: SqlValue): number =>
    a === b ? 0 : (typeof a === 'string' && typeof b === 'string' ? a < b : Number(a) < Number(b)) ? -1 : 1
  if (lower !== null) {
    const low = valueOf(lower.value)
    if (low === null || order(next, low) < (lower.inclusive ? 0 : 1)) return false
  }
  if (upper === null) return true
  const high = valueOf(upper.value)
  return high !== null && order(next, high) <= (upper.inclusive ? 0 : -1)
}

function randomBound(random: Random, types: readonly SqlType[]): ScanBound {
  const value = (type: SqlType): BoundExpression => ({
    kind: 'constant', type, value: random.below(9) === 0 ? null : type === text ? 'abcd'[random.below(4)] : random.below(5),
  }) // prettier-ignore
  const equalCount = random.below(types.length + 1)
  const equal = types.slice(0, equalCount).map(value)
  if (equalCount === types.length) return bound(equal)
  const type = types[equalCount]
  const side = (): [BoundExpression, boolean] | null => (random.below(2) === 0 ? null : [value(type), random.below(2) === 0])
  return bound(equal, side(), side())
}

const orders = ['asc', 'desc'] as const
const nulls = ['first', 'last'] as const

describe('random bounds', () => {
  it('of primary keys select the rows they mean, with and without faults', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed)
      const rows = Array.from({ length: 5 }, (_, a) => [...'abcd'].map(t => [a, t, random.below(100)])).flat().filter(() => random.below(4) > 0) // prettier-ignore
      const bounds = Array.from({ length: 1 + random.below(3) }, () => randomBound(random, [int4, text]))
      const descending = random.below(2) === 0
      const plan = scan(byPair, { bounds, descending })
      const wanted = rows.filter(row => bounds.some(b => isInside(row, b)))
      if (descending) wanted.reverse()
      const tables = [{ definition: byPair, rows }]
      expect(run(plan, tables), `seed ${seed}`).toEqual(wanted)
      expect((await runFaulting(prepareStatement(planned(plan)), tables, seed)).rows, `seed ${seed}`).toEqual(wanted)
    }
  })

  it('of indexes cut leaves into batches without losing or repeating a row', () => {
    const definition = withIndex(byId, 'i', [['a', 'asc', 'last']])
    const rows = Array.from({ length: 900 }, (_, i) => [i, i % 3, null])
    const plan: Plan = { kind: 'index scan', table: definition, index: definition.indexes[0], columns: [0, 1], bounds: null, filter: null, descending: false, rows: 1, output: outputs([int4, int4]) } // prettier-ignore
    const wanted = rows.map(([id, a]) => [id, a]).toSorted((x, y) => Number(x[1]) - Number(y[1]))
    expect(run(plan, [{ definition, rows }])).toEqual(wanted)
    expect(run({ ...plan, descending: true }, [{ definition, rows }])).toEqual(wanted.toReversed())
  })

  it('of indexes count rows without reading them', async () => {
    const definition = withIndex(byId, 'i', [['a', 'asc', 'last']])
    const plan: Plan = { kind: 'index scan', table: definition, index: definition.indexes[0], columns: [0], bounds: [bound([int(3)])], filter: null, descending: false, rows: 1, output: outputs([int4]) } // prettier-ignore
    const rows = ids.rows.map(row => [...row])
    const { rows: counted } = await runFaulting(
      prepareStatement(planned(groupBy(plan, [], aggregate('count', [])))),
      [{ definition, rows }],
      1,
    )
    expect(counted).toEqual([[10]])
    expect(keysOf(plan, [{ definition, rows }])).toEqual([6, 16, 26, 36, 46, 56, 66, 76, 86, 96])
  })

  it('of indexes select the rows they mean, in the order of the index', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = seededRandom(seed)
      const definition = withIndex(byId, 'i', [
        ['a', orders[random.below(2)], nulls[random.below(2)]],
        ['t', orders[random.below(2)], nulls[random.below(2)]],
      ])
      const [index] = definition.indexes
      const rows = Array.from({ length: 60 }, (_, i) => [
        i,
        random.below(6) === 0 ? null : random.below(5),
        random.below(6) === 0 ? null : 'abcd'[random.below(4)],
      ])
      const bounds = random.below(5) === 0 ? null : Array.from({ length: 1 + random.below(3) }, () => randomBound(random, [int4, text]))
      const descending = random.below(2) === 0
      const plan: Plan = { kind: 'index scan', table: definition, index, columns: ['key', 0, 1, 2], bounds, filter: null, descending, rows: 1, output: [{ name: 'key', type: sqlTypes.unknown }, ...scan(definition).output] } // prettier-ignore
      const compareColumn = (a: SqlValue, b: SqlValue, column: (typeof index.columns)[number]): number => {
        if (a === b) return 0
        if (a === null || b === null) return (a === null) === column.nullsFirst ? -1 : 1
        return a < b !== column.descending ? -1 : 1
      }
      const sorted = rows.toSorted(
        (x, y) => compareColumn(x[1], y[1], index.columns[0]) || compareColumn(x[2], y[2], index.columns[1]) || Number(x[0]) - Number(y[0]),
      )
      const wanted = sorted.filter(row => bounds === null || bounds.some(b => isInside(row.slice(1), b))).map(row => [row[0], ...row])
      if (descending) wanted.reverse()
      const tables = [{ definition, rows }]
      expect(run(plan, tables), `seed ${seed}`).toEqual(wanted)
      expect((await runFaulting(prepareStatement(planned(plan)), tables, seed)).rows, `seed ${seed}`).toEqual(wanted)
    }
  })
})
