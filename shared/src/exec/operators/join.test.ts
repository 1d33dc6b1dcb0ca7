// Joins of every type against nested loops over arrays.

import { describe, expect, it } from 'vitest'
import { seededRandom, type Random } from '../../base/random.ts'
import type { JoinType, Plan } from '../../sql/plan.ts'
import { PageFault } from '../../storage/tree-contract.ts'
import { contextOf, run, runFaulting, type FixtureTable } from '../../testing/exec-fixture.ts'
import { and, column, compare, filter, input, planned, scan, slot, table } from '../../testing/plan-shorthand.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { prepareStatement } from '../prepared-statement.ts'

const { int4, text } = sqlTypes
const left = table('l', { id: int4, a: int4, t: text }, ['id'])
const right = table('r', { id: int4, b: int4, u: text }, ['id'])

function randomTable(definition: typeof left, random: Random): FixtureTable {
  const rows = Array.from({ length: random.below(40) }, (_, i) => [
    i,
    random.below(6) === 0 ? null : random.below(8),
    random.below(6) === 0 ? null : 'abc'[random.below(3)],
  ])
  return { definition, rows }
}

const sorted = (rows: readonly (readonly SqlValue[])[]): string[] => rows.map(row => JSON.stringify(row)).sort()

function naiveJoin(
  l: FixtureTable,
  r: FixtureTable,
  type: JoinType,
  matches: (a: readonly SqlValue[], b: readonly SqlValue[]) => boolean,
): SqlValue[][] {
  const out: SqlValue[][] = []
  const matched = new Set<unknown>()
  const none = [null, null, null]
  for (const a of l.rows) {
    const partners = r.rows.filter(b => matches(a, b))
    for (const b of partners) matched.add(b)
    if (type === 'semi' || type === 'anti') {
      if (partners.length > 0 === (type === 'semi')) out.push([...a])
    } else {
      for (const b of partners) out.push([...a, ...b])
      if (partners.length === 0 && (type === 'left' || type === 'full')) out.push([...a, ...none])
    }
  }
  if (type === 'right' || type === 'full') for (const b of r.rows) if (!matched.has(b)) out.push([...none, ...b])
  return out
}

const types: readonly JoinType[] = ['inner', 'left', 'right', 'full', 'semi', 'anti']
const l = scan(left)
const r = scan(right)
const outputOf = (type: JoinType): Plan['output'] => (type === 'semi' || type === 'anti' ? l.output : [...l.output, ...r.output])
const residual = compare(input(2, text), '<=', input(5, text))
const textUpTo = (a: readonly SqlValue[], b: readonly SqlValue[]): boolean => a[2] !== null && b[2] !== null && a[2] <= b[2]

async function expectSame(plan: Plan, tables: readonly FixtureTable[], wanted: SqlValue[][], seed: number): Promise<void> {
  expect(sorted(run(plan, tables)), `seed ${seed}`).toEqual(sorted(wanted))
  expect(sorted((await runFaulting(prepareStatement(planned(plan)), tables, seed)).rows), `seed ${seed}, faulting`).toEqual(sorted(wanted))
}

describe.each(types)('%s joins equal nested loops', type => {
  it('by hash, on one key and on two, NULLs equal or not, with and without a residual condition', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed)
      const tables = [randomTable(left, random), randomTable(right, random)]
      const keyCount = random.below(3)
      const columns = [[1], [1, 2], [2]][keyCount]
      const nullsEqual = random.below(2) === 0
      const hasResidual = random.below(2) === 0
      const plan: Plan = {
        kind: 'hash join', type, left: l, right: r, nullsEqual, residual: hasResidual ? residual : null, output: outputOf(type), rows: 1,
        leftKeys: columns.map(c => column(l, c)), rightKeys: columns.map(c => column(r, c)),
      } // prettier-ignore
      const matches = (a: readonly SqlValue[], b: readonly SqlValue[]): boolean =>
        columns.every(c => a[c] === b[c] && (nullsEqual || a[c] !== null)) && (!hasResidual || textUpTo(a, b))
      await expectSame(plan, tables, naiveJoin(tables[0], tables[1], type, matches), seed)
    }
  })

  it('by nested loop, with any condition', async () => {
    for (let seed = 1; seed <= 15; seed++) {
      const random = seededRandom(seed)
      const tables = [randomTable(left, random), randomTable(right, random)]
      const hasCondition = random.below(3) > 0
      const plan: Plan = {
        kind: 'nested loop join',
        type,
        left: l,
        right: r,
        condition: hasCondition ? residual : null,
        output: outputOf(type),
        rows: 1,
      }
      await expectSame(
        plan,
        tables,
        naiveJoin(tables[0], tables[1], type, (a, b) => !hasCondition || textUpTo(a, b)),
        seed,
      )
    }
  })
})

