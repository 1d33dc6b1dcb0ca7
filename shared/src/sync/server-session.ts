// A server's side of one sync connection, as a pure step. session-driver.ts performs the actions against a BranchAcceptor;
// SPEC.md gives the rules that the tests quote. A session keeps nothing that matters: a connection may end at any moment.

import { unreachable } from '../base/assert.ts'
import { asLsn, type Lsn, type OriginId, type PageHash } from '../base/brand.ts'
import type { Hlc } from '../base/hlc.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { AcceptAnswer } from './branch-acceptor.ts'
import type { ClientMessage } from './client-message.ts'
import type { LogRecord, RegionVector } from './log-record.ts'
import type { Position } from './position.ts'
import { batchMaxRecords, oldestProtocolVersion, protocolVersion } from './protocol-version.ts'
import type { Bootstrap, ServerMessage } from './server-message.ts'
import { closeCodes, type CloseCode } from './transport.ts'

export type Hello = Extract<ClientMessage, { kind: 'hello' }>

export interface ServerSessionState {
  readonly phase: 'new' | 'opening' | 'live' | 'closed'
  readonly canWrite: boolean
  /** Records up to here are sent; null: the client has not asked for the stream. */
  readonly sent: Lsn | null
  /** Grows when the client asks for another place: records read for an earlier one are dropped. */
  readonly streamRound: number
  readonly isReading: boolean
  readonly head: Lsn
  /** What was asked for again, per origin, since the last push: a burst of gaps asks once. */
  readonly expected: ReadonlyMap<OriginId, number>
  /** Anything came since the last watch. */
  readonly isHeard: boolean
}

export const initialServerSession: ServerSessionState = {
  phase: 'new',
  canWrite: false,
  sent: null,
  streamRound: 0,
  isReading: false,
  head: asLsn(0),
  expected: new Map(),
  isHeard: false,
}

/** What the acceptor says of itself when the session opens. */
export interface OpenedBranch {
  readonly canWrite: boolean
  readonly head: Position
  readonly hlc: Hlc
  readonly nowMs: number
  readonly horizonMs: number
  readonly decided: readonly { readonly origin: OriginId; readonly seq: number }[]
  readonly stale: readonly OriginId[]
}

