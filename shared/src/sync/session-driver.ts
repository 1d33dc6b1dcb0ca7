// Performs what server-session.ts decides: one connection against one branch. The server's WebSocket endpoint makes one per
// connection; tests make one per simulated connection.

import { assert, unreachable } from '../base/assert.ts'
import type { OriginId, PageHash } from '../base/brand.ts'
import type { Clock } from '../base/clock.ts'
import { ZenError } from '../base/errors.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { BranchAcceptor } from './branch-acceptor.ts'
import { decodeClientMessage, malformedMessage } from './client-message-codec.ts'
import type { ClientMessage } from './client-message.ts'
import { encodeServerMessage } from './server-message-codec.ts'
import {
  helloMs,
  initialServerSession,
  stepServerSession,
  type Hello,
  type OpenedBranch,
  type ServerSessionAction,
  type ServerSessionEvent,
} from './server-session.ts'
import type { Timers, Transport } from './transport.ts'

/** PORT: who may come in, and to what. Rejects with AUTH_*, DATABASE_NOT_FOUND or BRANCH_NOT_FOUND. */
export interface SessionGate {
  open(hello: Hello): Promise<OpenGate>
}

export interface OpenGate {
  readonly acceptor: BranchAcceptor
  readonly canWrite: boolean
  /** When the right to be here ends; absent: never. */
  readonly expiresAtMs?: number | null
}

export interface SessionPorts {
  readonly gate: SessionGate
  readonly clock: Clock
  readonly timers: Timers
  /** Called once, when the session is over. */
  readonly onEnd?: () => void
  /** A fault of ours: for the server's log. */
  readonly onFault?: (cause: unknown) => void
}

/** Bytes waiting in the transport above which no further batch is read: a slow client costs no memory. */
const bufferedMaxBytes = 4 * 1024 * 1024
const bufferedPauseMs = 20
/** A greeting: names, a token, and some bytes for each open origin. */
const helloMaxBytes = 1024 * 1024
/** Pages of one answer, in bytes; the client asks again for the rest. */
const pagesMaxBytes = 8 * 1024 * 1024
/** Requests for pages that wait for their turn, and change sets that wait for their verdict: what comes beyond is not heard, and asked or pushed again. */
const waitingPagesMax = 256
const undecidedMax = 1024
/** What a timer of the platform can hold. */
const timerMaxMs = 2 ** 31 - 1

export class SessionDriver {
  readonly #transport: Transport
  readonly #ports: SessionPorts
  #state = initialServerSession
  #acceptor: BranchAcceptor | null = null
  #unsubscribe: (() => void) | null = null
  #cancelWatch: (() => void) | null = null
  #cancelExpiry: (() => void) | null = null
  #pagesWork: Promise<void> = Promise.resolve()
  #waitingPages = 0
  #undecided = 0
  #isStepping = false
  readonly #events: ServerSessionEvent[] = []

  constructor(transport: Transport, ports: SessionPorts) {
    this.#transport = transport
    this.#ports = ports
    transport.onMessage(bytes => this.#receive(bytes))
    transport.onClose(() => this.#dispatch({ kind: 'closed' }))
    this.#perform({ kind: 'set watch', delayMs: helloMs })
  }

  get phase(): 'new' | 'opening' | 'live' | 'closed' {
    return this.#state.phase
  }

  /** Ends the session from the server's side: it shuts down, or it lost the branch. */
  end(code: string, message: string): void {
    this.#dispatch({ kind: 'failed', code, message })
  }

  #receive(bytes: Uint8Array<ArrayBuffer>): void {
    let message: ClientMessage
    try {
      // Nobody is known yet: what is taken apart for them is small.
      if (this.#state.phase === 'new' && bytes.length > helloMaxBytes) throw malformedMessage('a greeting of more than a megabyte')
      message = decodeClientMessage(bytes)
    } catch (cause) {
      return this.#fail(cause)
    }
    this.#dispatch({ kind: 'message', message, nowMs: this.#ports.clock.nowMs() })
  }

  #dispatch(event: ServerSessionEvent): void {
    this.#events.push(event)
    if (this.#isStepping) return
    this.#isStepping = true
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
        const wasClosed = this.#state.phase === 'closed'
        const { state, actions } = stepServerSession(this.#state, next)
        this.#state = state
        for (const action of actions) this.#perform(action)
        if (state.phase === 'closed' && !wasClosed) this.#release()
      }
    } finally {
      this.#isStepping = false
    }
  }

  #release(): void {
    this.#unsubscribe?.()
    this.#cancelWatch?.()
    this.#cancelExpiry?.()
    this.#ports.onEnd?.()
  }

