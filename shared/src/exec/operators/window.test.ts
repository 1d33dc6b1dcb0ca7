import { describe, expect, it } from 'vitest'
import { seededRandom, type Random } from '../../base/random.ts'
import { lookupFunctions } from '../../functions/function-registry.ts'
import type { BoundExpression, BoundFrame, BoundFrameBound, BoundWindow, SortKey } from '../../sql/bound-expression.ts'
import type { Plan } from '../../sql/plan.ts'
import { run, runFaulting } from '../../testing/exec-fixture.ts'
import {
  aggregate,
  arithmetic,
  ascending,
  column,
  compare,
  constant,
  descending,
  input,
  int,
  planned,
  scan,
  table,
} from '../../testing/plan-shorthand.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { prepareStatement } from '../prepared-statement.ts'

const { int4, int8, float8 } = sqlTypes
const definition = table('t', { id: int4, p: int4, k: int4, v: int4 }, ['id'])
const t = scan(definition)

function pure(name: string, args: readonly BoundExpression[], type: SqlType, frame: BoundFrame): BoundWindow {
  const found = lookupFunctions(name).find(f => f.kind === 'window' && f.parameters.length === args.length)
  if (found?.kind !== 'window') throw new Error(name)
  return { function: found, args, filter: null, type, frame }
}

const asWindow = (name: string, type: SqlType, frame: BoundFrame, filter: BoundExpression | null = null): BoundWindow => ({
  function: aggregate(name, [column(t, 3)], type).function, args: [column(t, 3)], filter, type, frame,
}) // prettier-ignore

const modes = ['rows', 'range', 'groups'] as const
const excludes = ['no others', 'current row', 'group', 'ties'] as const

function randomFrame(random: Random, key: SortKey | null): BoundFrame {
  const mode = key === null ? 'rows' : modes[random.below(3)]
  const bound = (isStart: boolean): BoundFrameBound => {
    const kinds = [isStart ? 'unbounded preceding' : 'unbounded following', 'current row', 'preceding', 'following'] as const
    const kind = kinds[random.below(4)]
    if (kind !== 'preceding' && kind !== 'following') return { kind }
    const add =
      mode !== 'range' || key === null
        ? null
        : arithmetic(input(0, int4), (kind === 'preceding') === key.descending ? '+' : '-', input(1, int4))
    return { kind, offset: constant(random.below(4), mode === 'range' ? int4 : int8), add }
  }
  return { mode, start: bound(true), end: bound(false), exclude: excludes[random.below(4)] }
}

interface Placed {
  readonly row: readonly SqlValue[]
  readonly place: number
}

/** The rows of a frame by its definition. */
function naiveFrame(partition: readonly Placed[], at: number, frame: BoundFrame, key: SortKey | null): Placed[] {
  const keyOf = ({ row }: Placed): SqlValue => (key === null ? 0 : row[2])
  const isPeer = (other: Placed): boolean => keyOf(other) === keyOf(partition[at])
  const groups: SqlValue[] = []
  const groupOf = partition.map(p => {
    if (groups.length === 0 || groups[groups.length - 1] !== keyOf(p)) groups.push(keyOf(p))
    return groups.length - 1
  })
  const sign = key?.descending === true ? -1 : 1
  /** Distance from the current row: negative before it, in the unit of the mode. null: NULL keys compare with nothing but themselves. */
  const distance = (i: number): number | null => {
    if (frame.mode === 'rows') return i - at
    if (frame.mode === 'groups') return groupOf[i] - groupOf[at]
    const [a, b] = [keyOf(partition[i]), keyOf(partition[at])]
    if (a === null || b === null) return a === b ? 0 : null
    return sign * (Number(a) - Number(b))
  }
  const offsetOf = (bound: BoundFrameBound): number => (bound.kind === 'preceding' || bound.kind === 'following') && bound.offset.kind === 'constant' ? (bound.kind === 'preceding' ? -1 : 1) * Number(bound.offset.value) : 0 // prettier-ignore
  const isNullRow = keyOf(partition[at]) === null && frame.mode === 'range'
  const inside = (i: number): boolean => {
    const d = distance(i)
    const side = (bound: BoundFrameBound, isStart: boolean): boolean => {
      if (bound.kind === 'unbounded preceding' || bound.kind === 'unbounded following') return true
      if (d === null) {
        // A NULL lies before or after all values: only an unbounded side reaches it.
        const isBefore = keyOf(partition[i]) === null ? (key?.nullsFirst ?? false) : !(key?.nullsFirst ?? false)
        return isStart ? !isBefore : isBefore
      }
      const target = isNullRow ? 0 : offsetOf(bound)
      return isStart ? d >= target : d <= target
    }
    return side(frame.start, true) && side(frame.end, false)
  }
  return partition.filter((other, i) => {
    if (!inside(i)) return false
    if (frame.exclude === 'current row') return i !== at
    if (frame.exclude === 'group') return !isPeer(other)
    return frame.exclude === 'no others' || i === at || !isPeer(other)
  })
}

