import { describe, expect, test } from 'vitest'
import { asLsn, asOriginId, type OriginId } from '../base/brand.ts'
import { compareHlc, type Hlc } from '../base/hlc.ts'
import { clockDriftMs } from '../base/limits.ts'
import type { ChangeSet, ChangeSetId } from '../changes/change-set.ts'
import { decide, type DecisionContext, type Judge } from './decide.ts'
import { DecisionQueue } from './decision-queue.ts'
import type { LogRecord } from './log-record.ts'
import { decodeOrigins, encodeOrigins, OriginTable } from './origin-table.ts'

const nowMs = 1_764_000_000_000
const originOf = (name: string, createdMs = nowMs): OriginId => asOriginId(`${createdMs.toString(36)}-${name}`)
const a = originOf('a')
const b = originOf('b')

function changeSet(origin: OriginId, seq: number, parts: Partial<ChangeSet> = {}): ChangeSet {
  const hlc = { ms: nowMs - 5000 + seq, counter: 0 }
  return { origin, seq, hlc, schemaVersion: 1, base: asLsn(0), wait: [], after: [], retryOf: null, schemaChanges: [], rows: [], ...parts }
}

const acceptAll: Judge = one => ({ kind: 'accept', lostCells: 0, changeSet: one })

class TestHead {
  readonly origins = new OriginTable()
  readonly records: LogRecord[] = []
  hlc: Hlc = { ms: nowMs - 10_000, counter: 0 }
  judge: Judge = acceptAll
  context(): DecisionContext {
    const lsn = asLsn(this.records.length + 1)
    const { origins, hlc, judge } = this
    return { origins, hlc, nowMs, horizonMs: nowMs - 1e9, lsn, region: 'main', rseq: lsn, deps: new Map(), judge }
  }
  take(record: LogRecord, hlc: Hlc): void {
    this.records.push(record)
    this.origins.record(record)
    this.hlc = hlc
  }
  /** Offers and decides; answers the kinds of decisions. */
  run(...changeSets: readonly ChangeSet[]): string[] {
    const queue = this.queue
    for (const one of changeSets) queue.offer(one)
    const kinds: string[] = []
    for (let step = queue.next(); step !== null; step = queue.next()) kinds.push(step.decision.kind)
    return kinds
  }
  readonly queue = new DecisionQueue(this)
}

describe('R15: one verdict per change set', () => {
  test('the same change set is decided once', () => {
    expect(new TestHead().run(changeSet(a, 1), changeSet(a, 1))).toEqual(['decided', 'duplicate'])
  })

  test('a gap asks for what is missing', () => {
    const head = new TestHead()
    head.run(changeSet(a, 1))
    expect(decide(changeSet(a, 3), head.context())).toEqual({ kind: 'gap', expected: 2 })
  })

  test('a rejection is a record too, and the next change set is decided at once', () => {
    const head = new TestHead()
    head.judge = one =>
      one.seq === 1 ? { kind: 'reject', sqlState: '23505', message: 'taken', constraint: 'k' } : acceptAll(one, { ...one })
    expect(head.run(changeSet(a, 1), changeSet(a, 2))).toEqual(['decided', 'decided'])
    expect(head.records.map(record => record.verdict.kind)).toEqual(['rejected', 'accepted'])
    expect(head.origins.stateOf({ origin: a, seq: 1 })).toBe('rejected')
    expect(head.records[0].changeSet.rows).toEqual([])
  })

  test('a judge that throws leaves the change set first in the queue', () => {
    const head = new TestHead()
    let faults = 1
    head.judge = (one, stamp) => {
      if (faults-- > 0) throw new RangeError('a page is not in memory')
      return acceptAll(one, stamp)
    }
    expect(() => head.run(changeSet(a, 1), changeSet(a, 2))).toThrow(RangeError)
    expect(head.run()).toEqual(['decided', 'decided'])
    expect(head.records.map(record => record.changeSet.seq)).toEqual([1, 2])
  })
})

