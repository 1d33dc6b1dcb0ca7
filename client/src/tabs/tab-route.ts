// A database that several tabs of one origin share: one of them has it open and leads, the others ask it. Every tab can become
// the leader at any time. The election is a pure step (election-step.ts); this file performs its actions and carries calls and
// live queries over from one leader to the next.

import { unreachable } from '@zendb/shared/base/assert'
import { ZenError } from '@zendb/shared/base/errors'
import { closePatienceMs, leaderSilenceMs, requestsInFlight } from '@zendb/shared/base/limits'
import type { LiveListener } from '@zendb/shared/live/live-query'
import type { DatabaseRoute, Role, RouteListener } from '../service/database-route.ts'
import type { DatabaseService } from '../service/database-service.ts'
import { transactionLost } from '../service/recall-answer.ts'
import type { AnswerOf, Parameters, RequestKind, RequestOf, StatementAnswer } from '../service/request.ts'
import type { ServiceClient } from '../service/service-client.ts'
import { localStatus, type SyncStatus } from '../service/sync-status.ts'
import { electionStart, electionStep, type ElectionAction, type ElectionEvent, type ElectionState } from './election-step.ts'
import { decodeError } from './error-codec.ts'
import { LeaderWatch } from './leader-watch.ts'
import { storageLost } from '../storage/storage-error.ts'
import type { Opening, StorageTrouble } from '../storage/stores.ts'
import { notCloneable, plainParameters } from './plain-parameters.ts'
import { TabCalls, type TabCall } from './tab-calls.ts'
import { TabHost } from './tab-host.ts'
import { TabLiveQueries, type LiveSource } from './tab-live-queries.ts'
import {
  tabNames,
  type Announcement,
  type Epoch,
  type FollowerMessage,
  type LeaderMessage,
  type TabNames,
  type Untagged,
} from './tab-messages.ts'
import type { LockHandle, TabChannel, TabPlatform } from './tab-platform.ts'

export interface TabRouteOptions {
  /** Name of the database. */
  readonly name: string
  /** Names this tab: unique, also over restarts. */
  readonly tab: string
  readonly platform: TabPlatform
  readonly listener: RouteListener
  /** Opens the database; from then on, storage refuses writes of whoever opened it before. */
  readonly openService: (opening: Opening) => Promise<DatabaseService>
  readonly destroyStorage: () => Promise<void>
}

/** This tab leads. */
interface Leadership {
  readonly epoch: Epoch
  readonly service: DatabaseService
  readonly own: ServiceClient
  readonly host: TabHost
}

/** Another tab leads. */
interface Following {
  readonly epoch: Epoch
  readonly channel: TabChannel
  /** It is closing: it answers what it has begun, and takes nothing more. */
  isClosing: boolean
}

export class TabRoute implements DatabaseRoute {
  readonly #options: TabRouteOptions
  readonly #names: TabNames
  readonly #announcements: TabChannel
  readonly #inbox: TabChannel
  readonly #calls: TabCalls
  readonly #watch: LeaderWatch
  readonly #liveQueries = new TabLiveQueries(() => this.#liveSource())
  readonly #endLifecycle: () => void
  readonly #tabLock: LockHandle
  readonly #opened: Promise<void>
  #settleOpened: { readonly resolve: () => void; readonly reject: (error: unknown) => void } = { resolve: () => {}, reject: () => {} }
  #isOpened = false
  #state: ElectionState = electionStart.state
  #lock: LockHandle | null = null
  #leadership: Leadership | null = null
  #following: Following | null = null
  #sync: SyncStatus = localStatus
  /** Of the database that this tab has seen; one that was made in its place is another one. null: none yet. */
  #identity: string | null = null
  #openings = 0
  /** Ends the present opening at once. */
  #opening = new AbortController()
  #closed: Promise<void> | null = null
  #settleClosed = (): void => {}

