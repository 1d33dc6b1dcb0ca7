// Which tab has the database open: a pure step. Driven by tab-route.ts, which performs the actions.
//
// Every tab waits for one lock; who gets it opens the database and leads. Storage refuses writes of whoever opened it before
// (storage/indexeddb-connection.ts), so a leader that lost its lock without noticing can do no harm.

import { unreachable } from '@zendb/shared/base/assert'

export type ElectionState =
  /** In the queue for the lock; another tab leads, or is about to. */
  | 'waiting'
  /** Has the lock, and the database is being opened. */
  | 'opening'
  | 'leading'
  /** Closes the database before it lets go of the lock. */
  | 'closing'
  /** Frozen by the browser: out of the queue, because a frozen leader would hold up all others. */
  | 'suspended'
  /** The database could not be opened, or its storage is gone. */
  | 'failed'
  | 'closed'

export type ElectionEvent =
  | { readonly kind: 'lock granted' }
  /** Somebody stole it. */
  | { readonly kind: 'lock lost' }
  /** The platform gives no locks here. */
  | { readonly kind: 'lock refused'; readonly error: unknown }
  | { readonly kind: 'opened' }
  | { readonly kind: 'open failed'; readonly error: unknown }
  | { readonly kind: 'storage lost'; readonly error: unknown }
  /** Storage refuses our writes: another tab has opened the database, perhaps one that was stopped while it led. */
  | { readonly kind: 'fenced' }
  | { readonly kind: 'leader silent' }
  | { readonly kind: 'freeze' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'close' }
  | { readonly kind: 'database closed' }

export type ElectionAction =
  | { readonly kind: 'request lock'; readonly steal: boolean }
  | { readonly kind: 'release lock' }
  | { readonly kind: 'open database' }
  /** Stores what can be stored, then reports 'database closed'. */
  | { readonly kind: 'close database' }
  /** Lets go at once: another tab may have opened it already. */
  | { readonly kind: 'abandon database' }
  | { readonly kind: 'announce leadership' }
  | { readonly kind: 'ask who leads' }
  | { readonly kind: 'fail'; readonly error: unknown }

export interface ElectionStep {
  readonly state: ElectionState
  readonly actions: readonly ElectionAction[]
}

const follow: readonly ElectionAction[] = [{ kind: 'request lock', steal: false }, { kind: 'ask who leads' }]

/** How a tab begins. */
export const electionStart: ElectionStep = { state: 'waiting', actions: follow }

/** What cannot happen in a state, or comes too late, changes nothing. */
export function electionStep(state: ElectionState, event: ElectionEvent): ElectionStep {
  const holdsDatabase = state === 'opening' || state === 'leading'
  switch (event.kind) {
    case 'lock granted':
      if (state === 'waiting') return to('opening', { kind: 'open database' })
      return state === 'closing' || holdsDatabase ? stay(state) : to(state, { kind: 'release lock' })
    case 'lock lost':
      if (state === 'waiting') return { state, actions: follow }
      return holdsDatabase ? { state: 'waiting', actions: [{ kind: 'abandon database' }, ...follow] } : stay(state)
    case 'lock refused':
      return state === 'waiting' ? to('failed', { kind: 'fail', error: event.error }) : stay(state)
    case 'opened':
      return state === 'opening' ? to('leading', { kind: 'announce leadership' }) : stay(state)
    case 'open failed':
      return state === 'opening' ? to('failed', { kind: 'release lock' }, { kind: 'fail', error: event.error }) : stay(state)
    case 'storage lost':
      if (state === 'waiting') return to('failed', { kind: 'release lock' }, { kind: 'fail', error: event.error })
      return holdsDatabase
        ? to('failed', { kind: 'abandon database' }, { kind: 'release lock' }, { kind: 'fail', error: event.error })
        : stay(state)
    case 'fenced':
      // Whether the lock is still ours is not known here, so it is asked for anew: nobody opens the database without it.
      return holdsDatabase
        ? { state: 'waiting', actions: [{ kind: 'abandon database' }, { kind: 'release lock' }, ...follow] }
        : stay(state)
    case 'leader silent':
      return state === 'waiting' ? to('waiting', { kind: 'release lock' }, { kind: 'request lock', steal: true }) : stay(state)
    case 'freeze':
      if (state === 'waiting') return to('suspended', { kind: 'release lock' })
      return holdsDatabase ? to('suspended', { kind: 'abandon database' }, { kind: 'release lock' }) : stay(state)
    case 'resume':
      return state === 'suspended' ? { state: 'waiting', actions: follow } : stay(state)
    case 'close':
      if (state === 'waiting') return to('closed', { kind: 'release lock' })
      if (holdsDatabase) return to('closing', { kind: 'close database' })
      return state === 'closing' ? stay(state) : to('closed')
    case 'database closed':
      return state === 'closing' ? to('closed', { kind: 'release lock' }) : stay(state)
    default:
      return unreachable(event)
  }
}

const to = (state: ElectionState, ...actions: readonly ElectionAction[]): ElectionStep => ({ state, actions })
const stay = (state: ElectionState): ElectionStep => ({ state, actions: [] })
