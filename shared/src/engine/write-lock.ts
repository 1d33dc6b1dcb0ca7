// One writer at a time per database. Statements outside of BEGIN hold the lock only while they run, a transaction
// from its first write to its end; others wait in line. Readers never wait.

export class WriteLock {
  #isHeld = false
  readonly #waiting: (() => void)[] = []

  get isHeld(): boolean {
    return this.#isHeld
  }

  /** Takes the lock at once when it is free: the path without a promise. */
  tryAcquire(): boolean {
    if (this.#isHeld) return false
    this.#isHeld = true
    return true
  }

  async acquire(): Promise<void> {
    if (this.tryAcquire()) return
    // The lock passes to the next in line without becoming free, so nobody overtakes.
    await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  release(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#isHeld = false
  }
}
