// Sorts, limits, DISTINCT and set operations against their definitions.

import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../base/random.ts'
import type { SortKey } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import { run, runFaulting } from '../../testing/exec-fixture.ts'
import {
  ascending,
  column,
  descending,
  input,
  int,
  limit,
  outputs,
  planned,
  scan,
  sort,
  table,
  valuesPlan,
} from '../../testing/plan-shorthand.ts'
import { compareValues } from '../../values/compare-values.ts'
import { makeDecimal } from '../../values/decimal.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { prepareStatement } from '../prepared-statement.ts'

const { int4, int8, float8, text, numeric, bool } = sqlTypes
const types: readonly SqlType[] = [int4, int4, float8, text, int8, numeric, bool]
const definition = table('t', { id: int4, i: int4, f: float8, s: text, b: int8, n: numeric, o: bool }, ['id'])
const t = scan(definition)

const floats = [NaN, Infinity, -Infinity, 0, -0, 1.5, -1.5, 1e-310]
const words = ['', 'a', 'aa', 'ab', 'aaaa', 'aaaab', 'aaaaa', 'é', 'z', '\ud83d\ude00', '\uffee', 'aaaa\ud83d\ude00', 'aaaa\uffee']
const bigs = [9007199254740993n, -9007199254740993n, 5, -5, 0]

function randomRows(seed: number, count: number): SqlValue[][] {
  const random = seededRandom(seed)
  const or = (value: SqlValue): SqlValue => (random.below(7) === 0 ? null : value)
  return Array.from({ length: count }, (_, id) => [
    id,
    or(random.below(10) - 5),
    or(floats[random.below(floats.length)]),
    or(words[random.below(words.length)]),
    or(bigs[random.below(seed % 2 === 0 ? 5 : 3)]),
    or(makeDecimal(random.below(30), random.below(3))),
    or(random.below(2) === 0),
  ])
}

function randomKeys(seed: number): SortKey[] {
  const random = seededRandom(seed + 1000)
  const nulls = (): 'first' | 'last' => (random.below(2) === 0 ? 'first' : 'last')
  return Array.from({ length: 1 + random.below(3) }, () => {
    const key = column(t, 1 + random.below(6))
    return random.below(2) === 0 ? ascending(key, nulls()) : descending(key, nulls())
  })
}

function compareRows(keys: readonly SortKey[]): (a: readonly SqlValue[], b: readonly SqlValue[]) => number {
  return (a, b) => {
    for (const { expression, descending: isDown, nullsFirst } of keys) {
      const c = expression.kind === 'input' ? expression.index : 0
      const [x, y] = [a[c], b[c]]
      if (x === null && y === null) continue
      if (x === null || y === null) return (x === null) === nullsFirst ? -1 : 1
      const order = compareValues(types[c], x, y)
      if (order !== 0) return isDown ? -order : order
    }
    return 0
  }
}

describe('a sort', () => {
  it('is the stable sort of its keys, for every type, direction and size', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const rows = randomRows(seed, seed % 4 === 0 ? 500 : seed)
      const keys = randomKeys(seed)
      const wanted = rows.toSorted(compareRows(keys))
      const plan = sort(t, keys)
      expect(run(plan, [{ definition, rows }]), `seed ${seed}`).toEqual(wanted)
      if (seed % 4 === 1)
        expect((await runFaulting(prepareStatement(planned(plan)), [{ definition, rows }], seed)).rows, `seed ${seed}`).toEqual(wanted)
    }
  })
  it('of many texts is by code point, past common beginnings and beyond the basic plane', () => {
    const beginnings = ['', 'the same beginning ', 'the same beginning and more ']
    const rows = Array.from({ length: 600 }, (_, id) => {
      const random = seededRandom(id)
      return [id, 0, 0, `${beginnings[random.below(3)]}${words[random.below(words.length)]}`, 0, null, null]
    })
    for (const key of [ascending(column(t, 3)), descending(column(t, 3))])
      expect(run(sort(t, [key]), [{ definition, rows }])).toEqual(rows.toSorted(compareRows([key])))
  })
  it('with a limit keeps the first rows of the full sort', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const rows = randomRows(seed, 2600)
      const keys = randomKeys(seed)
      const count = [0, 1, 5, 50][seed % 4]
      expect(run(sort(t, keys, count), [{ definition, rows }]), `seed ${seed}`).toEqual(rows.toSorted(compareRows(keys)).slice(0, count))
    }
  })
})

