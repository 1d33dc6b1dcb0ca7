// Who needs the server now, for pages that are not on this device, waits here while a connection is being made. Without that, a device
// that is opened again in the middle of its first fill would answer its first queries with an error. Used by synced-database.ts.

import { ZenError } from '@zendb/shared/base/errors'
import { connectionWaitMs } from '@zendb/shared/base/limits'
import type { ClientPhase } from '@zendb/shared/sync/client-sync'
import type { Timers } from '@zendb/shared/sync/transport'

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

export class ConnectionWait {
  readonly #timers: Timers
  readonly #waiters = new Set<Waiter>()
  #phase: ClientPhase = 'paused'

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** Resolves when pages can be asked for; rejects with OFFLINE when no connection is there nor being made. */
  ready(): Promise<void> {
    const prospect = prospectOf(this.#phase)
    if (prospect === 'there') return Promise.resolve()
    if (prospect === 'none') return Promise.reject(offline())
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => {
        cancel()
        this.#waiters.delete(waiter)
        finish()
      }
      const waiter: Waiter = { resolve: () => end(resolve), reject: error => end(() => reject(error)) }
      const cancel = this.#timers.set(connectionWaitMs, () => waiter.reject(offline()))
      this.#waiters.add(waiter)
    })
  }

  phaseChanged(phase: ClientPhase): void {
    this.#phase = phase
    const prospect = prospectOf(phase)
    if (prospect === 'there') for (const waiter of [...this.#waiters]) waiter.resolve()
    else if (prospect === 'none') this.end(offline())
  }

  /** Nobody waits any longer. */
  end(error: ZenError): void {
    for (const waiter of [...this.#waiters]) waiter.reject(error)
  }
}

function prospectOf(phase: ClientPhase): 'there' | 'coming' | 'none' {
  if (phase === 'live' || phase === 'bootstrapping') return 'there'
  return phase === 'connecting' || phase === 'greeting' ? 'coming' : 'none'
}

const offline = (): ZenError =>
  new ZenError('OFFLINE', 'a part of the database is not on this device yet, and there is no connection; try again when there is one')
