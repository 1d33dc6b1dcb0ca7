// Who this replica is while it is open, and its clock: makes the (origin, seq) and the stamp of every change set.
// A new origin for every opening of the store, made at the first write (rule R3).

import type { OriginId } from '../base/brand.ts'
import type { Clock } from '../base/clock.ts'
import { maxHlc, tickHlc, zeroHlc, type Hlc } from '../base/hlc.ts'
import type { Random } from '../base/random.ts'
import type { Birth } from '../base/stamp.ts'
import { makeOriginId } from '../sync/origin-id.ts'
import type { WriteIdentity } from './head-writer.ts'

export class OriginIdentity {
  readonly #clock: Clock
  readonly #random: Random
  #origin: OriginId | null = null
  #nextSeq = 1
  #hlc: Hlc
  #correctionMs = 0
  #hiddenKeys = 0
  #hiddenKeyPrefix = ''

  constructor(clock: Clock, random: Random, hlc: Hlc = zeroHlc) {
    this.#clock = clock
    this.#random = random
    this.#hlc = hlc
  }

  get origin(): OriginId | null {
    return this.#origin
  }

  get hlc(): Hlc {
    return this.#hlc
  }

  /** HLC receive (rule R4): called on every path that raises what this replica has seen. */
  observe(hlc: Hlc): void {
    this.#hlc = maxHlc(this.#hlc, hlc)
  }

  /** Lowers a clock that ran ahead; only with an empty outbox (rule R6). */
  lowerTo(hlc: Hlc): void {
    this.#hlc = hlc
  }

  /** The stamps of the change set that begins now. Nothing is used up until `commit`: a rollback leaves no gap. */
  begin(): WriteIdentity & { readonly birth: Birth } {
    this.#origin ??= makeOriginId(this.#clock.nowMs(), this.#random)
    const birth: Birth = { origin: this.#origin, seq: this.#nextSeq, hlc: tickHlc(this.#hlc, this.#nowMs()), ordinal: 0 }
    return { birth, hiddenKey: () => this.#hiddenKey() }
  }

  commit(birth: Birth): void {
    this.#nextSeq = birth.seq + 1
    this.#hlc = maxHlc(this.#hlc, birth.hlc)
  }

  /** false: since these stamps were given out, a commit was taken back, and with it the state that was read. */
  isCurrent(birth: Birth): boolean {
    return birth.origin === this.#origin && birth.seq === this.#nextSeq
  }

  /**
   * The next change set starts a new origin: when commits were taken back, because a number that the store may know must not name
   * another change set, and a gap would hold up all that follow for ever (R1, R3).
   */
  renew(): void {
    this.#origin = null
    this.#nextSeq = 1
  }

  /** The server's time is the better one (S4): from now on own readings are corrected by the difference. */
  correctBy(serverNowMs: number): void {
    this.#correctionMs = serverNowMs - this.#clock.nowMs()
  }

  #nowMs(): number {
    return Math.max(0, this.#clock.nowMs() + this.#correctionMs)
  }

  /**
   * A key for a row without a primary key: time, then chance, then a counter, as 15 binary characters. Keys of one replica
   * ascend, so that rows come back in the order of their insertion, and two replicas never make the same one.
   */
  #hiddenKey(): string {
    if (this.#hiddenKeys % 0x100_0000 === 0) {
      const time = Math.max(this.#clock.nowMs(), this.#hlc.ms)
      const bytes = this.#random.bytes(6)
      let prefix = ''
      for (let shift = 40; shift >= 0; shift -= 8) prefix += String.fromCharCode(Math.floor(time / 2 ** shift) & 0xff)
      for (const byte of bytes) prefix += String.fromCharCode(byte)
      this.#hiddenKeyPrefix = prefix
      this.#hiddenKeys = 0
    }
    const n = this.#hiddenKeys++
    return this.#hiddenKeyPrefix + String.fromCharCode((n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff)
  }
}
