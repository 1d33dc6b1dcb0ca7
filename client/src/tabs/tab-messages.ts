// What tabs of one origin say to each other. Tabs of one app version share a protocol; its number is part of every channel's name,
// so that a tab with other words is not heard rather than misunderstood.

import type { Parameters, Request } from '../service/request.ts'
import type { SyncEvent, SyncStatus } from '../service/sync-status.ts'
import type { PlainError } from './error-codec.ts'
import type { LiveDelta } from './live-delta.ts'

const protocol = 1

/** Names one opening of the database by one leader: what an earlier one says does not count any more. */
export type Epoch = string

/** To all tabs. */
export type Announcement =
  | { readonly kind: 'who leads' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'leader'; readonly tab: string; readonly epoch: Epoch }
  | { readonly kind: 'status'; readonly epoch: Epoch; readonly status: SyncStatus }
  | { readonly kind: 'event'; readonly epoch: Epoch; readonly event: SyncEvent }
  /** A tab deletes the database: nobody must open it again as if it were new. */
  | { readonly kind: 'destroyed' }

/** To the leader's inbox. */
export type FollowerMessage = { readonly from: string; readonly epoch: Epoch } & (
  | { readonly kind: 'hello' }
  | { readonly kind: 'ping' }
  | { readonly kind: 'bye' }
  | { readonly kind: 'request'; readonly id: number; readonly request: Request; readonly name: string; readonly isRepeat: boolean }
  | { readonly kind: 'subscribe'; readonly id: number; readonly sql: string; readonly parameters: Parameters }
  | { readonly kind: 'unsubscribe'; readonly id: number }
)

/** To a follower's inbox. */
export type LeaderMessage = { readonly epoch: Epoch } & (
  | { readonly kind: 'welcome'; readonly status: SyncStatus; readonly identity: string | null }
  | { readonly kind: 'pong' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly error: PlainError }
  /** The leader is closing and has not begun the request. */
  | { readonly kind: 'refused'; readonly id: number }
  | { readonly kind: 'update'; readonly id: number; readonly delta: LiveDelta }
  | { readonly kind: 'live error'; readonly id: number; readonly error: PlainError }
)

export interface TabNames {
  readonly leaderLock: string
  readonly announcements: string
  readonly inbox: (tab: string) => string
  /** Held by a tab as long as it lives: who gets it knows that the tab is gone. */
  readonly tabLock: (tab: string) => string
}

export function tabNames(database: string): TabNames {
  const prefix = `zendb/${protocol}/${database}`
  return {
    // Without the protocol: two versions of an app must not open one database side by side.
    leaderLock: `zendb/${database}/leader`,
    announcements: prefix,
    inbox: tab => `${prefix}/${tab}`,
    tabLock: tab => `${prefix}/tab/${tab}`,
  }
}

/** What a tab has to say; who says it to which leader is added where it is sent. */
export type Untagged<Message> = Message extends unknown ? Omit<Message, 'from' | 'epoch'> : never
