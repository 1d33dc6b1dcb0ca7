import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../base/random.ts'
import type { BoundAggregate, BoundExpression } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import { run, runFaulting, type FixtureTable } from '../../testing/exec-fixture.ts'
import {
  aggregate,
  ascending,
  column,
  compare,
  descending,
  groupBy,
  input,
  int,
  outputs,
  planned,
  scan,
  table,
  valuesPlan,
  filter,
} from '../../testing/plan-shorthand.ts'
import { makeDecimal, printDecimal } from '../../values/decimal.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { Decimal, SqlValue } from '../../values/sql-value.ts'
import { prepareStatement } from '../prepared-statement.ts'

const { int4, int8, float8, numeric, text, timestamp, bool } = sqlTypes
const definition = table('t', { id: int4, i: int4, b: int8, f: float8, n: numeric, s: text, d: timestamp, k: int4, o: bool }, ['id'])
const t = scan(definition)

function randomRows(seed: number): FixtureTable {
  const random = seededRandom(seed)
  const or = <T extends SqlValue>(value: T): T | null => (random.below(6) === 0 ? null : value)
  const rows = Array.from({ length: random.below(60) }, (_, id) => [
    id,
    or(random.below(100) - 50),
    or(random.below(8) === 0 ? 9007199254740993n : random.below(1000)),
    or([0.1, 2.5, -1e300, NaN, Infinity, 1e-300][random.below(seed % 3 === 0 ? 6 : 2)]),
    or(makeDecimal(random.below(1000), random.below(3))),
    or('abcde'[random.below(5)]),
    or(random.below(5) * 1e15),
    or(random.below(4)),
    or(random.below(2) === 0),
  ])
  return { definition, rows }
}

/** The aggregate through its own functions only: no kernel. */
const withoutKernel = (given: BoundAggregate): BoundAggregate => {
  const { kernel: _, ...plain } = given.function
  return { ...given, function: plain }
}

const show = (rows: readonly (readonly SqlValue[])[]): unknown[][] =>
  rows.map(row =>
    row.map(value =>
      value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'decimal' ? printDecimal(value as Decimal) : value,
    ),
  )

const aggregatesOver: readonly (readonly [string, number, SqlType])[] = [
  ['count', 1, int8], ['sum', 1, int8], ['avg', 1, numeric], ['min', 1, int4], ['max', 1, int4],
  ['sum', 2, numeric], ['avg', 2, numeric], ['min', 2, int8], ['max', 2, int8],
  ['sum', 3, float8], ['avg', 3, float8], ['min', 3, float8], ['max', 3, float8],
  ['sum', 4, numeric], ['avg', 4, numeric], ['min', 4, numeric], ['max', 4, numeric],
  ['count', 5, int8], ['min', 5, text], ['max', 5, text], ['min', 6, timestamp], ['max', 6, timestamp],
] // prettier-ignore

describe('kernels answer what the functions answer', () => {
  const keys: readonly BoundExpression[][] = [[], [column(t, 7)], [column(t, 5)], [column(t, 7), column(t, 5)], [column(t, 4)], [column(t, 2)], [column(t, 3)], [column(t, 8)]] // prettier-ignore
  it('for every grouping, with and without faults, FILTER and DISTINCT', async () => {
    for (let seed = 1; seed <= 32; seed++) {
      const tables = [randomRows(seed)]
      const key = keys[seed % keys.length]
      const condition = seed % 2 === 0 ? compare(column(t, 1), '>', int(0)) : null
      const all = aggregatesOver.map(([name, c, type]) =>
        aggregate(name, [column(t, c)], type, { filter: condition, distinct: seed % 5 === 0 }),
      )
      const plan = groupBy(t, key, ...all, aggregate('count', []))
      const naive = groupBy(t, key, ...all.map(withoutKernel), withoutKernel(aggregate('count', [])))
      const wanted = show(run(naive, tables))
      expect(show(run(plan, tables)), `seed ${seed}`).toEqual(wanted)
      expect(show((await runFaulting(prepareStatement(planned(plan)), tables, seed)).rows), `seed ${seed}`).toEqual(wanted)
    }
  })
})

