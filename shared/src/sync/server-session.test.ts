import { describe, expect, test } from 'vitest'
import { asLsn, asOriginId } from '../base/brand.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { ClientMessage } from './client-message.ts'
import { startOf } from './position.ts'
import { protocolVersion } from './protocol-version.ts'
import {
  initialServerSession,
  stepServerSession,
  watchMs,
  type OpenedBranch,
  type ServerSessionAction,
  type ServerSessionEvent,
  type ServerSessionState,
} from './server-session.ts'

const nowMs = 1_764_000_000_000
const hello: ClientMessage = {
  kind: 'hello',
  protocol: protocolVersion,
  replica: 'r',
  token: null,
  database: 'shop',
  branch: 'main',
  origins: [],
  position: null,
}
const opened: OpenedBranch = {
  canWrite: true,
  head: { ...startOf('main'), lsn: asLsn(10) },
  hlc: { ms: nowMs, counter: 0 },
  nowMs,
  horizonMs: 0,
  decided: [],
  stale: [],
}
const say = (message: ClientMessage): ServerSessionEvent => ({ kind: 'message', message, nowMs })
const changeSet = { origin: asOriginId('a'), seq: 3 } as ChangeSet

/** The state after events, and what the last of them brought. */
function run(...events: readonly ServerSessionEvent[]): { state: ServerSessionState; actions: readonly ServerSessionAction[] } {
  let step: { state: ServerSessionState; actions: readonly ServerSessionAction[] } = { state: initialServerSession, actions: [] }
  for (const event of events) step = stepServerSession(step.state, event)
  return step
}
const live = (branch: OpenedBranch = opened): ServerSessionEvent[] => [say(hello), { kind: 'opened', branch }]

describe('S2: the greeting', () => {
  test('opens, then welcomes with what the token may do', () => {
    expect(run(say(hello)).actions).toEqual([{ kind: 'open', hello }, { kind: 'set watch', delayMs: watchMs }]) // prettier-ignore
    expect(run(...live({ ...opened, canWrite: false })).actions).toMatchObject([
      { kind: 'send', message: { kind: 'welcome', canWrite: false } },
    ])
  })

  test('a second hello is a repetition, and what comes while the branch is opened is not heard', () => {
    expect(run(say(hello), say(hello)).actions).toEqual([])
    expect(run(say(hello), say({ kind: 'stream', from: asLsn(1) })).actions).toEqual([])
  })
})

describe('S12: silence', () => {
  test('before the hello ends the session', () => {
    expect(run({ kind: 'watch' })).toMatchObject({ state: { phase: 'closed' }, actions: [{ kind: 'close', code: 1001 }] })
  })

  test('after it ends the session at the second watch', () => {
    expect(run(...live(), { kind: 'watch' }).actions).toEqual([{ kind: 'set watch', delayMs: watchMs }])
    expect(run(...live(), { kind: 'watch' }, { kind: 'watch' }).state.phase).toBe('closed')
    expect(run(...live(), { kind: 'watch' }, say({ kind: 'ping', nonce: 1 }), { kind: 'watch' }).state.phase).toBe('live')
  })
})

describe('S3: ends', () => {
  test('a token that ends closes the session so that the client comes back', () => {
    expect(run(...live(), { kind: 'expired' })).toMatchObject({ state: { phase: 'closed' }, actions: [{ kind: 'close', code: 1001 }] })
  })

  test.each([
    ['AUTH_INVALID', 4401],
    ['DATABASE_NOT_FOUND', 4404],
    ['INVALID_OPTION', 4404],
    ['LEASE_LOST', 1013],
    ['STORAGE_CLOSED', 1013],
    ['STORAGE_FAILED', 1011],
  ])('%s is told, then the connection closes with %i', (code, closeCode) => {
    expect(run(...live(), { kind: 'failed', code, message: 'why' }).actions).toMatchObject([
      { kind: 'send', message: { kind: 'error', code, message: 'why' } },
      { kind: 'close', code: closeCode },
    ])
  })

  test('nothing is heard or said afterwards', () => {
    for (const event of [...live(), { kind: 'head', head: asLsn(11) } as const])
      expect(stepServerSession({ ...initialServerSession, phase: 'closed' }, event).actions).toEqual([])
  })
})

describe('S7: the stream', () => {
  test('is read where the client says, one batch at a time, and goes on from there', () => {
    const asked = run(...live(), say({ kind: 'stream', from: asLsn(6) }))
    expect(asked.actions).toMatchObject([{ kind: 'read', after: 5 }])
    expect(stepServerSession(asked.state, { kind: 'head', head: asLsn(12) }).actions).toEqual([])
    const record = { lsn: asLsn(10), region: 'main', rseq: 10 } as never
    const sent = stepServerSession(asked.state, { kind: 'records', round: 1, records: [record], hlc: opened.hlc })
    expect(sent.actions).toMatchObject([{ kind: 'send', message: { kind: 'batch', from: 5, to: 10 } }])
    expect(stepServerSession(sent.state, { kind: 'head', head: asLsn(12) }).actions).toMatchObject([{ kind: 'read', after: 10 }])
  })

  test('records that were read for an earlier place are dropped', () => {
    const again = run(...live(), say({ kind: 'stream', from: asLsn(6) }), say({ kind: 'stream', from: asLsn(2) }))
    expect(stepServerSession(again.state, { kind: 'records', round: 1, records: [], hlc: opened.hlc }).actions).toEqual([])
  })

  test('records that are gone are said to be, and the stream waits for a bootstrap', () => {
    const gone = run(...live(), say({ kind: 'stream', from: asLsn(1) }), { kind: 'records', round: 1, records: null, hlc: opened.hlc })
    expect(gone).toMatchObject({ state: { sent: null }, actions: [{ kind: 'send', message: { kind: 'truncated', head: 10 } }] })
  })
})

describe('S9: pushes', () => {
  test('are refused to those who may only read', () => {
    const read = run(...live({ ...opened, canWrite: false }), say({ kind: 'push', changeSets: [] }))
    expect(read.actions).toMatchObject([{ message: { kind: 'error', code: 'AUTH_INVALID' } }, { kind: 'close', code: 4401 }])
  })

  test('get no answer but what is missing, once for a burst of gaps, and what can never be decided', () => {
    const gap: ServerSessionEvent = { kind: 'answered', changeSet, answer: { kind: 'gap', expected: 2 } }
    expect(run(...live(), gap).actions).toEqual([{ kind: 'send', message: { kind: 'expect', origin: 'a', seq: 2 } }])
    expect(run(...live(), gap, gap).actions).toEqual([])
    expect(run(...live(), gap, say({ kind: 'push', changeSets: [] }), gap).actions).toHaveLength(1)
    expect(run(...live(), { kind: 'answered', changeSet, answer: { kind: 'stale' } }).actions).toMatchObject([
      { message: { kind: 'stale' } },
    ])
    for (const kind of ['decided', 'duplicate', 'hold'] as const)
      expect(run(...live(), { kind: 'answered', changeSet, answer: { kind } }).actions).toEqual([])
  })
})