describe('LIMIT and OFFSET', () => {
  const numbers = valuesPlan(
    [int4],
    Array.from({ length: 2500 }, (_, i) => [i]),
  )
  it('cut across batches; NULL is no limit; negative counts are refused', () => {
    expect(run(limit(numbers, 3, 1022)).flat()).toEqual([1022, 1023, 1024])
    expect(run(limit(numbers, null, 2498)).flat()).toEqual([2498, 2499])
    expect(run(limit(numbers, 0)).length).toBe(0)
    expect(run({ ...limit(numbers, 1), limit: int(null) } as Plan).length).toBe(2500)
    expect(() => run(limit(numbers, -1))).toThrow(expect.objectContaining({ code: '2201W' }))
    expect(() => run(limit(numbers, 1, -1))).toThrow(expect.objectContaining({ code: '2201X' }))
  })
  it('WITH TIES adds the rows that equal the last one, over batches', () => {
    const halves = valuesPlan(
      [int4],
      Array.from({ length: 2500 }, (_, i) => [Math.floor(i / 1100)]),
    )
    const ties = (count: number, offset: number | null = null): number =>
      run({ ...limit(halves, count, offset), withTies: [ascending(input(0, int4))] } as Plan).length
    expect(ties(1)).toBe(1100)
    expect(ties(1100)).toBe(1100)
    expect(ties(1101)).toBe(2200)
    expect(ties(1, 1100)).toBe(1100)
    expect(ties(0)).toBe(0)
  })
})

describe('distinct rows and set operations', () => {
  const rowsOf = (seed: number): SqlValue[][] => {
    const random = seededRandom(seed)
    return Array.from({ length: random.below(30) }, () => [random.below(4) === 0 ? null : random.below(4), 'ab'[random.below(2)]])
  }
  const count = (rows: readonly (readonly SqlValue[])[]): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const row of rows) counts.set(JSON.stringify(row), (counts.get(JSON.stringify(row)) ?? 0) + 1)
    return counts
  }
  it.each(['union', 'intersect', 'except'] as const)('%s counts rows as bags and as sets', operator => {
    for (let seed = 1; seed <= 60; seed++) {
      const [a, b] = [rowsOf(seed), rowsOf(seed + 1000)]
      for (const all of [true, false]) {
        const plan: Plan = {
          kind: 'set operation',
          operator,
          all,
          left: valuesPlan([int4, text], a),
          right: valuesPlan([int4, text], b),
          output: outputs([int4, text]),
          rows: 1,
        }
        const wanted = new Map<string, number>()
        for (const key of new Set([...count(a).keys(), ...count(b).keys()])) {
          const [x, y] = [count(a).get(key) ?? 0, count(b).get(key) ?? 0]
          const bag = operator === 'union' ? x + y : operator === 'intersect' ? Math.min(x, y) : Math.max(0, x - y)
          const set = operator === 'union' ? 1 : operator === 'intersect' ? Math.min(1, x, y) : x > 0 && y === 0 ? 1 : 0
          if ((all ? bag : set) > 0) wanted.set(key, all ? bag : set)
        }
        expect(count(run(plan)), `seed ${seed}, all ${all}`).toEqual(wanted)
      }
      expect(
        run({ kind: 'distinct', input: valuesPlan([int4, text], a), output: outputs([int4, text]), rows: 1 }).map(row =>
          JSON.stringify(row),
        ),
      ).toEqual([...count(a).keys()])
    }
  })
  it('DISTINCT ON keeps the first row of each run, over batches', () => {
    const rows = valuesPlan(
      [int4, int4],
      Array.from({ length: 3000 }, (_, i) => [i < 1500 ? null : Math.floor(i / 1000), i]),
    )
    expect(run({ kind: 'distinct on', input: rows, keys: [input(0, int4)], output: rows.output, rows: 1 })).toEqual([[null, 0], [1, 1500], [2, 2000]]) // prettier-ignore
  })
})
