// The connection, always in sight: a switch for going offline on purpose, and what waits to be sent.

import { useId } from 'react'
import { useSyncStatus } from '@zendb/client/react'
import { printCount } from '../format.ts'
import { connectionWords, useConnection } from './use-connection.ts'
import './connection-switch.css'

export function ConnectionSwitch() {
  const { connection, isPaused, toggle } = useConnection()
  const { outbox } = useSyncStatus()
  const wordsId = useId()
  return (
    <button
      type="button"
      role="switch"
      aria-checked={!isPaused}
      aria-label="Online"
      aria-describedby={wordsId}
      className={`connection connection-${connection}`}
      onClick={toggle}
    >
      <span className="connection-dot" aria-hidden="true" />
      <span id={wordsId} className="connection-text">
        <span className="connection-word">{connectionWords[connection]}</span>
        <span className="connection-wait">
          {outbox > 0 ? `${printCount(outbox)} to send` : connection === 'online' ? 'All sent' : 'Nothing to send'}
        </span>
      </span>
      {outbox > 0 && (
        <span className="connection-count" aria-hidden="true">
          {printCount(outbox)}
        </span>
      )}
      <span className="switch" aria-hidden="true" />
    </button>
  )
}
