// The connection in one line, always in sight: a switch for going offline on purpose, and what waits to be sent.

import { useSyncStatus, useZenDB } from '@zendb/client/react'
import { printCount } from '../format.ts'

const words = {
  none: 'Opening',
  connecting: 'Connecting',
  online: 'Online',
  offline: 'Reconnecting',
  paused: 'Offline',
  refused: 'Refused',
} as const

export function ConnectionBadge() {
  const db = useZenDB()
  const { connection, outbox } = useSyncStatus()
  const isPaused = connection === 'paused'
  return (
    <button
      type="button"
      role="switch"
      aria-checked={!isPaused}
      className={`connection connection-${connection}`}
      onClick={() => void (isPaused ? db.resume() : db.pause())}
      title={isPaused ? 'Go online' : 'Go offline'}
    >
      <span className="connection-dot" aria-hidden="true" />
      <span className="connection-word">{words[connection]}</span>
      {outbox > 0 && (
        <span className="connection-count">
          {printCount(outbox)}
          <span className="visually-hidden"> to send</span>
        </span>
      )}
    </button>
  )
}