describe.each(['inner', 'left', 'semi', 'anti'] as const)('%s apply equals nested loops', type => {
  it('over a correlated scan by key, or a filter, with and without a condition', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed)
      const tables = [randomTable(left, random), randomTable(right, random)]
      const byKey = random.below(2) === 0
      const inner: Plan = byKey
        ? scan(right, { bounds: [{ equal: [slot(0, int4)], lower: null, upper: null }] })
        : filter(r, compare(input(1, int4), '=', slot(0, int4)))
      const hasCondition = random.below(2) === 0
      const plan: Plan = {
        kind: 'apply', type, left: l, right: inner, bindings: [{ slot: 0, value: column(l, 1) }], condition: hasCondition ? residual : null, output: outputOf(type), rows: 1,
      } // prettier-ignore
      const matches = (a: readonly SqlValue[], b: readonly SqlValue[]): boolean =>
        a[1] !== null && a[1] === b[byKey ? 0 : 1] && (!hasCondition || textUpTo(a, b))
      await expectSame(plan, tables, naiveJoin(tables[0], tables[1], type, matches), seed)
    }
  })
})

describe('a cold apply', () => {
  it('asks for the pages of many left rows at once', async () => {
    const tables = [
      { definition: left, rows: Array.from({ length: 200 }, (_, i) => [i, (i * 37) % 400, 'a']) },
      { definition: right, rows: Array.from({ length: 400 }, (_, i) => [i, i, 'b']) },
    ]
    const inner = scan(right, { bounds: [{ equal: [slot(0, int4)], lower: null, upper: null }] })
    const plan: Plan = { kind: 'apply', type: 'inner', left: l, right: inner, bindings: [{ slot: 0, value: column(l, 1) }], condition: null, output: outputOf('inner'), rows: 1 } // prettier-ignore
    const context = contextOf(tables, { faults: { random: seededRandom(1), forget: 0, count: 0 }, leafRows: 20 })
    const execution = prepareStatement(planned(plan)).open(context)
    let waits = 0
    let rows = 0
    for (;;) {
      try {
        const batch = execution.operator.next()
        if (batch === null) break
        rows += batch.count
      } catch (error) {
        if (!(error instanceof PageFault)) throw error
        waits++
        await error.load()
      }
    }
    expect(rows).toBe(200)
    // 10 leaves on the left, one after the other, and 20 on the right.
    expect(waits).toBeLessThanOrEqual(14)
  })
})

describe('joins that make many rows', () => {
  it('hand them out in batches and lose none', () => {
    const many = { definition: left, rows: Array.from({ length: 70 }, (_, i) => [i, 1, 'a']) }
    const others = { definition: right, rows: Array.from({ length: 60 }, (_, i) => [i, 1, 'a']) }
    const hash: Plan = { kind: 'hash join', type: 'inner', left: l, right: r, nullsEqual: false, residual: null, output: outputOf('inner'), rows: 1, leftKeys: [column(l, 1)], rightKeys: [column(r, 1)] } // prettier-ignore
    expect(run(hash, [many, others]).length).toBe(4200)
    expect(run({ ...hash, residual: and(compare(input(0, int4), '<', input(3, int4))) }, [many, others]).length).toBe(1770)
    const loop: Plan = {
      kind: 'nested loop join',
      type: 'full',
      left: l,
      right: r,
      condition: compare(input(0, int4), '<>', input(3, int4)),
      output: outputOf('full'),
      rows: 1,
    }
    expect(run(loop, [many, others]).length).toBe(70 * 60 - 60)
  })
})
