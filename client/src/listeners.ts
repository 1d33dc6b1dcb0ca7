// Listeners by event name. One that throws does not keep the others from hearing; its error surfaces as an unhandled rejection.

type Listener<Arguments extends readonly unknown[]> = (...args: Arguments) => void

export class Listeners<Events extends Record<keyof Events, readonly unknown[]>> {
  readonly #byEvent: { [Name in keyof Events]?: Set<Listener<Events[Name]>> } = {}

  /** Returns the function that takes the listener away. */
  add<Name extends keyof Events>(event: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = (this.#byEvent[event] ??= new Set())
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  has(event: keyof Events): boolean {
    return (this.#byEvent[event]?.size ?? 0) > 0
  }

  emit<Name extends keyof Events>(event: Name, ...args: Events[Name]): void {
    // A copy: a listener may add or take away others.
    for (const listener of [...(this.#byEvent[event] ?? [])]) {
      if (this.#byEvent[event]?.has(listener) !== true) continue
      try {
        listener(...args)
      } catch (error) {
        surface(error)
      }
    }
  }

  clear(): void {
    for (const event in this.#byEvent) this.#byEvent[event]?.clear()
  }
}

/** An error that nobody listens for reaches the platform's own reports: `unhandledrejection` in a browser and in Node. */
export function surface(error: unknown): void {
  void Promise.reject(error)
}
