// A client's side of the sync session, as a pure step: state and event in, state and actions out. sync-driver.ts performs
// the actions; SPEC.md gives the rules that the tests quote. The state never holds change sets or records: the outbox is the
// store's, and everything that a lost connection could take away is found again at the next welcome.

import { unreachable } from '../base/assert.ts'
import { asLsn, type Lsn } from '../base/brand.ts'
import type { OriginId } from '../base/brand.ts'
import { printChangeSetId, type ChangeSet } from '../changes/change-set.ts'
import type { ClientMessage } from './client-message.ts'
import type { Position } from './position.ts'
import { planPushes } from './push-window.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'
import type { Batch, Bootstrap, ServerMessage } from './server-message.ts'
import { closeCodes } from './transport.ts'

export type ClientPhase =
  /** Not wanted: before start, after pause. Writes go on locally. */
  | 'paused'
  /** Between two attempts, or without a network. */
  | 'waiting'
  | 'connecting'
  /** Hello is sent. */
  | 'greeting'
  | 'bootstrapping'
  | 'live'
  /** Refused in a way that trying again does not change: a token, a name, a version. */
  | 'stopped'

export interface SyncProblem {
  /** A code of base/errors.ts. */
  readonly code: string
  readonly message: string
}

export interface ClientState {
  readonly phase: ClientPhase
  readonly isWanted: boolean
  readonly isOnline: boolean
  /** Connections in a row that brought nothing. */
  readonly failures: number
  /** Last seq per origin that this connection need not push (any more). */
  readonly pushed: ReadonlyMap<OriginId, number>
  /** Batches up to here are applied or on their way into the store. */
  readonly reached: Lsn
  /** Records from `reached` on were asked for after a gap. */
  readonly isAsking: boolean
  /** Anything came since the last heartbeat. */
  readonly isHeard: boolean
  /** `reached` at the last pong, when the server was ahead: behind twice at one place means that a batch was lost. */
  readonly behindAt: Lsn | null
  /** First change set in flight at the last heartbeat: still there at the next means that a push was lost. */
  readonly oldestInFlight: string | null
  readonly isInstalling: boolean
  /** false: the token may read only. Own change sets wait for another one. */
  readonly canWrite: boolean
  readonly problem: SyncProblem | null
}

export const initialClientState: ClientState = {
  phase: 'paused',
  isWanted: false,
  isOnline: true,
  failures: 0,
  pushed: new Map(),
  reached: asLsn(0),
  isAsking: false,
  isHeard: false,
  behindAt: null,
  oldestInFlight: null,
  isInstalling: false,
  canWrite: true,
  problem: null,
}

