// Performs what client-sync.ts decides: one replica, one server, one connection at a time. The engine makes one per open
// database and branch (in the tab that leads, if there are several), and calls `outboxChanged` after each local commit.

import { unreachable } from '../base/assert.ts'
import type { PageHash } from '../base/brand.ts'
import { ZenError } from '../base/errors.ts'
import type { Random } from '../base/random.ts'
import { encodeClientMessage } from './client-message-codec.ts'
import type { ClientMessage } from './client-message.ts'
import { initialClientState, stepClient, type ClientAction, type ClientEvent, type ClientState, type ClientTimer } from './client-sync.ts'
import { PageRequests } from './page-requests.ts'
import { protocolVersion } from './protocol-version.ts'
import type { ReplicaStore } from './replica-store.ts'
import { decodeServerMessage } from './server-message-codec.ts'
import type { ServerMessage } from './server-message.ts'
import { closeCodes, type Connect, type Timers, type Transport } from './transport.ts'

export interface SyncOptions {
  readonly store: ReplicaStore
  readonly connect: Connect
  readonly timers: Timers
  readonly random: Random
  readonly replica: string
  readonly database: string
  readonly branch: string
  /** Asked at every connection. Rejects or answers null when there is none. */
  readonly token: () => Promise<string | null>
  /** Called after every change of phase, problem or progress. */
  readonly onState?: (state: ClientState) => void
  /** For tests of the tests: a step with a planted bug. */
  readonly step?: typeof stepClient
}

export class SyncDriver {
  readonly #options: SyncOptions
  readonly #step: typeof stepClient
  readonly #timers = new Map<ClientTimer, () => void>()
  readonly #pages = new PageRequests(message => this.#send(message))
  #state = initialClientState
  #transport: Transport | null = null
  /** Grows with every connection: what belongs to an earlier one is ignored. */
  #connection = 0
  #isStepping = false
  readonly #events: ClientEvent[] = []
  #storeWork: Promise<void> = Promise.resolve()

  constructor(options: SyncOptions) {
    this.#options = options
    this.#step = options.step ?? stepClient
  }

  get state(): ClientState {
    return this.#state
  }

  /** Connects, and stays connected as far as the network allows. */
  start(): void {
    this.dispatch({ kind: 'start' })
  }

  /** Disconnects; local work goes on and is pushed after the next start. */
  pause(): void {
    this.dispatch({ kind: 'pause' })
  }

  outboxChanged(): void {
    this.dispatch({ kind: 'outbox changed' })
  }

  /** Pages by hash over the present connection; rejects with OFFLINE when there is none. */
  fetchPages(hashes: readonly PageHash[]): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    return this.#pages.fetch(hashes)
  }

  /** Pauses, and waits until the store has taken what was on its way. */
  async close(): Promise<void> {
    this.pause()
    await this.#storeWork
  }

  /** Takes an event from outside: the network, a new token. Events that arise meanwhile wait their turn. */
  dispatch(event: ClientEvent): void {
    this.#events.push(event)
    if (this.#isStepping) return
    this.#isStepping = true
    try {
      for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) this.#stepOnce(next)
    } finally {
      this.#isStepping = false
    }
  }

  #stepOnce(event: ClientEvent): void {
    const { store, random, onState } = this.#options
    const before = this.#state
    const view = { position: store.position(), outbox: store.outbox(), chance: random.float() }
    const { state, actions } = this.#step(before, event, view)
    this.#state = state
    for (const action of actions) this.#perform(action)
    if (before.phase !== state.phase || before.problem !== state.problem || before.reached !== state.reached) onState?.(state)
  }

  #perform(action: ClientAction): void {
    const { store, timers } = this.#options
    switch (action.kind) {
      case 'connect':
        void this.#connect(++this.#connection)
        return
      case 'disconnect':
        this.#disconnect()
        return
      case 'hello':
        void this.#hello(this.#connection)
        return
      case 'ask for bootstrap':
        this.#send({ kind: 'bootstrap', origins: store.openOrigins().map(one => one.origin) })
        return
      case 'send':
        if (action.message.kind === 'ping') this.#pages.resend()
        this.#send(action.message)
        return
      case 'set timer':
        this.#timers.get(action.timer)?.()
        this.#timers.set(
          action.timer,
          timers.set(action.delayMs, () => this.dispatch({ kind: 'timer', timer: action.timer })),
        )
        return
      case 'cancel timers':
        for (const cancel of this.#timers.values()) cancel()
        this.#timers.clear()
        return
      case 'learn clock':
        store.learnClock(action.welcome.nowMs, action.welcome.hlc)
        return
      case 'set stale':
        this.#inTurn(() => store.setStale(action.origins), { kind: 'outbox changed' })
        return
      case 'apply':
        this.#inTurn(() => store.applyBatch(action.batch), { kind: 'applied' })
        return
      case 'install':
        this.#inTurn(() => store.installBootstrap(action.bootstrap, hashes => this.#pages.fetch(hashes)), { kind: 'installed' })
        return
      case 'pages':
        this.#pages.answer(action.message.request, action.message.pages)
        return
      default:
        unreachable(action)
    }
  }

  async #connect(connection: number): Promise<void> {
    try {
      const transport = await this.#options.connect()
      if (connection !== this.#connection || this.#state.phase !== 'connecting')
        return transport.close(closeCodes.goingAway, 'not wanted any more')
      this.#transport = transport
      transport.onMessage(bytes => connection === this.#connection && this.#receive(bytes))
      transport.onClose(code => connection === this.#connection && this.dispatch({ kind: 'closed', code }))
      this.dispatch({ kind: 'opened' })
    } catch (cause) {
      if (connection === this.#connection) this.#fail(cause)
    }
  }

  async #hello(connection: number): Promise<void> {
    const { store, replica, database, branch, token } = this.#options
    try {
      const known = await token()
      if (connection !== this.#connection) return
      const origins = store.openOrigins()
      this.#send({ kind: 'hello', protocol: protocolVersion, replica, token: known, database, branch, origins, position: store.position() })
    } catch (cause) {
      if (connection === this.#connection) this.#fail(cause)
    }
  }

  #send(message: ClientMessage): void {
    this.#transport?.send(encodeClientMessage(message))
  }

  #receive(bytes: Uint8Array<ArrayBuffer>): void {
    let message: ServerMessage
    try {
      message = decodeServerMessage(bytes)
    } catch (cause) {
      return this.#fail(cause)
    }
    this.dispatch({ kind: 'message', message })
  }

  #disconnect(): void {
    this.#connection++
    const transport = this.#transport
    this.#transport = null
    transport?.close(closeCodes.normal, 'bye')
    this.#pages.rejectAll()
  }

  /** One call of the store at a time, in the order of the stream. */
  #inTurn(work: () => Promise<void>, done: ClientEvent): void {
    const connection = this.#connection
    this.#storeWork = this.#storeWork.then(work).then(
      () => this.dispatch(done),
      (cause: unknown) => {
        // The failure of a connection that is gone is no news: the next welcome starts from the store's position.
        if (connection === this.#connection) this.#fail(cause)
      },
    )
  }

  #fail(cause: unknown): void {
    const code = cause instanceof ZenError ? cause.code : 'OFFLINE'
    const message = cause instanceof Error ? cause.message : String(cause)
    this.dispatch({ kind: 'failed', problem: { code, message } })
  }
}
