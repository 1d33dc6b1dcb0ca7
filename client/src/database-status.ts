// `db.status`: one frozen object that is replaced when anything in it changes, so that it can be compared by identity.

import type { Role } from './service/database-route.ts'
import { localStatus, type SyncStatus } from './service/sync-status.ts'

export interface DatabaseStatus extends SyncStatus {
  /** `failed`: it could not be opened, or its storage is gone; `error` says why. */
  readonly state: 'opening' | 'open' | 'failed' | 'closed'
  /** Which tab has the database open; apps need not care. */
  readonly role: Role
}

/** Of a database that is being opened: what a server renders, and the browser first, so that both show the same. */
export const openingStatus: DatabaseStatus = Object.freeze({ ...localStatus, state: 'opening', role: 'opening' })

/** `previous` itself when nothing differs. */
export function nextStatus(previous: DatabaseStatus | null, next: DatabaseStatus): DatabaseStatus {
  const isSame =
    previous !== null &&
    previous.state === next.state &&
    previous.role === next.role &&
    previous.connection === next.connection &&
    previous.outbox === next.outbox &&
    previous.rejected === next.rejected &&
    previous.position === next.position &&
    previous.error === next.error
  return isSame ? previous : Object.freeze({ ...next })
}