export type ClientEvent =
  | { readonly kind: 'start' }
  | { readonly kind: 'pause' }
  /** The network came or went. */
  | { readonly kind: 'online'; readonly isOnline: boolean }
  /** There is a new token. */
  | { readonly kind: 'token changed' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed'; readonly code: number }
  | { readonly kind: 'message'; readonly message: ServerMessage }
  | { readonly kind: 'timer'; readonly timer: ClientTimer }
  | { readonly kind: 'outbox changed' }
  /** The store took a batch. */
  | { readonly kind: 'applied' }
  | { readonly kind: 'installed' }
  /** The store or a message failed. */
  | { readonly kind: 'failed'; readonly problem: SyncProblem }

export type ClientTimer = 'reconnect' | 'heartbeat'

export type ClientAction =
  | { readonly kind: 'connect' }
  | { readonly kind: 'disconnect' }
  /** The driver adds what only it knows: names, token, origins, position. */
  | { readonly kind: 'hello' }
  /** The driver adds the origins that are open now. */
  | { readonly kind: 'ask for bootstrap' }
  | { readonly kind: 'send'; readonly message: ClientMessage }
  /** Replaces the running timer of this name. */
  | { readonly kind: 'set timer'; readonly timer: ClientTimer; readonly delayMs: number }
  | { readonly kind: 'cancel timers' }
  | { readonly kind: 'learn clock'; readonly welcome: Extract<ServerMessage, { kind: 'welcome' }> }
  | { readonly kind: 'set stale'; readonly origins: readonly OriginId[] }
  | { readonly kind: 'apply'; readonly batch: Batch }
  | { readonly kind: 'install'; readonly bootstrap: Bootstrap }
  | { readonly kind: 'pages'; readonly message: Extract<ServerMessage, { kind: 'pages' }> }

/** What the driver sees while it makes the step. */
export interface ClientView {
  readonly position: Position | null
  readonly outbox: readonly ChangeSet[]
  /** Uniform in [0, 1), new for each step. */
  readonly chance: number
}

export interface ClientStep {
  readonly state: ClientState
  readonly actions: readonly ClientAction[]
}

/** S12: how often a client asks whether the server is there. */
export const heartbeatMs = 20_000

/** Codes after which trying again changes nothing. */
const finalCodes: ReadonlySet<string> = new Set([
  'AUTH_REQUIRED', 'AUTH_INVALID', 'PROTOCOL_VERSION', 'PROTOCOL_MALFORMED', 'BRANCH_NOT_FOUND', 'DATABASE_NOT_FOUND',
]) // prettier-ignore

export function stepClient(state: ClientState, event: ClientEvent, view: ClientView): ClientStep {
  switch (event.kind) {
    case 'start':
      return state.isWanted ? stay(state) : tryConnect({ ...state, isWanted: true, failures: 0, problem: null })
    case 'pause':
      return leave({ ...state, isWanted: false, phase: 'paused', problem: null })
    case 'online':
      return changeNetwork({ ...state, isOnline: event.isOnline })
    case 'token changed':
      if (state.phase === 'stopped') return tryConnect({ ...state, failures: 0, problem: null })
      // The rights that this connection has are those of the old one.
      return isConnected(state) && !state.canWrite ? joined(leave(state).actions, tryConnect(state)) : stay(state)
    case 'opened':
      if (state.phase !== 'connecting') return leave(state)
      return { state: { ...state, phase: 'greeting', isHeard: true }, actions: [{ kind: 'hello' }, heartbeatTimer] }
    case 'closed':
      return isConnected(state) ? afterLoss(state, problemOfClose(event.code), view) : stay(state)
    case 'message':
      return isConnected(state) ? onMessage({ ...state, isHeard: true }, event.message, view) : stay(state)
    case 'timer':
      return event.timer === 'heartbeat' ? onHeartbeat(state, view) : state.phase === 'waiting' ? tryConnect(state) : stay(state)
    case 'outbox changed':
      return push(state, view)
    case 'applied':
      // Only now: a store that fails at every batch must not be asked twice a second.
      return push({ ...state, failures: 0 }, view)
    case 'installed':
      return state.isInstalling ? stream({ ...state, isInstalling: false }, view) : stay(state)
    case 'failed':
      return isConnected(state) ? afterLoss(state, event.problem, view) : stay(state)
    default:
      return unreachable(event)
  }
}

const heartbeatTimer: ClientAction = { kind: 'set timer', timer: 'heartbeat', delayMs: heartbeatMs }

function stay(state: ClientState): ClientStep {
  return { state, actions: [] }
}

function isConnected({ phase }: ClientState): boolean {
  return phase === 'connecting' || phase === 'greeting' || phase === 'bootstrapping' || phase === 'live'
}

function tryConnect(state: ClientState): ClientStep {
  if (!state.isWanted) return stay({ ...state, phase: 'paused' })
  if (!state.isOnline) return stay({ ...state, phase: 'waiting' })
  return { state: { ...state, phase: 'connecting' }, actions: [{ kind: 'connect' }] }
}

function changeNetwork(state: ClientState): ClientStep {
  if (state.isOnline) return state.phase === 'waiting' ? tryConnect({ ...state, failures: 0 }) : stay(state)
  return isConnected(state) ? leave({ ...state, phase: 'waiting' }) : stay(state)
}

function leave(state: ClientState): ClientStep {
  return { state: { ...state, isInstalling: false }, actions: [{ kind: 'disconnect' }, { kind: 'cancel timers' }] }
}

function problemOfClose(code: number): SyncProblem | null {
  if (code === closeCodes.auth) return { code: 'AUTH_INVALID', message: 'the server closed the connection: the token is not valid' }
  if (code === closeCodes.version) return { code: 'PROTOCOL_VERSION', message: 'the server speaks another version of the protocol' }
  return null
}

/** S3: back to waiting, or to a stop when waiting cannot help. */
function afterLoss(state: ClientState, problem: SyncProblem | null, view: ClientView): ClientStep {
  if (problem !== null && finalCodes.has(problem.code)) return leave({ ...state, phase: 'stopped', problem })
  const failures = state.failures + 1
  const left = leave({ ...state, phase: 'waiting', failures, problem: problem ?? state.problem })
  if (!state.isOnline) return left
  const delayMs = reconnectDelayMs(failures, view.chance)
  return { state: left.state, actions: [...left.actions, { kind: 'set timer', timer: 'reconnect', delayMs }] }
}

function onMessage(state: ClientState, message: ServerMessage, view: ClientView): ClientStep {
  switch (message.kind) {
    case 'welcome':
      return onWelcome(state, message, view)
    case 'batch':
      return state.phase === 'live' ? onBatch(state, message) : stay(state)
    case 'truncated':
      return state.phase === 'live' ? askForBootstrap(state) : stay(state)
    case 'bootstrap':
      return state.phase === 'bootstrapping' && !state.isInstalling ? onBootstrap(state, message, view) : stay(state)
    case 'expect':
      return push(expectFrom(state, message.origin, message.seq), view)
    case 'stale':
      return { state, actions: [{ kind: 'set stale', origins: [message.origin] }] }
    case 'pages':
      return { state, actions: [{ kind: 'pages', message }] }
    case 'pong':
      return onPong(state, message.head)
    case 'error':
      return afterLoss(state, { code: message.code, message: message.message }, view)
    default:
      return unreachable(message)
  }
}

function onWelcome(state: ClientState, welcome: Extract<ServerMessage, { kind: 'welcome' }>, view: ClientView): ClientStep {
  // A second one is a repetition of the transport's.
  if (state.phase !== 'greeting') return stay(state)
  const learned: ClientAction[] = [{ kind: 'learn clock', welcome }]
  if (welcome.stale.length > 0) learned.push({ kind: 'set stale', origins: welcome.stale })
  // S5: what the welcome calls decided is not pushed again; its verdicts are in the stream.
  const pushed = new Map(welcome.decided.map(one => [one.origin, one.seq]))
  const { canWrite } = welcome
  const fresh: ClientState = { ...state, pushed, canWrite, isAsking: false, behindAt: null, oldestInFlight: null, isInstalling: false }
  if (view.position === null) return joined(learned, askForBootstrap({ ...fresh, problem: null, reached: asLsn(0) }))
  // S6 (R22): a server that is behind would take back what was read here.
  if (!covers(welcome.head, view.position)) {
    const message = `the server is at ${welcome.head.lsn}, behind this replica at ${view.position.lsn}`
    return joined(learned, afterLoss(fresh, { code: 'STORAGE_FAILED', message }, view))
  }
  return joined(learned, stream({ ...fresh, problem: null }, view))
}

function covers(head: Position, position: Position): boolean {
  if (head.region === position.region && head.lsn < position.lsn) return false
  for (const [region, rseq] of position.vector) if ((head.vector.get(region) ?? 0) < rseq) return false
  return true
}

function joined(before: readonly ClientAction[], step: ClientStep): ClientStep {
  return { state: step.state, actions: [...before, ...step.actions] }
}

function askForBootstrap(state: ClientState): ClientStep {
  return { state: { ...state, phase: 'bootstrapping' }, actions: [{ kind: 'ask for bootstrap' }] }
}

/** Asks for everything after the store's position, and pushes. */
function stream(state: ClientState, view: ClientView): ClientStep {
  const reached = view.position?.lsn ?? asLsn(0)
  const live: ClientState = { ...state, phase: 'live', reached, isAsking: false }
  return joined([{ kind: 'send', message: { kind: 'stream', from: asLsn(reached + 1) } }], push(live, view))
}

/** S7 (R7): overlap is cut, what is known is skipped, a gap is refused. */
function onBatch(state: ClientState, batch: Batch): ClientStep {
  const { reached } = state
  if (batch.to <= reached) return stay(state)
  if (batch.from > reached) {
    if (state.isAsking) return stay(state)
    const message: ClientMessage = { kind: 'stream', from: asLsn(reached + 1) }
    return { state: { ...state, isAsking: true }, actions: [{ kind: 'send', message }] }
  }
  const records = batch.from === reached ? batch.records : batch.records.filter(record => record.lsn > reached)
  const { to, vector, hlc } = batch
  return {
    state: { ...state, reached: to, isAsking: false, behindAt: null },
    actions: [{ kind: 'apply', batch: { from: reached, to, vector, hlc, records } }],
  }
}

/** S8 (R22): a state that is not ahead of this one is not taken. */
function onBootstrap(state: ClientState, bootstrap: Bootstrap, view: ClientView): ClientStep {
  if (view.position !== null && bootstrap.position.lsn <= view.position.lsn) return stream(state, view)
  return { state: { ...state, isInstalling: true }, actions: [{ kind: 'install', bootstrap }] }
}

function expectFrom(state: ClientState, origin: OriginId, seq: number): ClientState {
  if ((state.pushed.get(origin) ?? 0) < seq) return state
  return { ...state, pushed: new Map(state.pushed).set(origin, seq - 1) }
}

const mayNotWrite: SyncProblem = {
  code: 'AUTH_INVALID',
  message: 'the token may read and not write: what was written here waits for another token',
}

/** S9: pushes what fits into the window. */
function push(state: ClientState, view: ClientView): ClientStep {
  if (state.phase !== 'live') return stay(state)
  if (!state.canWrite) return stay({ ...state, problem: view.outbox.length === 0 ? null : mayNotWrite })
  const { messages, pushed } = planPushes(view.outbox, state.pushed)
  return { state: { ...state, pushed }, actions: messages.map(message => ({ kind: 'send', message })) }
}

/** S11: a batch at the very end of the stream may be lost without a gap. */
function onPong(state: ClientState, head: Lsn): ClientStep {
  if (state.phase !== 'live' || head <= state.reached) return stay({ ...state, failures: 0, behindAt: null })
  if (state.behindAt !== state.reached) return stay({ ...state, behindAt: state.reached })
  const message: ClientMessage = { kind: 'stream', from: asLsn(state.reached + 1) }
  return { state: { ...state, behindAt: null }, actions: [{ kind: 'send', message }] }
}

/** S12: silence ends the connection; S10: a push without a verdict for a whole beat is pushed again. */
function onHeartbeat(state: ClientState, view: ClientView): ClientStep {
  if (!isConnected(state) || state.phase === 'connecting') return stay(state)
  // A welcome that does not come in a whole beat is lost.
  if (!state.isHeard || state.phase === 'greeting')
    return afterLoss(state, { code: 'OFFLINE', message: 'the server has been silent' }, view)
  const first = view.outbox.find(one => one.seq <= (state.pushed.get(one.origin) ?? 0))
  const oldest = first === undefined ? null : printChangeSetId(first)
  const isStuck = first !== undefined && oldest === state.oldestInFlight
  const beating: ClientState = { ...state, isHeard: false, oldestInFlight: isStuck ? null : oldest }
  const actions: ClientAction[] = [{ kind: 'send', message: { kind: 'ping', nonce: Math.floor(view.chance * 2 ** 31) } }, heartbeatTimer]
  // The request for a bootstrap may be lost as well; one that is being installed is not asked for again.
  if (state.phase === 'bootstrapping' && !state.isInstalling) actions.push({ kind: 'ask for bootstrap' })
  return joined(actions, push(isStuck ? expectFrom(beating, first.origin, first.seq) : beating, view))
}