describe('R3: a new origin waits for the earlier one', () => {
  const wait: readonly ChangeSetId[] = [{ origin: a, seq: 2 }]

  test('it is held until the last one it names has a verdict, and goes before what came later', () => {
    const head = new TestHead()
    expect(head.run(changeSet(b, 1, { wait }), changeSet(a, 1))).toEqual(['hold', 'decided'])
    const c = originOf('c')
    expect(head.run(changeSet(a, 2), changeSet(c, 1))).toEqual(['decided', 'decided', 'decided'])
    expect(head.records.map(record => record.changeSet.origin)).toEqual([a, a, b, c])
  })

  test('what follows a held change set is held behind it, and decided after it', () => {
    const head = new TestHead()
    expect(head.run(changeSet(b, 1, { wait }), changeSet(b, 2), changeSet(b, 3), changeSet(b, 5))).toEqual(['hold', 'hold', 'hold', 'gap'])
    head.run(changeSet(a, 1), changeSet(a, 2))
    expect(head.records.map(record => `${record.changeSet.origin === a ? 'a' : 'b'}${record.changeSet.seq}`)).toEqual([
      'a1',
      'a2',
      'b1',
      'b2',
      'b3',
    ])
    expect(head.queue.heldCount).toBe(0)
  })

  test('a rejected one releases it as well', () => {
    const head = new TestHead()
    head.judge = one =>
      one.origin === a ? { kind: 'reject', sqlState: '23505', message: '', constraint: null } : acceptAll(one, { ...one })
    head.run(changeSet(b, 1, { wait }), changeSet(a, 1), changeSet(a, 2))
    expect(head.records.map(record => record.verdict.kind)).toEqual(['rejected', 'rejected', 'accepted'])
  })

  test('held twice is decided once', () => {
    const head = new TestHead()
    head.run(changeSet(b, 1, { wait }), changeSet(b, 1, { wait }), changeSet(a, 1), changeSet(a, 2))
    expect(head.records.filter(record => record.changeSet.origin === b)).toHaveLength(1)
    expect(head.queue.heldCount).toBe(0)
  })

  test('its stamp is after the stamps of what it waited for', () => {
    const head = new TestHead()
    head.run(
      changeSet(a, 1, { hlc: { ms: nowMs, counter: 7 } }),
      changeSet(b, 1, { wait: [{ origin: a, seq: 1 }], hlc: { ms: nowMs - 99, counter: 0 } }),
    )
    expect(head.records[1].hlc).toEqual({ ms: nowMs, counter: 8 })
    expect(head.records[1].verdict.clock).toBe('raised')
  })
})

describe('R17: what depends on a rejected change set is rejected', () => {
  const rejectFirst: Judge = (one, stamp) =>
    one.origin === a && one.seq === 1 ? { kind: 'reject', sqlState: '23505', message: 'taken', constraint: null } : acceptAll(one, stamp)

  test('transitively, and nothing else', () => {
    const head = new TestHead()
    head.judge = rejectFirst
    const after = (seq: number): Partial<ChangeSet> => ({ after: [{ origin: a, seq }] })
    head.run(changeSet(a, 1), changeSet(a, 2, after(1)), changeSet(a, 3), changeSet(a, 4, after(2)))
    expect(head.records.map(record => record.verdict.kind)).toEqual(['rejected', 'rejected', 'accepted', 'rejected'])
    expect(head.records[3].verdict).toMatchObject({ rejection: { sqlState: '40001', because: { origin: a, seq: 2 } } })
  })

  test('a change set that depends on its own future is rejected, not stuck', () => {
    const head = new TestHead()
    head.run(changeSet(a, 1, { after: [{ origin: a, seq: 9 }] }))
    expect(head.records[0].verdict).toMatchObject({ kind: 'rejected', rejection: { sqlState: '08P01' } })
  })
})

