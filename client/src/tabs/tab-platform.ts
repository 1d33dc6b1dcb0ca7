// PORT TabPlatform: what tabs of one origin share besides storage. Real tabs: browser-tab-platform.ts; several tabs in one
// process under test: simulated-tab-platform.ts. Messages are structured-cloned and arrive in the order of one sender.

export interface TabPlatform {
  /** Asks for an exclusive lock that ends with the tab at the latest. */
  requestLock(name: string, request: LockRequest): LockHandle
  /** Receives everything that other tabs post to the channel; not what this tab posts. */
  openChannel(name: string, receive: (message: unknown) => void): TabChannel
  /** The tab is about to stop running code for a while, or runs again. Returns the function that ends it. */
  onLifecycle(listener: { freeze(): void; resume(): void }): () => void
}

export interface LockRequest {
  /** Takes the lock from whoever has it. */
  readonly steal: boolean
  granted(): void
  /** Somebody stole it. */
  lost(): void
  /** The platform gives no locks here. */
  refused(error: unknown): void
}

export interface LockHandle {
  /** Lets go of the lock, or stops waiting for it. */
  release(): void
}

export interface TabChannel {
  /** Throws DataCloneError for what cannot be cloned. */
  post(message: unknown): void
  close(): void
}
