// This device and the server side by side: position and root hash of both, taken anew whenever one of them may have moved.

import { useEffect, useState } from 'react'
import { useSyncStatus, useZenDB } from '@zendb/client/react'
import { branchName } from '../database.ts'
import { fetchCommit, type ServerCommit } from './server.ts'

export interface Comparison {
  /** The confirmed state of this device; null: not known yet. */
  readonly here: ServerCommit | null
  /** As last seen; null: never yet. */
  readonly there: ServerCommit | null
  readonly verdict: 'waiting' | 'offline' | 'unreachable' | 'apart' | 'identical' | 'different'
}

/** What moves, moves often: one comparison for all of it. */
const settleMs = 120
/** While both are apart, the rest is on its way. */
const againMs = 1000

export function useComparison(): Comparison {
  const db = useZenDB()
  const { state, connection, position, outbox } = useSyncStatus()
  const [comparison, setComparison] = useState<Comparison>({ here: null, there: null, verdict: 'waiting' })
  useEffect(() => {
    if (state !== 'open') return undefined
    let isOver = false
    let timer: ReturnType<typeof setTimeout>
    const compare = async (): Promise<void> => {
      const here = { hash: await db.rootHash(), lsn: db.status.position }
      const there = connection === 'online' ? await fetchCommit(branchName).catch(() => null) : null
      if (isOver) return
      const verdict = connection === 'online' ? judge(here, there) : connection === 'paused' ? 'offline' : 'unreachable'
      setComparison(before => ({ here, there: there ?? before.there, verdict }))
      if (verdict === 'apart' || verdict === 'unreachable') timer = setTimeout(() => void compare(), againMs)
    }
    timer = setTimeout(() => void compare(), settleMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [db, state, connection, position, outbox])
  return comparison
}

function judge(here: ServerCommit, there: ServerCommit | null): Comparison['verdict'] {
  if (there === null) return 'unreachable'
  if (here.lsn !== there.lsn) return 'apart'
  return here.hash === there.hash ? 'identical' : 'different'
}