describe('R5: the effective stamp', () => {
  test('a clock far ahead is clamped to the acceptor, and says so', () => {
    const head = new TestHead()
    head.run(changeSet(a, 1, { hlc: { ms: nowMs + clockDriftMs + 1, counter: 0 } }))
    expect(head.records[0].hlc).toEqual({ ms: nowMs, counter: 0 })
    expect(head.records[0].verdict.clock).toBe('clamped')
  })

  test('a clock within the drift keeps its claim, and moves the acceptor', () => {
    const head = new TestHead()
    head.run(changeSet(a, 1, { hlc: { ms: nowMs + clockDriftMs, counter: 3 } }))
    expect(head.records[0].hlc).toEqual({ ms: nowMs + clockDriftMs, counter: 3 })
    expect(head.hlc).toEqual({ ms: nowMs + clockDriftMs, counter: 3 })
  })

  test('what its actions make outdated is judged again with a stamp above all that the acceptor has seen', () => {
    const head = new TestHead()
    head.hlc = { ms: nowMs + 7, counter: 3 }
    const judged: Hlc[] = []
    head.judge = (one, stamp) => {
      judged.push(stamp.hlc)
      return judged.length === 1 ? { kind: 'outdated' } : acceptAll(one, stamp)
    }
    head.run(changeSet(a, 1))
    expect(judged).toEqual([
      { ms: nowMs - 4999, counter: 0 },
      { ms: nowMs + 7, counter: 4 },
    ])
    expect(head.records[0]).toMatchObject({ hlc: judged[1], verdict: { kind: 'accepted', clock: 'raised' } })
    expect(head.hlc).toEqual(judged[1])
  })

  test('the stamps of one origin increase, whatever its clock does', () => {
    const head = new TestHead()
    for (const [index, ms] of [nowMs, nowMs - 50, nowMs + 1e9, nowMs - 1, nowMs + 2e9].entries())
      head.run(changeSet(a, index + 1, { hlc: { ms, counter: 0 } }))
    for (let i = 1; i < 5; i++) expect(compareHlc(head.records[i - 1].hlc, head.records[i].hlc)).toBeLessThan(0)
  })
})

describe('R20: origins that were forgotten', () => {
  const old = originOf('old', nowMs - 2e9)

  test('an unknown origin from before the horizon is stale, a known one is not', () => {
    const head = new TestHead()
    expect(head.run(changeSet(old, 1))).toEqual(['stale'])
    expect(head.run(changeSet(asOriginId('nonsense'), 1))).toEqual(['stale'])
    head.origins.record({ ...recordOf(changeSet(old, 1)), hlc: { ms: nowMs, counter: 0 } })
    expect(head.run(changeSet(old, 2))).toEqual(['decided'])
  })

  test('waiting for a stale origin does not last for ever', () => {
    const head = new TestHead()
    expect(head.run(changeSet(b, 1, { wait: [{ origin: old, seq: 1 }] }))).toEqual(['decided'])
  })

  test('forgetting keeps what wrote lately, and what was created lately', () => {
    const table = new OriginTable([
      { origin: old, decided: 4, lastHlc: { ms: nowMs - 3e9, counter: 0 }, rejected: new Map() },
      { origin: a, decided: 2, lastHlc: { ms: nowMs - 3e9, counter: 0 }, rejected: new Map() },
      { origin: originOf('busy', nowMs - 2e9), decided: 9, lastHlc: { ms: nowMs, counter: 0 }, rejected: new Map() },
    ])
    table.forgetBefore(nowMs - 1e9)
    expect([...table.entries()].map(entry => entry.decided)).toEqual([2, 9])
    expect(table.isStale(old, nowMs - 1e9)).toBe(true)
  })
})

function recordOf(one: ChangeSet): LogRecord {
  const verdict = { kind: 'accepted', lostCells: 0, clock: 'kept' } as const
  return { lsn: asLsn(1), region: 'main', rseq: 1, deps: new Map(), verdict, hlc: one.hlc, decidedAtMs: nowMs, changeSet: one }
}

test('origins come back from their bytes, and equal tables give equal bytes', () => {
  const head = new TestHead()
  head.judge = one => (one.seq === 1 ? { kind: 'reject', sqlState: '23505', message: 'm', constraint: 'c' } : acceptAll(one, { ...one }))
  head.run(changeSet(b, 1), changeSet(a, 1), changeSet(a, 2))
  const bytes = encodeOrigins(head.origins.entries())
  const back = new OriginTable(decodeOrigins(bytes))
  expect(back.entry(a)).toEqual(head.origins.entry(a))
  expect(back.stateOf({ origin: a, seq: 1 })).toBe('rejected')
  expect(encodeOrigins(back.entries())).toEqual(bytes)
  expect(() => decodeOrigins(bytes.slice(0, -1))).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT_MANIFEST' }))
})
