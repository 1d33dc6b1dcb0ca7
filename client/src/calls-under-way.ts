// Counts the calls of one ZenDB object that are not answered: `close()` lets them finish.

export class CallsUnderWay {
  #count = 0
  #settle: (() => void) | null = null

  begin(): void {
    this.#count++
  }

  end(): void {
    this.#count--
    if (this.#count === 0) this.#settle?.()
  }

  /** Resolves when all are answered, or after `patienceMs`: a transaction of the app may wait for something that never comes. */
  settled(patienceMs: number): Promise<void> {
    if (this.#count === 0) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(resolve, patienceMs)
      this.#settle = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
