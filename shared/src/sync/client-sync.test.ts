import { describe, expect, test } from 'vitest'
import { asLsn, asOriginId } from '../base/brand.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { initialClientState, stepClient, type ClientAction, type ClientEvent, type ClientState, type ClientView } from './client-sync.ts'
import { startOf } from './position.ts'
import type { ServerMessage } from './server-message.ts'

const origin = asOriginId('a')
const made = (seq: number): ChangeSet => ({ origin, seq, rows: [] }) as unknown as ChangeSet
const welcome = (parts: Partial<Extract<ServerMessage, { kind: 'welcome' }>> = {}): ClientEvent => ({
  kind: 'message',
  message: {
    kind: 'welcome',
    protocol: 1,
    nowMs: 0,
    hlc: { ms: 0, counter: 0 },
    head: { ...startOf('main'), lsn: asLsn(10) },
    decided: [],
    stale: [],
    horizonMs: 0,
    canWrite: true,
    ...parts,
  },
})
const batch = (from: number, to: number): ClientEvent => ({
  kind: 'message',
  message: { kind: 'batch', from: asLsn(from), to: asLsn(to), vector: new Map(), hlc: { ms: 0, counter: 0 }, records: [] },
})

class Client {
  state: ClientState = initialClientState
  view: ClientView = { position: { ...startOf('main'), lsn: asLsn(5) }, outbox: [], chance: 0.5 }
  actions: readonly ClientAction[] = []

  on(...events: readonly ClientEvent[]): this {
    for (const event of events) {
      const step = stepClient(this.state, event, this.view)
      this.state = step.state
      this.actions = step.actions
    }
    return this
  }

  /** What the last event sent. */
  get sent(): readonly unknown[] {
    return this.actions.flatMap(action => (action.kind === 'send' ? [action.message] : []))
  }

  static live(parts: Parameters<typeof welcome>[0] = {}, outbox: readonly ChangeSet[] = []): Client {
    const client = new Client()
    client.view = { ...client.view, outbox }
    return client.on({ kind: 'start' }, { kind: 'opened' }, welcome(parts))
  }
}

describe('S3: ends', () => {
  test.each([
    ['AUTH_INVALID', 'stopped'],
    ['PROTOCOL_VERSION', 'stopped'],
    ['DATABASE_NOT_FOUND', 'stopped'],
    ['LEASE_LOST', 'waiting'],
    ['STORAGE_CLOSED', 'waiting'],
    ['STORAGE_FAILED', 'waiting'],
  ])('%s leaves the client %s', (code, phase) => {
    const client = Client.live().on({ kind: 'message', message: { kind: 'error', code, message: 'why' } })
    expect([client.state.phase, client.state.problem?.code]).toEqual([phase, code])
    expect(client.actions.some(action => action.kind === 'set timer' && action.timer === 'reconnect')).toBe(phase === 'waiting')
  })

  test('a token that ended during a session is asked for anew', () => {
    expect(Client.live().on({ kind: 'closed', code: 1001 }).state.phase).toBe('waiting')
  })

  test('a new token, or the network, tries at once', () => {
    const client = Client.live().on({ kind: 'closed', code: 4401 })
    expect(client.state.phase).toBe('stopped')
    expect(client.on({ kind: 'token changed' }).state.phase).toBe('connecting')
    expect(Client.live().on({ kind: 'online', isOnline: false }, { kind: 'online', isOnline: true }).state.phase).toBe('connecting')
  })
})

describe('S5, S9: pushes', () => {
  test('what the welcome calls decided is not pushed', () => {
    const client = Client.live({ decided: [{ origin, seq: 2 }] }, [made(1), made(2), made(3)])
    expect(client.sent).toContainEqual({ kind: 'push', changeSets: [made(3)] })
  })

  test('each goes out once a connection, again from where the server says, and again when it got no verdict for a beat', () => {
    const client = Client.live({}, [made(1), made(2)])
    expect(client.on({ kind: 'outbox changed' }).sent).toEqual([])
    expect(client.on({ kind: 'message', message: { kind: 'expect', origin, seq: 2 } }).sent).toEqual([
      { kind: 'push', changeSets: [made(2)] },
    ])
    const beat: ClientEvent = { kind: 'timer', timer: 'heartbeat' }
    const pong: ClientEvent = { kind: 'message', message: { kind: 'pong', nonce: 1, nowMs: 0, head: asLsn(5) } }
    expect(client.on(beat, pong, beat).sent).toContainEqual({ kind: 'push', changeSets: [made(1), made(2)] })
  })

  test('with a token to read nothing is pushed, the stream goes on, and the writes wait for another token', () => {
    const client = Client.live({ canWrite: false }, [made(1)])
    expect(client.sent).toEqual([{ kind: 'stream', from: 6 }])
    expect([client.state.phase, client.state.problem?.code]).toEqual(['live', 'AUTH_INVALID'])
    expect(client.on(batch(5, 7)).actions).toMatchObject([{ kind: 'apply' }])
    expect(client.on({ kind: 'token changed' }).actions).toMatchObject([
      { kind: 'disconnect' },
      { kind: 'cancel timers' },
      { kind: 'connect' },
    ])
    expect(client.on({ kind: 'opened' }, welcome()).sent).toContainEqual({ kind: 'push', changeSets: [made(1)] })
  })
})

describe('S6, S7, S8: the stream', () => {
  test('a server that is behind is left again', () => {
    expect(Client.live({ head: { ...startOf('main'), lsn: asLsn(4) } }).state.phase).toBe('waiting')
  })

  test('overlap is cut, what is known is skipped, a gap is asked for once', () => {
    const client = Client.live()
    expect(client.on(batch(3, 5)).actions).toEqual([])
    expect(client.on(batch(3, 8)).actions).toMatchObject([{ kind: 'apply', batch: { from: 5, to: 8 } }])
    expect(client.on(batch(9, 10)).sent).toEqual([{ kind: 'stream', from: 9 }])
    expect(client.on(batch(10, 11)).sent).toEqual([])
  })

  test('an empty replica, and one whose place is gone, ask for a state', () => {
    const empty = new Client()
    empty.view = { ...empty.view, position: null }
    expect(empty.on({ kind: 'start' }, { kind: 'opened' }, welcome()).actions).toContainEqual({ kind: 'ask for bootstrap' })
    expect(Client.live().on({ kind: 'message', message: { kind: 'truncated', head: asLsn(10) } }).actions).toEqual([
      { kind: 'ask for bootstrap' },
    ])
  })
})

describe('S11, S12: heartbeats', () => {
  const beat: ClientEvent = { kind: 'timer', timer: 'heartbeat' }
  const pong = (head: number): ClientEvent => ({ kind: 'message', message: { kind: 'pong', nonce: 1, nowMs: 0, head: asLsn(head) } })

  test('a whole beat of silence ends the connection', () => {
    expect(Client.live().on(beat).state.phase).toBe('live')
    expect(Client.live().on(beat, beat).state.phase).toBe('waiting')
  })

  test('behind twice at one place asks again: the last batch was lost', () => {
    const client = Client.live()
    expect(client.on(pong(9)).sent).toEqual([])
    expect(client.on(pong(9)).sent).toEqual([{ kind: 'stream', from: 6 }])
  })
})
