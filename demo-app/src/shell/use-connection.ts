// The connection as people should see it: attempts to reconnect are one state, not a flicker between two.

import { useState } from 'react'
import { useSyncStatus, useZenDB } from '@zendb/client/react'
import type { Connection } from '@zendb/client'

interface ConnectionView {
  readonly connection: Connection
  readonly isPaused: boolean
  /** Goes offline on purpose, and back. */
  readonly toggle: () => void
}

export function useConnection(): ConnectionView {
  const db = useZenDB()
  const { connection } = useSyncStatus()
  const [settled, setSettled] = useState<Connection>(connection)
  // An attempt after a loss is told as the loss until it succeeds.
  const shown = connection === 'connecting' && settled === 'offline' ? settled : connection
  if (shown !== settled) setSettled(shown)
  const isPaused = shown === 'paused'
  return { connection: shown, isPaused, toggle: () => void (isPaused ? db.resume() : db.pause()) }
}

export const connectionWords: Readonly<Record<Connection, string>> = {
  none: 'Opening',
  connecting: 'Connecting',
  online: 'Online',
  offline: 'No server',
  paused: 'Offline',
  refused: 'Refused',
}
