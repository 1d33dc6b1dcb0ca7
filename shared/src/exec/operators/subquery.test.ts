// Subqueries in expressions, and common tables.

import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../base/random.ts'
import type { BoundExpression, SubPlan } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import { run, runFaulting, type FixtureTable } from '../../testing/exec-fixture.ts'
import {
  aggregate,
  and,
  arithmetic,
  call,
  column,
  compare,
  filter,
  groupBy,
  input,
  int,
  limit,
  not,
  outputs,
  planned,
  project,
  scan,
  slot,
  table,
  valuesPlan,
} from '../../testing/plan-shorthand.ts'
import { arrayOf, sqlTypes } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { prepareStatement } from '../prepared-statement.ts'

const { int4, int8, bool } = sqlTypes
const outer = table('o', { id: int4, a: int4 }, ['id'])
const inner = table('i', { id: int4, b: int4 }, ['id'])
const o = scan(outer)
const i = scan(inner)

const rowsOf = (seed: number, count: number): SqlValue[][] => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, id) => [id, random.below(5) === 0 ? null : random.below(6)])
}
const tablesOf = (seed: number): FixtureTable[] => [
  { definition: outer, rows: rowsOf(seed, seed % 40) },
  { definition: inner, rows: rowsOf(seed + 500, (seed * 7) % 30) },
]

const correlated = (plan: Plan): SubPlan => ({ plan, bindings: [{ slot: 0, value: column(o, 1) }] })
const partners = filter(i, compare(column(i, 1), '=', slot(0, int4)))

async function expectEverywhere(plan: Plan, wanted: (o: SqlValue[][], i: SqlValue[][]) => SqlValue[][]): Promise<void> {
  for (let seed = 1; seed <= 16; seed++) {
    const tables = tablesOf(seed)
    const expected = wanted(tables[0].rows as SqlValue[][], tables[1].rows as SqlValue[][])
    expect(run(plan, tables), `seed ${seed}`).toEqual(expected)
    expect((await runFaulting(prepareStatement(planned(plan)), tables, seed)).rows, `seed ${seed}, faulting`).toEqual(expected)
  }
}

describe('correlated subqueries', () => {
  it('as a value, counted per outer row', async () => {
    const count: BoundExpression = {
      kind: 'scalar subquery',
      type: int8,
      subplan: correlated(groupBy(partners, [], aggregate('count', []))),
    }
    await expectEverywhere(project(o, column(o, 0), count), (os, is) =>
      os.map(([id, a]) => [id, is.filter(row => a !== null && row[1] === a).length]),
    )
  })
  it('as EXISTS, in a condition and under NOT', async () => {
    const exists: BoundExpression = { kind: 'exists', type: bool, subplan: correlated(partners) }
    const has = (is: SqlValue[][], a: SqlValue): boolean => is.some(row => a !== null && row[1] === a)
    await expectEverywhere(filter(o, exists), (os, is) => os.filter(([, a]) => has(is, a)))
    await expectEverywhere(filter(o, and(not(exists), compare(column(o, 0), '>', int(3)))), (os, is) =>
      os.filter(([id, a]) => !has(is, a) && Number(id) > 3),
    )
  })
  it('as an array', () => {
    const array: BoundExpression = { kind: 'array subquery', type: arrayOf(int4), subplan: correlated(project(partners, column(i, 0))) }
    const [row] = run(project(valuesPlan([int4, int4], [[1, 2]]), array), [{ definition: inner, rows: [[1, 2], [2, 3], [3, 2]] }]) // prettier-ignore
    expect(row[0]).toMatchObject({ items: [1, 3] })
  })
  it('of more than one row is 21000', () => {
    const value: BoundExpression = { kind: 'scalar subquery', type: int4, subplan: { plan: valuesPlan([int4], [[1], [2]]), bindings: [] } }
    expect(() => run(project(valuesPlan([int4], [[1]]), value))).toThrow(expect.objectContaining({ code: '21000' }))
    const none: BoundExpression = { kind: 'scalar subquery', type: int4, subplan: { plan: valuesPlan([int4], []), bindings: [] } }
    expect(run(project(valuesPlan([int4], [[1]]), none))).toEqual([[null]])
  })
})