describe('groups', () => {
  it('are those of a naive grouping, NULL a group of its own', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const tables = [randomRows(seed)]
      const counts = new Map<string, number>()
      for (const row of tables[0].rows) {
        const key = JSON.stringify([row[7], row[5], row[8]])
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
      const rows = run(groupBy(t, [column(t, 7), column(t, 5), column(t, 8)], aggregate('count', [])), tables)
      expect(new Map(rows.map(row => [JSON.stringify(row.slice(0, 3)), row[3]])), `seed ${seed}`).toEqual(counts)
    }
  })
  it('without keys there is one row, even of nothing; with keys there is none', () => {
    const nothing = valuesPlan([int4], [])
    const sum = aggregate('sum', [input(0, int4)])
    expect(run(groupBy(nothing, [], aggregate('count', []), sum))).toEqual([[0, null]])
    expect(run(groupBy(nothing, [input(0, int4)], aggregate('count', []), sum))).toEqual([])
  })
  it('numeric 1.0 and 1.00 are one group, shown as the first', () => {
    const rows = valuesPlan([numeric], [[makeDecimal(10, 1)], [makeDecimal(100, 2)]])
    expect(show(run(groupBy(rows, [input(0, numeric)], aggregate('count', []))))).toEqual([['1.0', 2]])
  })
  it('by more than a batch come out whole', () => {
    const rows = valuesPlan(
      [int4],
      Array.from({ length: 5000 }, (_, i) => [i % 2500]),
    )
    expect(run(groupBy(rows, [input(0, int4)], aggregate('count', [])))).toEqual(Array.from({ length: 2500 }, (_, i) => [i, 2]))
  })
})

describe('sums', () => {
  it('of int4 spill beyond 2^53 and stay exact', () => {
    const big = valuesPlan([int8], [[9007199254740991], [9007199254740991], [3]])
    expect(show(run(groupBy(big, [], aggregate('sum', [input(0, int8)], numeric))))).toEqual([['18014398509481985']])
  })
})

describe('sums of doubles', () => {
  it('are exact, however far apart the terms are, and do not depend on the order', () => {
    const terms = [1e200, 1, 1e-200, -1e200, 1e-18, -1, 1e280, 3e-220, -1e280]
    const sumOf = (values: readonly number[]): SqlValue =>
      run(
        groupBy(
          valuesPlan(
            [float8],
            values.map(value => [value]),
          ),
          [],
          aggregate('sum', [input(0, float8)], float8),
        ),
      )[0][0]
    expect(sumOf(terms)).toBe(1e-18)
    expect(sumOf(terms.toReversed())).toBe(1e-18)
    expect(sumOf(terms.filter(term => term !== 1e-18))).toBe(1e-200 + 3e-220)
  })
})

describe('DISTINCT and ORDER BY inside an aggregate', () => {
  const rows = valuesPlan([int4, text], [[1, 'b'], [1, 'a'], [2, 'c'], [2, 'c'], [1, null]]) // prettier-ignore
  const joined = (options: Partial<BoundAggregate>): BoundAggregate =>
    aggregate('string_agg', [input(1, text), { kind: 'constant', type: text, value: ',' }], text, options)
  it('order the rows of each group, ties as they came', () => {
    expect(run(groupBy(rows, [input(0, int4)], joined({ orderBy: [descending(input(1, text))] })))).toEqual([[1, 'b,a'], [2, 'c,c']]) // prettier-ignore
    expect(run(groupBy(rows, [], joined({ orderBy: [ascending(input(0, int4))] })))).toEqual([['b,a,c,c']])
  })
  it('take each value once', () => {
    expect(run(groupBy(rows, [input(0, int4)], joined({ distinct: true })))).toEqual([[1, 'a,b'], [2, 'c']]) // prettier-ignore
    expect(
      run(
        groupBy(
          rows,
          [],
          aggregate('sum', [input(0, int4)], int8, { distinct: true }),
          aggregate('count', [input(1, text)], int8, { distinct: true }),
        ),
      ),
    ).toEqual([[3, 3]])
  })
})

describe('grouping sets', () => {
  it('answer each set with NULL for the other keys, and a mask', () => {
    const rows = valuesPlan([int4, text], [[1, 'a'], [1, 'b'], [2, 'a']]) // prettier-ignore
    const plan: Plan = {
      kind: 'aggregate', input: rows, groupBy: [input(0, int4), input(1, text)], groupingSets: [[0, 1], [0], []], groupingMasks: [[0, 1], [1]],
      aggregates: [aggregate('count', [])], output: outputs([int4, text, int8, int4, int4]), rows: 1,
    } // prettier-ignore
    expect(run(plan)).toEqual([
      [1, 'a', 1, 0, 0], [1, 'b', 1, 0, 0], [2, 'a', 1, 0, 0], [1, null, 2, 1, 1], [2, null, 1, 1, 1], [null, null, 3, 3, 1],
    ]) // prettier-ignore
    const empty = filter(rows, { kind: 'constant', type: bool, value: false })
    expect(run({ ...plan, input: empty })).toEqual([[null, null, 0, 3, 1]])
  })
})
