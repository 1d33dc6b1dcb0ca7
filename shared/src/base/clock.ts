// PORT Clock: the only source of time. `Date.now()` lives in this file and nowhere else in shared.

export interface Clock {
  /** Milliseconds since 1970, as an integer. May jump in both directions. */
  nowMs(): number
  /** Milliseconds with a fraction, never going back: for measuring and timeouts only. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
}

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  #ms: number
  constructor(startMs = 1_764_000_000_000) {
    this.#ms = startMs
  }
  nowMs(): number {
    return this.#ms
  }
  monotonicMs(): number {
    return this.#ms
  }
  advance(ms: number): void {
    this.#ms += ms
  }
}
