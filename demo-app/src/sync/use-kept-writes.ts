// Own writes that wait for the server, and those that it refused: read anew whenever their number changes.

import { useCallback, useEffect, useState } from 'react'
import { useSyncStatus, useZenDB } from '@zendb/client/react'
import type { OutboxEntry, RejectedWriteHandle } from '@zendb/client'

interface KeptWrites {
  readonly outbox: readonly OutboxEntry[]
  readonly rejected: readonly RejectedWriteHandle[]
  /** After a decision about a refused write. */
  readonly refresh: () => void
}

export function useKeptWrites(): KeptWrites {
  const db = useZenDB()
  const status = useSyncStatus()
  const [outbox, setOutbox] = useState<readonly OutboxEntry[]>([])
  const [rejected, setRejected] = useState<readonly RejectedWriteHandle[]>([])
  const refresh = useCallback(() => {
    // A failed database says so in every view.
    db.outbox().then(setOutbox, () => {})
    db.rejected().then(setRejected, () => {})
  }, [db])
  useEffect(refresh, [refresh, status.outbox, status.rejected])
  return { outbox, rejected, refresh }
}
