// Several tabs in one process, for tests: locks and channels as browsers have them, and tabs that crash, freeze or fall silent.

import type { LockHandle, LockRequest, TabChannel, TabPlatform } from './tab-platform.ts'

interface Waiter {
  readonly tab: SimulatedTab
  readonly request: LockRequest
}

/** What the tabs of one origin share. */
export class SimulatedOrigin {
  readonly #holders = new Map<string, Waiter>()
  readonly #waiting: { readonly name: string; readonly waiter: Waiter }[] = []
  readonly #channels = new Map<string, Set<{ readonly tab: SimulatedTab; readonly receive: (message: unknown) => void }>>()

  openTab(): SimulatedTab {
    return new SimulatedTab(this)
  }

  request(name: string, waiter: Waiter): LockHandle {
    const holder = this.#holders.get(name)
    if (holder !== undefined && waiter.request.steal) {
      this.#holders.delete(name)
      holder.tab.later(() => holder.request.lost())
      this.#grant(name, waiter)
    } else if (holder === undefined) this.#grant(name, waiter)
    else this.#waiting.push({ name, waiter })
    return { release: () => this.#release(name, waiter) }
  }

  #grant(name: string, waiter: Waiter): void {
    this.#holders.set(name, waiter)
    waiter.tab.later(() => {
      if (this.#holders.get(name) === waiter) waiter.request.granted()
    })
  }

  #release(name: string, waiter: Waiter): void {
    const at = this.#waiting.findIndex(waiting => waiting.waiter === waiter)
    if (at >= 0) this.#waiting.splice(at, 1)
    if (this.#holders.get(name) !== waiter) return
    this.#holders.delete(name)
    const next = this.#waiting.findIndex(waiting => waiting.name === name)
    if (next >= 0) this.#grant(name, this.#waiting.splice(next, 1)[0].waiter)
  }

  openChannel(name: string, tab: SimulatedTab, receive: (message: unknown) => void): TabChannel {
    const member = { tab, receive }
    const members = this.#channels.get(name) ?? new Set()
    this.#channels.set(name, members.add(member))
    let isClosed = false
    return {
      post: message => {
        if (tab.isGone) return
        // As a BroadcastChannel does.
        if (isClosed) throw new DOMException('the channel is closed', 'InvalidStateError')
        const copy: unknown = structuredClone(message)
        for (const other of members)
          if (other !== member)
            other.tab.later(() => {
              if (members.has(other)) other.receive(structuredClone(copy))
            })
      },
      close: () => {
        isClosed = true
        members.delete(member)
      },
    }
  }

  /** Everything that a tab held is gone, as after a crash. */
  forget(tab: SimulatedTab): void {
    for (const members of this.#channels.values()) for (const member of members) if (member.tab === tab) members.delete(member)
    for (const { name, waiter } of this.#waiting.filter(({ waiter }) => waiter.tab === tab)) this.#release(name, waiter)
    for (const [name, waiter] of this.#holders) if (waiter.tab === tab) this.#release(name, waiter)
  }
}

export class SimulatedTab implements TabPlatform {
  readonly #origin: SimulatedOrigin
  readonly #lifecycle = new Set<{ freeze(): void; resume(): void }>()
  #state: 'running' | 'stopped' | 'gone' = 'running'
  #queued: (() => void)[] = []

  constructor(origin: SimulatedOrigin) {
    this.#origin = origin
  }

  /** Runs `work` in a task of this tab's own, when it runs. */
  later(work: () => void): void {
    setTimeout(() => {
      if (this.#state === 'running') work()
      else if (this.#state === 'stopped') this.#queued.push(work)
    }, 0)
  }

  requestLock(name: string, request: LockRequest): LockHandle {
    return this.#origin.request(name, { tab: this, request })
  }

  openChannel(name: string, receive: (message: unknown) => void): TabChannel {
    return this.#origin.openChannel(name, this, receive)
  }

  onLifecycle(listener: { freeze(): void; resume(): void }): () => void {
    this.#lifecycle.add(listener)
    return () => this.#lifecycle.delete(listener)
  }

  get isGone(): boolean {
    return this.#state === 'gone'
  }

  /** Hears nothing any more and says nothing; its locks are free. */
  crash(): void {
    this.#state = 'gone'
    this.#origin.forget(this)
  }

  /** The browser stops the tab, and tells it before. */
  freeze(): void {
    if (this.#state !== 'running') return
    for (const listener of this.#lifecycle) listener.freeze()
    this.#state = 'stopped'
  }

  /** The tab stops without being told, and keeps its locks. */
  hang(): void {
    if (this.#state === 'running') this.#state = 'stopped'
  }

  resume(): void {
    if (this.#state !== 'stopped') return
    this.#state = 'running'
    for (const listener of this.#lifecycle) listener.resume()
    for (const work of this.#queued.splice(0)) this.later(work)
  }
}