describe('windows over random frames', () => {
  it('answer what the definition of the frame says', async () => {
    for (let seed = 1; seed <= 120; seed++) {
      const random = seededRandom(seed)
      const or = (value: number): number | null => (random.below(6) === 0 ? null : value)
      const rows = Array.from({ length: random.below(25) }, (_, id) => [id, or(random.below(3)), or(random.below(6)), or(random.below(20))])
      const key =
        random.below(5) === 0
          ? null
          : (random.below(2) === 0 ? ascending : descending)(column(t, 2), random.below(2) === 0 ? 'first' : 'last')
      const frame = randomFrame(random, key)
      const filter = random.below(3) === 0 ? compare(column(t, 3), '>', int(5)) : null
      const functions = [
        asWindow('sum', int8, frame, filter), asWindow('count', int8, frame, filter), asWindow('min', int4, frame, filter), asWindow('max', int4, frame, filter),
        pure('first_value', [column(t, 3)], int4, frame), pure('last_value', [column(t, 3)], int4, frame), pure('nth_value', [column(t, 3), int(2)], int4, frame),
      ] // prettier-ignore
      const plan: Plan = {
        kind: 'window', input: t, partitionBy: [column(t, 1)], orderBy: key === null ? [] : [key], functions, rows: 1,
        output: [...t.output, ...functions.map((f, i) => ({ name: `f${i}`, type: f.type }))],
      } // prettier-ignore
      const wanted = naiveWindow(rows, key, (partition, at) => {
        const members = naiveFrame(partition, at, frame, key).map(p => p.row[3])
        const values = members.filter((v): v is number => v !== null && (filter === null || Number(v) > 5))
        const extreme = (f: (...v: number[]) => number): SqlValue => (values.length === 0 ? null : f(...values))
        return [
          values.length === 0 ? null : values.reduce((a, b) => a + b, 0), values.length, extreme(Math.min), extreme(Math.max),
          members[0] ?? null, members.at(-1) ?? null, members[1] ?? null,
        ] // prettier-ignore
      })
      expect(run(plan, [{ definition, rows }]), `seed ${seed} ${JSON.stringify(frame)}`).toEqual(wanted)
      if (seed % 10 === 0) expect((await runFaulting(prepareStatement(planned(plan)), [{ definition, rows }], seed)).rows).toEqual(wanted)
    }
  })
})

function naiveWindow(
  rows: readonly (readonly SqlValue[])[],
  key: SortKey | null,
  answer: (partition: Placed[], at: number) => SqlValue[],
): SqlValue[][] {
  const nullLast = (a: SqlValue, b: SqlValue): number => (a === b ? 0 : a === null ? 1 : b === null ? -1 : Number(a) - Number(b))
  const byKey = (a: readonly SqlValue[], b: readonly SqlValue[]): number => {
    if (key === null || a[2] === b[2]) return 0
    if (a[2] === null || b[2] === null) return (a[2] === null) === key.nullsFirst ? -1 : 1
    return (key.descending ? -1 : 1) * (Number(a[2]) - Number(b[2]))
  }
  const sorted = rows.toSorted((a, b) => nullLast(a[1], b[1]) || byKey(a, b))
  return sorted.map(row => {
    const partition = sorted.filter(other => other[1] === row[1]).map((other, place) => ({ row: other, place }))
    const at = partition.findIndex(p => p.row === row)
    return [...row, ...answer(partition, at)]
  })
}

describe('functions of rank and of neighbours', () => {
  const whole: BoundFrame = { mode: 'range', start: { kind: 'unbounded preceding' }, end: { kind: 'current row' }, exclude: 'no others' }
  const rows = [10, 20, 20, 30, null].map((k, id) => [id, 1, k, id * 100])
  const answers = (functions: readonly BoundWindow[]): SqlValue[][] =>
    run({ kind: 'window', input: t, partitionBy: [], orderBy: [ascending(column(t, 2))], functions, rows: 1, output: [...t.output, ...functions.map(f => ({ name: 'f', type: f.type }))] }, [{ definition, rows }]).map(row => row.slice(4)) // prettier-ignore
  it('rank, dense_rank, percent_rank, cume_dist, row_number', () => {
    expect(answers([pure('rank', [], int8, whole), pure('dense_rank', [], int8, whole), pure('percent_rank', [], float8, whole), pure('cume_dist', [], float8, whole), pure('row_number', [], int8, whole)])).toEqual([
      [1, 1, 0, 0.2, 1], [2, 2, 0.25, 0.6, 2], [2, 2, 0.25, 0.6, 3], [4, 3, 0.75, 0.8, 4], [5, 4, 1, 1, 5],
    ]) // prettier-ignore
  })
  it('ntile makes the first buckets larger', () => {
    expect(answers([pure('ntile', [int(2)], int4, whole), pure('ntile', [int(7)], int4, whole), pure('ntile', [int(null)], int4, whole)])).toEqual([
      [1, 1, null], [1, 2, null], [1, 3, null], [2, 4, null], [2, 5, null],
    ]) // prettier-ignore
    expect(() => answers([pure('ntile', [int(0)], int4, whole)])).toThrow(expect.objectContaining({ code: '22014' }))
  })
  it('lag and lead look inside the partition, else answer the default', () => {
    const v = column(t, 3)
    expect(answers([pure('lag', [v], int4, whole), pure('lead', [v, int(2)], int4, whole), pure('lag', [v, int(-1), int(-7)], int4, whole), pure('lead', [v, int(null)], int4, whole)])).toEqual([
      [null, 200, 100, null], [0, 300, 200, null], [100, 400, 300, null], [200, null, 400, null], [300, null, -7, null],
    ]) // prettier-ignore
  })
  it('refuse negative and NULL offsets of frames', () => {
    const framed = (value: number | null): BoundFrame => ({
      mode: 'rows',
      start: { kind: 'preceding', offset: constant(value, int8), add: null },
      end: { kind: 'current row' },
      exclude: 'no others',
    })
    expect(() => answers([asWindow('sum', int8, framed(-1))])).toThrow(expect.objectContaining({ code: '22013' }))
    expect(() => answers([asWindow('sum', int8, framed(null))])).toThrow(expect.objectContaining({ code: '22004' }))
  })
})
