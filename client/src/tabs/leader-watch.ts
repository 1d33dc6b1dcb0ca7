// Notices a leader that has stopped without being gone: its tab hangs, or sleeps and holds the lock. Looks only while something
// is waited for. Used by tab-route.ts.

export interface LeaderWatchOptions {
  readonly silenceMs: number
  /** Whether an answer is being waited for. */
  isWaiting(): boolean
  /** Gives the leader a chance to say that it lives. */
  ask(): void
  /** It did not. */
  silent(): void
}

export class LeaderWatch {
  readonly #options: LeaderWatchOptions
  #timer: ReturnType<typeof setTimeout> | null = null
  #hasAsked = false

  constructor(options: LeaderWatchOptions) {
    this.#options = options
  }

  /** Something is waited for from now on. */
  start(): void {
    this.#timer ??= setTimeout(() => this.#tick(), this.#options.silenceMs)
  }

  /** The leader said something. */
  heard(): void {
    this.stop()
    if (this.#options.isWaiting()) this.start()
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#hasAsked = false
  }

  #tick(): void {
    this.#timer = null
    if (!this.#options.isWaiting()) return this.stop()
    if (this.#hasAsked) {
      this.#hasAsked = false
      this.#options.silent()
    } else {
      this.#hasAsked = true
      this.#options.ask()
    }
    this.start()
  }
}
