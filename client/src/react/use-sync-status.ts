// The database's status as a hook.

import { useCallback, useSyncExternalStore } from 'react'
import { openingStatus, type DatabaseStatus } from '../database-status.ts'
import { useZenDB } from './zen-provider.tsx'

/**
 * How the database is: whether it is open and online, and how many writes wait for the server.
 *
 * @example
 * ```tsx
 * function Badge() {
 *   const { connection, outbox } = useSyncStatus()
 *   return <span>{outbox > 0 ? `${outbox} unsent` : connection}</span>
 * }
 * ```
 */
export function useSyncStatus(): DatabaseStatus {
  const db = useZenDB()
  const subscribe = useCallback((changed: () => void) => db.on('status', changed), [db])
  const getStatus = useCallback(() => db.status, [db])
  return useSyncExternalStore(subscribe, getStatus, getOpeningStatus)
}

const getOpeningStatus = (): DatabaseStatus => openingStatus
