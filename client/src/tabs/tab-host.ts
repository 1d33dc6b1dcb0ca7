// The leader's side: serves the tabs that follow. Each has a client of the service; when its tab is gone, so is the client,
// and what it left open is rolled back. Made by tab-route.ts while this tab leads.

import { unreachable } from '@zendb/shared/base/assert'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { DatabaseService } from '../service/database-service.ts'
import type { ServiceClient } from '../service/service-client.ts'
import { encodeError } from './error-codec.ts'
import { encodeLiveDelta } from './live-delta.ts'
import type { Epoch, FollowerMessage, LeaderMessage, TabNames } from './tab-messages.ts'
import type { LockHandle, TabChannel, TabPlatform } from './tab-platform.ts'

interface Follower {
  readonly client: ServiceClient
  readonly channel: TabChannel
  readonly lock: LockHandle
  readonly endLiveQuery: Map<number, () => void>
  /** Its tab is gone, or this one leads no more: nobody hears it. */
  isForgotten: boolean
}

/** Without its tag, which `#post` adds. */
type Untagged<Message> = Message extends unknown ? Omit<Message, 'epoch'> : never

export class TabHost {
  readonly #service: DatabaseService
  readonly #epoch: Epoch
  readonly #platform: TabPlatform
  readonly #names: TabNames
  readonly #followers = new Map<string, Follower>()
  readonly #running = new Set<Promise<void>>()
  #isClosing = false

  constructor(service: DatabaseService, epoch: Epoch, platform: TabPlatform, names: TabNames) {
    this.#service = service
    this.#epoch = epoch
    this.#platform = platform
    this.#names = names
  }

  receive(message: FollowerMessage): void {
    // Meant for a leader that this tab was before.
    if (message.epoch !== this.#epoch) return
    if (this.#isClosing) return this.#refuse(message)
    const follower = this.#follower(message.from)
    switch (message.kind) {
      case 'hello':
        return this.#post(follower, { kind: 'welcome', status: this.#service.status, identity: this.#service.identity })
      case 'ping':
        return this.#post(follower, { kind: 'pong' })
      case 'bye':
        return this.#forget(message.from)
      case 'request':
        return this.#track(this.#answer(follower, message))
      case 'subscribe':
        return this.#subscribe(follower, message)
      case 'unsubscribe':
        follower.endLiveQuery.get(message.id)?.()
        follower.endLiveQuery.delete(message.id)
        return
      default:
        return unreachable(message)
    }
  }

  /** The database may be closed by now, and no tab is taken in any more. */
  #refuse({ from, ...message }: FollowerMessage): void {
    if (message.kind !== 'request') return
    const channel = this.#platform.openChannel(this.#names.inbox(from), () => {})
    channel.post({ kind: 'refused', id: message.id, epoch: this.#epoch } satisfies LeaderMessage)
    channel.close()
  }

  #follower(tab: string): Follower {
    const known = this.#followers.get(tab)
    if (known !== undefined) return known
    const follower: Follower = {
      client: this.#service.connect(),
      channel: this.#platform.openChannel(this.#names.inbox(tab), () => {}),
      lock: this.#platform.requestLock(this.#names.tabLock(tab), {
        steal: false,
        granted: () => this.#forget(tab),
        lost: () => {},
        refused: () => {},
      }),
      endLiveQuery: new Map(),
      isForgotten: false,
    }
    this.#followers.set(tab, follower)
    return follower
  }

  #forget(tab: string): void {
    const follower = this.#followers.get(tab)
    if (follower === undefined) return
    this.#followers.delete(tab)
    follower.isForgotten = true
    follower.lock.release()
    follower.channel.close()
    this.#service.disconnect(follower.client)
  }

  async #answer(follower: Follower, { id, request, name, isRepeat }: Extract<FollowerMessage, { kind: 'request' }>): Promise<void> {
    try {
      const value = await (isRepeat ? follower.client.repeat(request, name) : follower.client.handle(request, name))
      this.#post(follower, { kind: 'answer', id, value })
    } catch (error) {
      this.#post(follower, { kind: 'error', id, error: encodeError(error) })
    }
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }

  #subscribe(follower: Follower, { id, sql, parameters }: Extract<FollowerMessage, { kind: 'subscribe' }>): void {
    let sent: readonly RowObject[] = []
    try {
      const end = follower.client.subscribe(sql, parameters, {
        update: update => {
          this.#post(follower, { kind: 'update', id, delta: encodeLiveDelta(sent, update) })
          sent = update.rows
        },
        error: error => this.#post(follower, { kind: 'live error', id, error: encodeError(error) }),
      })
      follower.endLiveQuery.set(id, end)
    } catch (error) {
      this.#post(follower, { kind: 'live error', id, error: encodeError(error) })
    }
  }

  #post(follower: Follower, message: Untagged<LeaderMessage>): void {
    // A request that was under way ends after its tab went, or after this leader gave up: the next one answers it.
    if (!follower.isForgotten) follower.channel.post({ ...message, epoch: this.#epoch })
  }

  /** Finishes what it has begun, for at most `patienceMs`, and refuses the rest, which its senders then take elsewhere. */
  async close(patienceMs: number): Promise<void> {
    this.#isClosing = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const patience = new Promise<void>(resolve => (timer = setTimeout(resolve, patienceMs)))
    await Promise.race([Promise.all(this.#running), patience])
    clearTimeout(timer)
    this.abandon()
  }

  abandon(): void {
    this.#isClosing = true
    for (const tab of [...this.#followers.keys()]) this.#forget(tab)
  }
}
