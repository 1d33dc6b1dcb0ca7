// A replica with its connection: the engine's ReplicaDatabase driven by the sync session, seen as a SyncControl.

import { ZenError } from '@zendb/shared/base/errors'
import { tokenRetryMs } from '@zendb/shared/base/limits'
import { systemRandom } from '@zendb/shared/base/random'
import { printChangeSetId, type ChangeSetId } from '@zendb/shared/changes/change-set'
import { EngineReplicaStore } from '@zendb/shared/engine/engine-replica-store'
import type { ReplicaDatabase } from '@zendb/shared/engine/replica-database'
import type { ReplicaEvent } from '@zendb/shared/engine/replica-events'
import type { ClientPhase, ClientState } from '@zendb/shared/sync/client-sync'
import type { FetchPages } from '@zendb/shared/sync/replica-store'
import { SyncDriver } from '@zendb/shared/sync/sync-driver'
import { systemTimers, type Connect } from '@zendb/shared/sync/transport'
import type { CheckedOptions, TokenSource } from '../options/zen-db-options.ts'
import type { Endpoint } from '../options/parse-endpoint.ts'
import type { SyncControl } from '../service/open-database.ts'
import type { Connection, OutboxEntry, RejectedWrite, SyncEvent, SyncStatus } from '../service/sync-status.ts'
import { ConnectionWait } from './connection-wait.ts'
import { describeRejected, describeWrite } from './describe-write.ts'
import { RefusedWrites } from '../refused-writes.ts'

const connections: Readonly<Record<ClientPhase, Connection>> = {
  paused: 'paused',
  waiting: 'offline',
  connecting: 'connecting',
  greeting: 'connecting',
  bootstrapping: 'connecting',
  live: 'online',
  stopped: 'refused',
}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export interface SyncedDatabaseOptions {
  readonly replica: ReplicaDatabase
  readonly endpoint: Endpoint
  readonly connect: Connect
  readonly checked: Pick<CheckedOptions, 'name' | 'token' | 'syncMode'>
  /** Told where pages can be had once there is a connection. */
  readonly setFetch: (fetch: FetchPages) => void
}

export class SyncedDatabase implements SyncControl {
  readonly #replica: ReplicaDatabase
  readonly #driver: SyncDriver
  readonly #statusListeners = new Set<() => void>()
  readonly #eventListeners = new Set<(event: SyncEvent) => void>()
  readonly #verdicts = new Map<string, Waiter[]>()
  readonly #refused = new RefusedWrites()
  readonly #starters = new Set<Waiter>()
  readonly #connectionWait = new ConnectionWait(systemTimers)
  readonly #stopNetwork: () => void
  #status: SyncStatus
  readonly #token: TokenSource | null
  #isFilling = false
  /** null: no other token is waited for. */
  #cancelTokenRetry: (() => void) | null = null

