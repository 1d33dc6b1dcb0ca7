// Faults that faulty-page-store.ts and faulty-log-store.ts inject: at the k-th operation that changes something.

import { ZenError } from '../base/errors.ts'

export type StoreFault =
  /** The process ends before the operation took effect; every later call fails. */
  | { readonly kind: 'crash-before'; readonly operation: number }
  /** The process ends after it took effect, but before the caller hears of it. */
  | { readonly kind: 'crash-after'; readonly operation: number }
  /** This one operation is refused: the device is full. */
  | { readonly kind: 'quota'; readonly operation: number }
  /** This one operation fails for another reason. */
  | { readonly kind: 'failed'; readonly operation: number }

/** Counts the operations of one store, or of several that crash together. */
export class FaultClock {
  readonly #faults: readonly StoreFault[]
  #operations = 0
  #isCrashed = false

  constructor(faults: readonly StoreFault[] = []) {
    this.#faults = faults
  }

  /** Operations begun so far: a run without faults tells how many there are to fail. */
  get operations(): number {
    return this.#operations
  }

  get isCrashed(): boolean {
    return this.#isCrashed
  }

  /** Ends the process now. */
  crash(): void {
    this.#isCrashed = true
  }

  /** Every call of a store, reads too, fails in a process that ended. */
  checkAlive(): void {
    if (this.#isCrashed) throw new ZenError('STORAGE_FAILED', 'the process has crashed (injected)')
  }

  /** Runs one operation that changes something, or its fault. */
  async run(operation: () => Promise<void>): Promise<void> {
    this.checkAlive()
    const number = ++this.#operations
    const fault = this.#faults.find(candidate => candidate.operation === number)
    if (fault?.kind === 'quota') throw new ZenError('STORAGE_QUOTA', 'the device is full (injected)')
    // A device takes its time to fail: others go on meanwhile.
    if (fault?.kind === 'failed') await new Promise(resolve => setTimeout(resolve, 1))
    if (fault?.kind === 'failed') throw new ZenError('STORAGE_FAILED', 'the device failed (injected)')
    if (fault?.kind === 'crash-before') this.#isCrashed = true
    this.checkAlive()
    await operation()
    if (fault?.kind === 'crash-after') this.#isCrashed = true
    this.checkAlive()
  }
}