  constructor(options: TabRouteOptions) {
    this.#options = options
    const { platform, name, tab } = options
    this.#names = tabNames(name)
    this.#calls = new TabCalls(tab, call => this.#send(call))
    this.#opened = new Promise((resolve, reject) => (this.#settleOpened = { resolve, reject }))
    this.#opened.catch(() => {})
    this.#watch = new LeaderWatch({
      silenceMs: leaderSilenceMs,
      isWaiting: () => this.#leadership === null && (this.#calls.isWaiting || !this.#isOpened),
      ask: () => this.#askForLife(),
      silent: () => this.#step({ kind: 'leader silent' }),
    })
    this.#announcements = platform.openChannel(this.#names.announcements, message => this.#hear(message as Announcement)) // tabs of one protocol
    this.#inbox = platform.openChannel(this.#names.inbox(tab), message => this.#receive(message as FollowerMessage | LeaderMessage))
    this.#endLifecycle = platform.onLifecycle({
      freeze: () => this.#step({ kind: 'freeze' }),
      resume: () => this.#step({ kind: 'resume' }),
    })
    // Only a tab that holds its own lock may be known to a leader, which takes a free one for a sign that the tab is gone.
    this.#tabLock = platform.requestLock(this.#names.tabLock(tab), {
      steal: false,
      granted: () => this.#begin(),
      lost: () => {},
      refused: error => this.#step({ kind: 'lock refused', error }),
    })
  }

  #begin(): void {
    if (this.#state !== 'waiting') return
    for (const action of electionStart.actions) this.#perform(action)
    this.#watch.start()
  }

  // ------------------------------------------------------------- what ZenDB asks

  get role(): Role {
    if (this.#leadership !== null) return 'leading'
    return this.#following === null ? 'opening' : 'following'
  }

  get sync(): SyncStatus {
    return this.#leadership?.service.status ?? this.#sync
  }

  open(): Promise<void> {
    return this.#opened
  }

  call<Kind extends RequestKind>(request: RequestOf<Kind>): Promise<AnswerOf<Kind>> {
    return this.#calls.call<Kind>(request, this.#epoch)
  }

  /** Most statements of a leading tab need no call that outlives a leader: what is answered at once cannot lose its leader meanwhile. */
  run(transaction: number, sql: string, parameters: Parameters): StatementAnswer | Promise<StatementAnswer> {
    const leadership = this.#state === 'leading' ? this.#leadership : null
    const here = leadership === null ? null : this.#calls.transactionOf(transaction, leadership.epoch)
    if (leadership === null || here === null) return this.call<'run'>({ kind: 'run', transaction, sql, parameters })
    const answer = leadership.own.run(here, sql, parameters)
    if (!(answer instanceof Promise)) return answer
    return answer.catch((error: unknown) => {
      throw this.#isTakenOver(error, leadership.epoch) ? transactionLost() : error
    })
  }

  get #epoch(): Epoch | null {
    return this.#leadership?.epoch ?? this.#following?.epoch ?? null
  }

  subscribe(sql: string, parameters: Parameters, listener: LiveListener): () => void {
    return this.#liveQueries.subscribe(sql, parameters, listener)
  }

  tidy(): void {
    this.#leadership?.service.tidy()
  }

  close(): Promise<void> {
    this.#closed ??= new Promise(resolve => {
      this.#settleClosed = resolve
      this.#step({ kind: 'close' })
    })
    return this.#closed
  }

  async destroy(): Promise<void> {
    // The channel of this tab is closed by now, and another one reaches all others.
    const channel = this.#options.platform.openChannel(this.#names.announcements, () => {})
    channel.post({ kind: 'destroyed' } satisfies Announcement)
    channel.close()
    await this.#options.destroyStorage()
  }

  // ------------------------------------------------------------- the election

  #step(event: ElectionEvent): void {
    const { state, actions } = electionStep(this.#state, event)
    this.#state = state
    for (const action of actions) this.#perform(action)
    if (state === 'closed') this.#end()
  }

  #perform(action: ElectionAction): void {
    switch (action.kind) {
      case 'request lock':
        return this.#requestLock(action.steal)
      case 'release lock':
        this.#lock?.release()
        this.#lock = null
        return
      case 'open database':
        return this.#openDatabase()
      case 'close database':
        return this.#closeDatabase()
      case 'abandon database':
        return this.#abandonDatabase()
      case 'announce leadership':
        return this.#announceLeadership()
      case 'ask who leads':
        return this.#announce({ kind: 'who leads' })
      case 'fail':
        return this.#fail(action.error)
      default:
        return unreachable(action)
    }
  }

  #requestLock(steal: boolean): void {
    const lock = this.#options.platform.requestLock(this.#names.leaderLock, {
      steal,
      granted: () => (this.#lock === lock ? this.#step({ kind: 'lock granted' }) : lock.release()),
      lost: () => {
        if (this.#lock === lock) this.#step({ kind: 'lock lost' })
      },
      refused: error => this.#step({ kind: 'lock refused', error }),
    })
    this.#lock = lock
  }

  #openDatabase(): void {
    this.#follow(null)
    const epoch: Epoch = `${this.#options.tab}.${++this.#openings}`
    this.#opening = new AbortController()
    const { signal } = this.#opening
    const isCurrent = (): boolean => epoch === `${this.#options.tab}.${this.#openings}`
    const trouble: StorageTrouble = {
      lost: () => {
        if (isCurrent()) this.#step({ kind: 'storage lost', error: storageLost(this.#options.name) })
      },
      fenced: () => {
        if (isCurrent()) this.#step({ kind: 'fenced' })
      },
    }
    this.#options.openService({ owner: epoch, identity: this.#identity, signal, trouble }).then(
      service => {
        if (this.#state !== 'opening' || !isCurrent()) return void service.close().catch(() => {})
        this.#identity = service.identity
        const host = new TabHost(service, epoch, this.#options.platform, this.#names)
        this.#leadership = { epoch, service, own: service.connect(), host }
        service.onStatus(() => this.#tellStatus())
        service.onEvent(event => {
          this.#announce({ kind: 'event', epoch, event })
          this.#options.listener.syncEvent(event)
        })
        this.#step({ kind: 'opened' })
      },
      (error: unknown) => {
        if (isCurrent()) this.#step({ kind: 'open failed', error })
      },
    )
  }

  #announceLeadership(): void {
    if (this.#leadership === null) return
    const { epoch } = this.#leadership
    this.#announce({ kind: 'leader', tab: this.#options.tab, epoch })
    this.#watch.stop()
    this.#takeUp(epoch)
  }

  /** Brings everything under way to the leader that is known now. */
  #takeUp(epoch: Epoch): void {
    this.#liveQueries.attachAll()
    // An earlier leadership of this tab still answers by itself.
    this.#calls.leaderChanged(epoch, other => other.startsWith(`${this.#options.tab}.`))
    this.#isOpened = true
    this.#watch.heard()
    this.#settleOpened.resolve()
    this.#options.listener.statusChanged()
  }

  #closeDatabase(): void {
    const leadership = this.#leadership
    const work = async (): Promise<void> => {
      if (leadership === null) return
      await leadership.host.close(closePatienceMs)
      await leadership.service.close()
    }
    work()
      .catch(() => {})
      .finally(() => this.#step({ kind: 'database closed' }))
  }

  #abandonDatabase(): void {
    const leadership = this.#leadership
    this.#leadership = null
    this.#openings++
    // A page that is frozen with a transaction open would hold up all others; what it did not store is asked of the next leader.
    this.#opening.abort()
    if (leadership === null) return
    this.#sync = leadership.service.status
    leadership.host.abandon()
    leadership.service.abandon()
    this.#options.listener.statusChanged()
  }

  #fail(error: unknown): void {
    this.#leadership = null
    this.#follow(null)
    this.#settleOpened.reject(error)
    this.#calls.rejectAll(error)
    if (this.#isOpened) this.#options.listener.lost(error)
    this.#watch.stop()
  }

  #end(): void {
    this.#calls.rejectAll(new ZenError('STORAGE_CLOSED', `database "${this.#options.name}" was closed before the call was answered`))
    this.#settleOpened.reject(new ZenError('STORAGE_CLOSED', `database "${this.#options.name}" was closed while it was being opened`))
    this.#tellLeader({ kind: 'bye' })
    this.#leadership = null
    this.#follow(null)
    this.#watch.stop()
    this.#endLifecycle()
    this.#announcements.close()
    this.#inbox.close()
    this.#tabLock.release()
    this.#settleClosed()
  }

  // ------------------------------------------------------------- what other tabs say

  #hear(message: Announcement): void {
    switch (message.kind) {
      case 'who leads':
        if (this.#leadership !== null && this.#state === 'leading')
          this.#announce({ kind: 'leader', tab: this.#options.tab, epoch: this.#leadership.epoch })
        else if (this.#state === 'opening') this.#announce({ kind: 'opening' })
        return
      case 'opening':
        return this.#watch.heard()
      case 'leader':
        return this.#meetLeader(message.tab, message.epoch)
      case 'status':
        if (message.epoch !== this.#following?.epoch) return
        this.#sync = message.status
        return this.#options.listener.statusChanged()
      case 'event':
        if (message.epoch === this.#following?.epoch) this.#options.listener.syncEvent(message.event)
        return
      case 'destroyed':
        return this.#step({ kind: 'storage lost', error: storageLost(this.#options.name) })
      default:
        // A later protocol may add words; they carry another channel name when they matter.
        return
    }
  }

  #meetLeader(tab: string, epoch: Epoch): void {
    if (this.#state !== 'waiting') return
    this.#watch.heard()
    if (this.#following?.epoch === epoch) return
    this.#follow({ epoch, channel: this.#options.platform.openChannel(this.#names.inbox(tab), () => {}), isClosing: false })
    this.#tellLeader({ kind: 'hello' })
  }

  #follow(following: Following | null): void {
    this.#following?.channel.close()
    this.#following = following
  }

  #receive(message: FollowerMessage | LeaderMessage): void {
    if ('from' in message) return this.#leadership?.host.receive(message)
    if (message.epoch !== this.#following?.epoch) return
    this.#watch.heard()
    switch (message.kind) {
      case 'welcome':
        return this.#welcomed(message)
      case 'answer':
        return this.#calls.answered(message.id, message.epoch, message.value)
      case 'error':
        return this.#calls.failed(message.id, message.epoch, decodeError(message.error))
      case 'refused':
        this.#following.isClosing = true
        return this.#calls.refused(message.id, message.epoch)
      case 'update':
        return this.#liveQueries.takeUpdate(message)
      case 'live error':
        return this.#liveQueries.fail(message.id, decodeError(message.error))
      case 'pong':
        return
      default:
        return unreachable(message)
    }
  }

  #welcomed({ epoch, status, identity }: Extract<LeaderMessage, { kind: 'welcome' }>): void {
    if (this.#identity !== null && this.#identity !== identity)
      return this.#step({ kind: 'storage lost', error: storageLost(this.#options.name) })
    this.#identity = identity
    this.#sync = status
    this.#takeUp(epoch)
  }

  // ------------------------------------------------------------- towards the leader

  #send(call: TabCall): Epoch | null {
    if (this.#leadership !== null) {
      // A leader that closes finishes what it has begun; the rest waits for the next one.
      if (this.#state !== 'leading') return null
      this.#handleHere(call, this.#leadership)
      return this.#leadership.epoch
    }
    this.#watch.start()
    if (this.#following === null || this.#following.isClosing || this.#calls.inFlight >= requestsInFlight) return null
    const { id, request, name, isRepeat } = call
    const { epoch } = this.#following
    try {
      const plain = 'parameters' in request ? { ...request, parameters: plainParameters(request.parameters) } : request
      this.#tellLeader({ kind: 'request', id, request: plain, name, isRepeat })
    } catch (error) {
      // After the call is noted as sent.
      queueMicrotask(() => this.#calls.failed(id, epoch, notCloneable(error)))
    }
    return epoch
  }

  #handleHere({ id, request, name, isRepeat }: TabCall, { own, epoch }: Leadership): void {
    const answer = isRepeat ? own.repeat(request, name) : own.handle(request)
    answer.then(
      value => this.#calls.answered(id, epoch, value),
      (error: unknown) => {
        if (this.#isTakenOver(error, epoch)) this.#calls.refused(id, epoch)
        else this.#calls.failed(id, epoch, error)
      },
    )
  }

  /** Whether a request of this tab's own leadership failed only because another tab took over, so that nothing happened. */
  #isTakenOver(error: unknown, epoch: Epoch): boolean {
    const wasRefused = error instanceof ZenError && (error.code === 'LEASE_LOST' || error.code === 'STORAGE_CLOSED')
    return wasRefused && this.#leadership?.epoch !== epoch && this.#state !== 'closed'
  }

  #liveSource(): LiveSource {
    if (this.#leadership !== null) return { kind: 'here', client: this.#leadership.own }
    if (this.#following === null) return { kind: 'nobody' }
    const { epoch } = this.#following
    const tell = (message: Untagged<FollowerMessage>): void => {
      if (this.#following?.epoch === epoch) this.#tellLeader(message)
    }
    return { kind: 'leader', tell }
  }

  #tellLeader(message: Untagged<FollowerMessage>): void {
    this.#following?.channel.post({ ...message, from: this.#options.tab, epoch: this.#following.epoch })
  }

  #askForLife(): void {
    this.#tellLeader({ kind: 'ping' })
    this.#announce({ kind: 'who leads' })
  }

  #tellStatus(): void {
    if (this.#leadership !== null) {
      const { epoch, service } = this.#leadership
      this.#announce({ kind: 'status', epoch, status: service.status })
    }
    this.#options.listener.statusChanged()
  }

  #announce(message: Announcement): void {
    if (this.#state !== 'closed') this.#announcements.post(message)
  }
}