  constructor({ replica, endpoint, connect, checked, setFetch }: SyncedDatabaseOptions) {
    this.#replica = replica
    this.#token = checked.token
    this.#driver = new SyncDriver({
      // Pages come through `setFetch` below, which knows whether there is a connection.
      store: new EngineReplicaStore(replica, () => {}),
      connect,
      timers: systemTimers,
      random: systemRandom,
      replica: checked.name,
      database: endpoint.database,
      branch: endpoint.branch,
      token: () => currentToken(checked.token),
      onState: state => this.#stateChanged(state),
    })
    setFetch(async hashes => {
      await this.#connectionWait.ready()
      return this.#driver.fetchPages(hashes)
    })
    this.#status = this.#currentStatus()
    for (const { changeSet, rejection } of replica.rejected) this.#refused.add(printChangeSetId(changeSet), rejection.message)
    replica.on(event => this.#replicaEvent(event))
    this.#stopNetwork = watchNetwork(isOnline => this.#driver.dispatch({ kind: 'online', isOnline }))
    if (checked.syncMode !== 'manual') this.#driver.start()
  }

  get status(): SyncStatus {
    return this.#status
  }

  onStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener)
    return () => this.#statusListeners.delete(listener)
  }

  onEvent(listener: (event: SyncEvent) => void): () => void {
    this.#eventListeners.add(listener)
    return () => this.#eventListeners.delete(listener)
  }

  outbox(): readonly OutboxEntry[] {
    return this.#replica.pending.map(changeSet => describeWrite(changeSet, this.#replica.database.head.schema))
  }

  rejected(): readonly RejectedWrite[] {
    return this.#replica.rejected.map(write => describeRejected(write, this.#replica.database.head.schema))
  }

  verdict(id: ChangeSetId): Promise<void> {
    const name = printChangeSetId(id)
    const refused = this.#refused.errorOf(name)
    if (refused !== null) return Promise.reject(refused)
    // More than are remembered may be waiting for the app's decision.
    const kept = this.#replica.rejected.find(({ changeSet }) => printChangeSetId(changeSet) === name)
    if (kept !== undefined) {
      this.#refused.add(name, kept.rejection.message)
      return this.verdict(id)
    }
    if (!this.#replica.pending.some(changeSet => printChangeSetId(changeSet) === name)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const waiters = this.#verdicts.get(name) ?? []
      waiters.push({ resolve, reject })
      this.#verdicts.set(name, waiters)
    })
  }

  async retry(id: string): Promise<void> {
    await this.#replica.retry(this.#rejectedId(id))
    this.#publish()
  }

  async discard(id: string): Promise<void> {
    await this.#replica.discard([this.#rejectedId(id)])
    this.#publish()
  }

  #rejectedId(id: string): ChangeSetId {
    const found = this.#replica.rejected.find(({ changeSet }) => printChangeSetId(changeSet) === id)
    if (!found) throw new ZenError('INVALID_OPTION', `there is no refused write ${id}; db.rejected() lists them`)
    return found.changeSet
  }

  pause(): void {
    this.#driver.pause()
    this.#publish()
  }

  resume(): void {
    this.#driver.start()
    // Who was refused tries again: the token may be another one now.
    this.#driver.dispatch({ kind: 'token changed' })
    this.#publish()
  }

  started(waitMs: number): Promise<void> {
    if (this.#replica.hasStarted) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        cancel()
        this.#starters.delete(waiter)
        finish()
      }
      const waiter: Waiter = { resolve: () => end(resolve), reject: error => end(() => reject(error)) }
      const cancel = systemTimers.set(waitMs, () => waiter.reject(new ZenError('OFFLINE', `the server did not answer within ${waitMs} ms`)))
      this.#starters.add(waiter)
      this.#endHopelessStarts()
    })
  }

  async close(): Promise<void> {
    this.#stopNetwork()
    this.#cancelTokenRetry?.()
    await this.#driver.close()
    const closed = new ZenError(
      'STORAGE_CLOSED',
      'the database was closed before the server answered; the write is kept and sent next time',
    )
    for (const waiters of this.#verdicts.values()) for (const waiter of waiters) waiter.reject(closed)
    this.#verdicts.clear()
    for (const waiter of [...this.#starters]) waiter.reject(closed)
    this.#connectionWait.end(closed)
  }

  #replicaEvent(event: ReplicaEvent): void {
    switch (event.kind) {
      case 'outbox':
        this.#driver.outboxChanged()
        break
      case 'position':
        this.#firstContact()
        break
      case 'accepted': {
        this.#settle(event.id, null)
        const { verdict, changeSet } = event.record
        if (verdict.kind === 'accepted' && verdict.lostCells > 0)
          this.#emit({
            kind: 'conflict',
            conflict: { ...describeWrite(changeSet, this.#replica.database.head.schema), lostValues: verdict.lostCells },
          })
        break
      }
      case 'rejected':
        this.#refused.add(printChangeSetId(event.id), event.rejection.message)
        this.#settle(event.id, this.#refused.errorOf(printChangeSetId(event.id)))
        this.#emit({ kind: 'rejected', write: describeRejected(event, this.#replica.database.head.schema) })
    }
    this.#publish()
  }

  /** Nobody waits for a server that cannot be reached now, or that we do not try to reach. */
  #endHopelessStarts(): void {
    const { phase } = this.#driver.state
    if (phase !== 'waiting' && phase !== 'stopped' && phase !== 'paused') return
    for (const waiter of [...this.#starters]) waiter.reject(new ZenError('OFFLINE', 'there is no connection to the server'))
  }

  /** The first state of the server is here: who waited may go on, and the rest of its pages comes in the background. */
  #firstContact(): void {
    for (const waiter of [...this.#starters]) waiter.resolve()
    this.#settleDecided()
    if (this.#isFilling) return
    this.#isFilling = true
    // Offline again, or closed: the pages that are missing are fetched when they are asked for, or next time.
    void this.#replica.fetchAllPages().catch(() => (this.#isFilling = false))
  }

  /** A state of the server brings verdicts without telling each: what has left the outbox and was not refused is accepted. */
  #settleDecided(): void {
    if (this.#verdicts.size === 0) return
    const open = new Set([...this.#replica.pending, ...this.#replica.rejected.map(({ changeSet }) => changeSet)].map(printChangeSetId))
    for (const [name, waiters] of [...this.#verdicts]) {
      if (open.has(name)) continue
      this.#verdicts.delete(name)
      for (const waiter of waiters) waiter.resolve()
    }
  }

  #settle(id: ChangeSetId, error: ZenError | null): void {
    const name = printChangeSetId(id)
    for (const waiter of this.#verdicts.get(name) ?? []) {
      if (error === null) waiter.resolve()
      else waiter.reject(error)
    }
    this.#verdicts.delete(name)
  }

  #emit(event: SyncEvent): void {
    for (const listener of [...this.#eventListeners]) listener(event)
  }

  #stateChanged(state: ClientState): void {
    this.#connectionWait.phaseChanged(state.phase)
    if (state.phase === 'live' && this.#replica.hasStarted) this.#firstContact()
    this.#endHopelessStarts()
    this.#askForToken(state)
    this.#publish()
  }

  /** A function may give another token than the one that was refused. */
  #askForToken({ phase, problem }: ClientState): void {
    this.#cancelTokenRetry?.()
    this.#cancelTokenRetry = null
    if (phase !== 'stopped' || typeof this.#token !== 'function' || problem?.code.startsWith('AUTH_') !== true) return
    this.#cancelTokenRetry = systemTimers.set(tokenRetryMs, () => this.#driver.dispatch({ kind: 'token changed' }))
  }

  #currentStatus(): SyncStatus {
    const { phase, problem } = this.#driver.state
    return {
      connection: connections[phase],
      outbox: this.#replica.pending.length,
      rejected: this.#replica.rejected.length,
      position: this.#replica.lsn,
      error: problem === null ? null : problem.message,
    }
  }

  #publish(): void {
    this.#status = this.#currentStatus()
    for (const listener of [...this.#statusListeners]) listener()
  }
}

async function currentToken(source: TokenSource | null): Promise<string | null> {
  return typeof source === 'function' ? source() : source
}

/** Browsers tell when the network comes and goes; elsewhere the heartbeat finds out. */
function watchNetwork(changed: (isOnline: boolean) => void): () => void {
  if (typeof window === 'undefined') return () => {}
  const online = (): void => changed(true)
  const offline = (): void => changed(false)
  window.addEventListener('online', online)
  window.addEventListener('offline', offline)
  if (!navigator.onLine) offline()
  return () => {
    window.removeEventListener('online', online)
    window.removeEventListener('offline', offline)
  }
}