export type ServerSessionEvent =
  | { readonly kind: 'message'; readonly message: ClientMessage; readonly nowMs: number }
  | { readonly kind: 'opened'; readonly branch: OpenedBranch }
  | { readonly kind: 'head'; readonly head: Lsn }
  /** null: the records are gone. */
  | { readonly kind: 'records'; readonly round: number; readonly records: readonly LogRecord[] | null; readonly hlc: Hlc }
  | { readonly kind: 'answered'; readonly changeSet: ChangeSet; readonly answer: AcceptAnswer }
  | { readonly kind: 'bootstrap'; readonly bootstrap: Bootstrap }
  | { readonly kind: 'pages'; readonly request: number; readonly pages: readonly (Uint8Array<ArrayBuffer> | null)[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'watch' }
  /** The token ended. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'closed' }

export type ServerSessionAction =
  | { readonly kind: 'open'; readonly hello: Hello }
  | { readonly kind: 'send'; readonly message: ServerMessage }
  | { readonly kind: 'accept'; readonly changeSets: readonly ChangeSet[] }
  | { readonly kind: 'read'; readonly round: number; readonly after: Lsn; readonly max: number }
  | { readonly kind: 'bootstrap'; readonly origins: readonly OriginId[] }
  | { readonly kind: 'pages'; readonly request: number; readonly hashes: readonly PageHash[] }
  | { readonly kind: 'set watch'; readonly delayMs: number }
  | { readonly kind: 'close'; readonly code: CloseCode; readonly reason: string }

export interface ServerSessionStep {
  readonly state: ServerSessionState
  readonly actions: readonly ServerSessionAction[]
}

/** S12: a client that said nothing for so long is gone. Three heartbeats of a client. */
export const watchMs = 60_000
/** S12: a connection that does not greet within this time is none of ours. */
export const helloMs = 15_000

export function stepServerSession(state: ServerSessionState, event: ServerSessionEvent): ServerSessionStep {
  if (state.phase === 'closed') return stay(state)
  switch (event.kind) {
    case 'message':
      return onMessage({ ...state, isHeard: true }, event.message, event.nowMs)
    case 'opened':
      return state.phase === 'opening' ? onOpened(state, event.branch) : stay(state)
    case 'head':
      return read({ ...state, head: asLsn(Math.max(state.head, event.head)) })
    case 'records':
      return onRecords(state, event.round, event.records, event.hlc)
    case 'answered':
      return onAnswer(state, event.changeSet, event.answer)
    case 'bootstrap':
      return send(state, { kind: 'bootstrap', ...event.bootstrap })
    case 'pages':
      return send(state, { kind: 'pages', request: event.request, pages: event.pages })
    case 'failed':
      return end(state, event.code, event.message)
    case 'watch':
      if (!state.isHeard) return { state: { ...state, phase: 'closed' }, actions: [close(closeCodes.goingAway, 'silent')] }
      return { state: { ...state, isHeard: false }, actions: [{ kind: 'set watch', delayMs: watchMs }] }
    case 'expired':
      // The client comes back with the token that it has then, and hears of a wrong one at the door.
      return { state: { ...state, phase: 'closed' }, actions: [close(closeCodes.goingAway, 'the token has expired')] }
    case 'closed':
      return stay({ ...state, phase: 'closed' })
    default:
      return unreachable(event)
  }
}

function stay(state: ServerSessionState): ServerSessionStep {
  return { state, actions: [] }
}

function send(state: ServerSessionState, message: ServerMessage): ServerSessionStep {
  return { state, actions: [{ kind: 'send', message }] }
}

function close(code: CloseCode, reason: string): ServerSessionAction {
  return { kind: 'close', code, reason }
}

/** S3: says why, then closes with the code that tells the client whether to come back. */
function end(state: ServerSessionState, code: string, message: string): ServerSessionStep {
  return {
    state: { ...state, phase: 'closed' },
    actions: [{ kind: 'send', message: { kind: 'error', code, message } }, close(closeCodeOf(code), code)],
  }
}

function closeCodeOf(code: string): CloseCode {
  if (code === 'AUTH_REQUIRED' || code === 'AUTH_INVALID') return closeCodes.auth
  if (code === 'PROTOCOL_MALFORMED') return closeCodes.malformed
  if (code === 'PROTOCOL_VERSION') return closeCodes.version
  if (code === 'BRANCH_NOT_FOUND' || code === 'DATABASE_NOT_FOUND' || code === 'INVALID_OPTION') return closeCodes.notFound
  if (code === 'LEASE_LOST' || code === 'STORAGE_CLOSED') return closeCodes.tryLater
  return closeCodes.internal
}

function onMessage(state: ServerSessionState, message: ClientMessage, nowMs: number): ServerSessionStep {
  if (message.kind === 'hello') return onHello(state, message)
  // S2: nothing is heard before the hello was answered; a hello that is being looked at may be overtaken.
  if (state.phase === 'new') return end(state, 'PROTOCOL_MALFORMED', `${message.kind} before hello`)
  if (state.phase !== 'live') return stay(state)
  switch (message.kind) {
    case 'push':
      if (!state.canWrite) return end(state, 'AUTH_INVALID', 'this token may read and not write')
      return { state: { ...state, expected: new Map() }, actions: [{ kind: 'accept', changeSets: message.changeSets }] }
    case 'stream':
      return startStream(state, message.from)
    case 'bootstrap':
      return { state: { ...state, sent: null }, actions: [{ kind: 'bootstrap', origins: message.origins }] }
    case 'pages':
      return { state, actions: [{ kind: 'pages', request: message.request, hashes: message.hashes }] }
    case 'ping':
      return send(state, { kind: 'pong', nonce: message.nonce, nowMs, head: state.head })
    default:
      return unreachable(message)
  }
}

function onHello(state: ServerSessionState, hello: Hello): ServerSessionStep {
  // A second one is a repetition of the transport's.
  if (state.phase !== 'new') return stay(state)
  if (hello.protocol < oldestProtocolVersion || hello.protocol > protocolVersion) {
    const range = `${oldestProtocolVersion} to ${protocolVersion}`
    return end(state, 'PROTOCOL_VERSION', `this server speaks protocol ${range}, the client ${hello.protocol}: upgrade the older one`)
  }
  return {
    state: { ...state, phase: 'opening' },
    actions: [
      { kind: 'open', hello },
      { kind: 'set watch', delayMs: watchMs },
    ],
  }
}

function onOpened(state: ServerSessionState, branch: OpenedBranch): ServerSessionStep {
  const { canWrite, head, hlc, nowMs, horizonMs, decided, stale } = branch
  const live: ServerSessionState = { ...state, phase: 'live', canWrite, head: head.lsn }
  return send(live, { kind: 'welcome', protocol: protocolVersion, nowMs, hlc, head, decided, stale, horizonMs, canWrite })
}

/** S7: the stream begins, or begins again, where the client says. */
function startStream(state: ServerSessionState, from: Lsn): ServerSessionStep {
  const sent = asLsn(Math.max(0, from - 1))
  if (sent > state.head) return end(state, 'PROTOCOL_MALFORMED', `records from ${from} were asked for, the log ends at ${state.head}`)
  return read({ ...state, sent, streamRound: state.streamRound + 1, isReading: false })
}

function read(state: ServerSessionState): ServerSessionStep {
  if (state.phase !== 'live' || state.sent === null || state.isReading || state.sent >= state.head) return stay(state)
  return {
    state: { ...state, isReading: true },
    actions: [{ kind: 'read', round: state.streamRound, after: state.sent, max: batchMaxRecords }],
  }
}

function onRecords(state: ServerSessionState, round: number, records: readonly LogRecord[] | null, hlc: Hlc): ServerSessionStep {
  if (round !== state.streamRound || state.sent === null) return stay(state)
  // S8: the log was cut below the client's place; it has to start from a state.
  if (records === null) return send({ ...state, sent: null, isReading: false }, { kind: 'truncated', head: state.head })
  const last = records.at(-1)
  if (last === undefined) return stay({ ...state, isReading: false })
  const batch: ServerMessage = { kind: 'batch', from: state.sent, to: last.lsn, vector: vectorOf(records), hlc, records }
  const next = read({ ...state, sent: last.lsn, isReading: false, head: asLsn(Math.max(state.head, last.lsn)) })
  return { state: next.state, actions: [{ kind: 'send', message: batch }, ...next.actions] }
}

/** Regions that the batch moves on. */
function vectorOf(records: readonly LogRecord[]): RegionVector {
  const vector = new Map<string, number>()
  for (const record of records) vector.set(record.region, record.rseq)
  return vector
}

/** S9: verdicts travel in the stream only; what is missing or can never be decided is said. */
function onAnswer(state: ServerSessionState, { origin }: ChangeSet, answer: AcceptAnswer): ServerSessionStep {
  switch (answer.kind) {
    case 'decided':
    case 'duplicate':
    case 'hold':
      return stay(state)
    case 'gap':
      if (state.expected.get(origin) === answer.expected) return stay(state)
      return send(
        { ...state, expected: new Map(state.expected).set(origin, answer.expected) },
        { kind: 'expect', origin, seq: answer.expected },
      )
    case 'stale':
      return send(state, { kind: 'stale', origin })
    default:
      return unreachable(answer)
  }
}