  #perform(action: ServerSessionAction): void {
    switch (action.kind) {
      case 'open':
        this.#settle(this.#open(action.hello))
        return
      case 'send':
        this.#transport.send(encodeServerMessage(action.message))
        return
      case 'accept':
        this.#accept(action.changeSets)
        return
      case 'read':
        this.#settle(this.#read(action))
        return
      case 'bootstrap':
        this.#settle(this.#bootstrap(action.origins))
        return
      case 'pages':
        this.#answerPages(action.request, action.hashes)
        return
      case 'set watch':
        this.#cancelWatch?.()
        this.#cancelWatch = this.#ports.timers.set(action.delayMs, () => this.#dispatch({ kind: 'watch' }))
        return
      case 'close':
        this.#transport.close(action.code, action.reason)
        return
      default:
        unreachable(action)
    }
  }

  /** Ends in an event, or fails the session. */
  #settle(work: Promise<ServerSessionEvent>): void {
    work.then(
      event => this.#dispatch(event),
      (cause: unknown) => this.#fail(cause),
    )
  }

  #openAcceptor(): BranchAcceptor {
    assert(this.#acceptor !== null, 'a live session has an acceptor')
    return this.#acceptor
  }

  async #open(hello: Hello): Promise<ServerSessionEvent> {
    const { acceptor, canWrite, expiresAtMs = null } = await this.#ports.gate.open(hello)
    // The connection may have ended meanwhile; then there is nothing to listen for.
    if (this.#state.phase === 'opening') {
      this.#acceptor = acceptor
      if (expiresAtMs !== null) this.#endAt(expiresAtMs)
      this.#unsubscribe = acceptor.subscribe({
        moved: () => this.#dispatch({ kind: 'head', head: acceptor.head().lsn }),
        lost: cause => this.#fail(cause),
      })
    }
    const origins = hello.origins.map(one => one.origin)
    const branch: OpenedBranch = {
      canWrite,
      head: acceptor.head(),
      hlc: acceptor.hlc(),
      nowMs: this.#ports.clock.nowMs(),
      horizonMs: acceptor.horizonMs(),
      decided: origins.map(origin => ({ origin, seq: acceptor.decided(origin) })),
      stale: origins.filter(origin => acceptor.isStale(origin)),
    }
    return { kind: 'opened', branch }
  }

  #endAt(expiresAtMs: number): void {
    const leftMs = expiresAtMs - this.#ports.clock.nowMs()
    this.#cancelExpiry = this.#ports.timers.set(Math.max(0, Math.min(leftMs, timerMaxMs)), () => {
      if (leftMs > timerMaxMs) this.#endAt(expiresAtMs)
      else this.#dispatch({ kind: 'expired' })
    })
  }

  /** All are offered at once, so that they share a group commit; the answers come as they are durable. */
  #accept(changeSets: readonly ChangeSet[]): void {
    const acceptor = this.#openAcceptor()
    const offer = async (changeSet: ChangeSet): Promise<ServerSessionEvent> => {
      this.#undecided++
      try {
        return { kind: 'answered', changeSet, answer: await acceptor.accept(changeSet) }
      } finally {
        this.#undecided--
      }
    }
    for (const changeSet of changeSets) if (this.#undecided < undecidedMax) this.#settle(offer(changeSet))
  }

  async #read(action: Extract<ServerSessionAction, { kind: 'read' }>): Promise<ServerSessionEvent> {
    const acceptor = this.#openAcceptor()
    await this.#drained()
    const records = await acceptor.recordsAfter(action.after, action.max)
    return { kind: 'records', round: action.round, records, hlc: acceptor.hlc() }
  }

  /** A slow reader costs no memory: nothing more is read for it until it has taken what there is. */
  async #drained(): Promise<void> {
    while (this.#transport.bufferedBytes > bufferedMaxBytes && this.#state.phase === 'live')
      await new Promise<void>(resolve => this.#ports.timers.set(bufferedPauseMs, resolve))
  }

  async #bootstrap(origins: readonly OriginId[]): Promise<ServerSessionEvent> {
    return { kind: 'bootstrap', bootstrap: await this.#openAcceptor().bootstrap(origins) }
  }

  /** One request at a time. */
  #answerPages(request: number, hashes: readonly PageHash[]): void {
    if (this.#waitingPages >= waitingPagesMax) return
    this.#waitingPages++
    this.#pagesWork = this.#pagesWork.then(async () => {
      try {
        await this.#drained()
        if (this.#state.phase === 'live') this.#dispatch(await this.#readPages(request, hashes))
      } catch (cause) {
        this.#fail(cause)
      } finally {
        this.#waitingPages--
      }
    })
  }

  async #readPages(request: number, hashes: readonly PageHash[]): Promise<ServerSessionEvent> {
    return { kind: 'pages', request, pages: firstPages(await this.#openAcceptor().pages(hashes), hashes) }
  }

  #fail(cause: unknown): void {
    if (cause instanceof ZenError) return this.#dispatch({ kind: 'failed', code: cause.code, message: cause.message })
    this.#ports.onFault?.(cause)
    this.#dispatch({ kind: 'failed', code: 'STORAGE_FAILED', message: 'the server failed; try again' })
  }
}

function firstPages(
  pages: readonly (Uint8Array<ArrayBuffer> | null)[],
  hashes: readonly PageHash[],
): readonly (Uint8Array<ArrayBuffer> | null)[] {
  let bytes = 0
  let count = 0
  while (count < hashes.length && (count === 0 || bytes + (pages[count]?.length ?? 0) <= pagesMaxBytes))
    bytes += pages[count++]?.length ?? 0
  return pages.slice(0, count)
}
