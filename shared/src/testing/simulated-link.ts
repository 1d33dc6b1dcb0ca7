// Transports in virtual time: a pair of ends, and between them a network that one seed drives. An 'orderly' one behaves as a
// WebSocket does (everything in order, until it is cut); a 'hostile' one also loses, repeats and reorders.

import type { Random } from '../base/random.ts'
import { closeCodes, type Transport } from '../sync/transport.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface LinkPlan {
  readonly minDelayMs: number
  readonly maxDelayMs: number
  readonly lose: number
  readonly repeat: number
  readonly isOrdered: boolean
}

export const orderlyLink: LinkPlan = { minDelayMs: 1, maxDelayMs: 40, lose: 0, repeat: 0, isOrdered: true }
export const hostileLink: LinkPlan = { minDelayMs: 1, maxDelayMs: 400, lose: 0.05, repeat: 0.08, isOrdered: false }

class LinkEnd implements Transport {
  readonly bufferedBytes = 0
  readonly #link: SimulatedLink
  readonly #waiting: Uint8Array<ArrayBuffer>[] = []
  #messageListener: ((bytes: Uint8Array<ArrayBuffer>) => void) | null = null
  #closeListener: ((code: number) => void) | null = null
  #lastArrival = 0

  constructor(link: SimulatedLink) {
    this.#link = link
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#lastArrival = this.#link.carry(bytes, this, this.#lastArrival)
  }

  close(code: number): void {
    this.#link.cut(code)
  }

  onMessage(listener: (bytes: Uint8Array<ArrayBuffer>) => void): void {
    this.#messageListener = listener
    for (const bytes of this.#waiting.splice(0)) listener(bytes)
  }

  onClose(listener: (code: number) => void): void {
    this.#closeListener = listener
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#messageListener === null) this.#waiting.push(bytes)
    else this.#messageListener(bytes)
  }

  closed(code: number): void {
    this.#closeListener?.(code)
  }
}

export class SimulatedLink {
  readonly client: Transport
  readonly server: Transport
  readonly #ends: readonly [LinkEnd, LinkEnd]
  readonly #time: VirtualTime
  readonly #random: Random
  readonly #plan: () => LinkPlan
  #isCut = false

  /** `plan` is asked for each message: a test may calm the network down. */
  constructor(time: VirtualTime, random: Random, plan: () => LinkPlan) {
    this.#time = time
    this.#random = random
    this.#plan = plan
    this.#ends = [new LinkEnd(this), new LinkEnd(this)]
    ;[this.client, this.server] = this.#ends
  }

  get isCut(): boolean {
    return this.#isCut
  }

  /** Ends the connection; what is on its way is lost. */
  cut(code: number = closeCodes.goingAway): void {
    if (this.#isCut) return
    this.#isCut = true
    for (const end of this.#ends) this.#time.set(0, () => end.closed(code))
  }

  /** Answers when the message arrives, so that an ordered link can queue behind it. */
  carry(bytes: Uint8Array<ArrayBuffer>, from: LinkEnd, notBefore: number): number {
    if (this.#isCut) return notBefore
    const plan = this.#plan()
    const to = this.#ends[from === this.#ends[0] ? 1 : 0]
    if (this.#random.float() < plan.lose) return notBefore
    const copies = this.#random.float() < plan.repeat ? 2 : 1
    let arrival = notBefore
    for (let i = 0; i < copies; i++) {
      const delay = plan.minDelayMs + this.#random.float() * (plan.maxDelayMs - plan.minDelayMs)
      arrival = plan.isOrdered ? Math.max(notBefore, this.#time.monotonicMs() + delay) : this.#time.monotonicMs() + delay
      this.#time.set(arrival - this.#time.monotonicMs(), () => {
        if (!this.#isCut) to.receive(bytes)
      })
    }
    return arrival
  }
}
