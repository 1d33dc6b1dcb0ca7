// One line above every view while this device has no server: work goes on, and this is why others do not see it yet.

import { useEffect, useState } from 'react'
import { useSyncStatus } from '@zendb/client/react'
import { Icon } from '../components/icon.tsx'
import { printCount } from '../format.ts'
import { useConnection } from './use-connection.ts'

/** A connection that is back so soon was not missed. */
const graceMs = 1500

export function ConnectionBanner() {
  const { connection, isPaused, toggle } = useConnection()
  const { outbox, error, state } = useSyncStatus()
  const isLost = useHasLasted(connection === 'offline', graceMs)
  const isShown = state !== 'failed' && (isPaused || isLost || connection === 'refused')
  const changes = outbox === 0 ? 'Changes' : outbox === 1 ? '1 change' : `${printCount(outbox)} changes`
  // The region is always there: screen readers tell what changes in it.
  return (
    <div role="status" aria-label="Connection">
      {isShown && (
        <div className={connection === 'refused' ? 'connection-banner connection-banner-bad' : 'connection-banner'}>
          <Icon name={connection === 'refused' ? 'warning' : 'offline'} />
          <p>
            {isPaused && `This device is offline. ${changes} will be sent when it goes online.`}
            {connection === 'offline' && `The server cannot be reached; it is tried again by itself. ${changes} will be sent then.`}
            {connection === 'refused' && `The server refuses this device${error === null ? '.' : `: ${error}`}`}
          </p>
          {isPaused && (
            <button type="button" className="button" onClick={toggle}>
              Go online
            </button>
          )}
        </div>
      )}
    </div>
  )
}

function useHasLasted(is: boolean, ms: number): boolean {
  const [hasLasted, setHasLasted] = useState(false)
  useEffect(() => {
    if (!is) return undefined
    const timer = setTimeout(() => setHasLasted(true), ms)
    return () => {
      clearTimeout(timer)
      setHasLasted(false)
    }
  }, [is, ms])
  return is && hasLasted
}