describe('quantified subqueries', () => {
  const compareTo = (operator: '=' | '>' | '<>'): BoundExpression => compare(input(0, int4), operator, input(1, int4))
  const quantified = (quantifier: 'any' | 'all', operator: '=' | '>' | '<>', subplan: SubPlan): BoundExpression => ({
    kind: 'quantified subquery', type: bool, quantifier, operator, left: [column(o, 1)], comparison: compareTo(operator), subplan,
  }) // prettier-ignore
  const meaning = (quantifier: 'any' | 'all', test: (b: number) => boolean, a: SqlValue, values: SqlValue[]): boolean | null => {
    const results = values.map(b => (a === null || b === null ? null : test(Number(b))))
    const decisive = quantifier === 'any'
    return results.includes(decisive) ? decisive : results.includes(null) ? null : !decisive
  }
  const inners = project(filter(i, compare(column(i, 0), '<', int(8))), column(i, 1))
  const small = (is: SqlValue[][]): SqlValue[] => is.filter(row => Number(row[0]) < 8).map(row => row[1])
  it.each([
    ['any', '='],
    ['all', '<>'],
    ['any', '>'],
    ['all', '>'],
  ] as const)('%s with %s follows three-valued logic', async (quantifier, operator) => {
    const test = (a: SqlValue) => (b: number) => (operator === '=' ? a === b : operator === '>' ? Number(a) > b : a !== b)
    await expectEverywhere(project(o, column(o, 0), quantified(quantifier, operator, { plan: inners, bindings: [] })), (os, is) =>
      os.map(([id, a]) => [id, meaning(quantifier, test(a), a, small(is))]),
    )
  })
  it('NOT IN of a list with NULL keeps nothing', () => {
    const tables = [{ definition: outer, rows: [[1, 1], [2, 5]] }, { definition: inner, rows: [[1, 1], [2, null]] }] // prettier-ignore
    const condition = not(quantified('any', '=', { plan: project(i, column(i, 1)), bindings: [] }))
    expect(run(filter(o, condition), tables)).toEqual([])
  })
})

describe('common tables', () => {
  it('are run once, when first read, for all readers', () => {
    const random = call('random', [], sqlTypes.float8)
    const once: Plan = {
      kind: 'with', tables: [{ id: 7, plan: project(valuesPlan([int4], [[1], [2]]), random) }], output: outputs([sqlTypes.float8]), rows: 1,
      body: { kind: 'set operation', operator: 'union', all: false, left: { kind: 'cte scan', id: 7, output: outputs([sqlTypes.float8]), rows: 1 }, right: { kind: 'cte scan', id: 7, output: outputs([sqlTypes.float8]), rows: 1 }, output: outputs([sqlTypes.float8]), rows: 1 },
    } // prettier-ignore
    expect(run(once).length).toBe(2)
  })
  const cte: Plan = { kind: 'cte scan', id: 1, output: outputs([int4]), rows: 1 }
  const recursive = (step: Plan, distinct: boolean, start: Plan = valuesPlan([int4], [[1]])): Plan => ({
    kind: 'with', output: outputs([int4]), rows: 1, body: cte,
    tables: [{ id: 1, plan: { kind: 'recursive union', id: 1, start, step, distinct, output: outputs([int4]), rows: 1 } }],
  }) // prettier-ignore
  it('recurse until a round adds nothing', () => {
    const next = project(filter(cte, compare(input(0, int4), '<', int(5))), arithmetic(input(0, int4), '+', int(1)))
    expect(run(recursive(next, false)).flat()).toEqual([1, 2, 3, 4, 5])
    const round = project(cte, arithmetic(arithmetic(input(0, int4), '+', int(1)), '%', int(4)))
    expect(run(recursive(round, true)).flat()).toEqual([1, 2, 3, 0])
  })
  it('recurse through faults', async () => {
    const edges = table('e', { id: int4, a: int4, b: int4 }, ['id'])
    const random = seededRandom(3)
    const rows = Array.from({ length: 60 }, (_, id) => [id, random.below(20), random.below(20)])
    const e = scan(edges)
    const step: Plan = {
      kind: 'project', expressions: [input(2, int4)], output: outputs([int4]), rows: 1,
      input: { kind: 'hash join', type: 'inner', left: e, right: cte, leftKeys: [column(e, 1)], rightKeys: [input(0, int4)], nullsEqual: false, residual: null, output: [...e.output, ...cte.output], rows: 1 },
    } // prettier-ignore
    const reached = new Set<number>([3])
    for (let round = 0; round < 20; round++) for (const [, a, b] of rows) if (reached.has(a)) reached.add(b)
    const plan = recursive(step, true, valuesPlan([int4], [[3]]))
    const result = await runFaulting(prepareStatement(planned(plan)), [{ definition: edges, rows }], 5)
    expect(new Set(result.rows.flat())).toEqual(reached)
    expect(result.faults).toBeGreaterThan(10)
  })
  it('stop being computed when a LIMIT is reached', () => {
    const forever = project(cte, arithmetic(input(0, int4), '+', int(1)))
    expect(run(limit(recursive(forever, false), 3)).flat()).toEqual([1, 2, 3])
  })
})
