// Tells when the page is hidden: mobile browsers may end it afterwards without another word.

export class PageLifecycle {
  readonly #onChange: (() => void) | null = null

  constructor(hidden: () => void) {
    if (typeof document === 'undefined') return
    this.#onChange = () => {
      if (document.visibilityState === 'hidden') hidden()
    }
    document.addEventListener('visibilitychange', this.#onChange)
  }

  close(): void {
    if (this.#onChange !== null) document.removeEventListener('visibilitychange', this.#onChange)
  }
}
