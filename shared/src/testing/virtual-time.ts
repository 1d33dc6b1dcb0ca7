// Time that stands still until a test moves it: a clock and the timers that depend on it, in one deterministic order.

import type { Clock } from '../base/clock.ts'
import type { Timers } from '../sync/transport.ts'

/** Alarms that a good run never needs in one step of time. */
const alarmsMax = 10_000
const alarmsPerMs = 1

export class Livelock extends Error {
  override readonly name = 'Livelock'
}

interface Alarm {
  readonly atMs: number
  readonly number: number
  readonly fire: () => void
}

export class VirtualTime implements Clock, Timers {
  #nowMs: number
  #alarms: Alarm[] = []
  #count = 0

  constructor(startMs = 1_764_000_000_000) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return Math.floor(this.#nowMs)
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  set(delayMs: number, fire: () => void): () => void {
    const alarm = { atMs: this.#nowMs + Math.max(0, delayMs), number: this.#count++, fire }
    this.#alarms.push(alarm)
    return () => {
      this.#alarms = this.#alarms.filter(one => one !== alarm)
    }
  }

  /** Moves to the next alarm and fires it; false when there is none, or none up to `untilMs`. */
  async next(untilMs = Infinity): Promise<boolean> {
    let first: Alarm | null = null
    for (const alarm of this.#alarms)
      if (first === null || alarm.atMs < first.atMs || (alarm.atMs === first.atMs && alarm.number < first.number)) first = alarm
    if (first === null || first.atMs > untilMs) return false
    const alarm = first
    this.#alarms = this.#alarms.filter(one => one !== alarm)
    this.#nowMs = Math.max(this.#nowMs, alarm.atMs)
    alarm.fire()
    await settle()
    return true
  }

  /** Fires everything that is due in the next `ms`. Throws when that has no end: something sets alarms without ever waiting. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    const most = alarmsMax + alarmsPerMs * ms
    for (let fired = 0; await this.next(untilMs); fired++)
      if (fired > most) throw new Livelock(`${fired} alarms within ${ms} ms, the last at ${this.#nowMs}`)
    this.#nowMs = untilMs
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => this.set(ms, resolve))
  }
}

/** Lets every promise that can go on go on. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
