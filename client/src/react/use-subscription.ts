// Row changes of a live query as an effect: for what is not rendering, such as a sound or a notification.

import type { RowObject } from '@zendb/shared/exec/row-objects'
import { useEffect, useLayoutEffect, useRef } from 'react'
import type { LiveChange } from '../subscription.ts'
import { hashQuery } from './query-hash.ts'
import { startSubscription } from './start-subscription.ts'
import { useZenDB } from './zen-provider.tsx'

/**
 * Calls `onChange` once for each row that comes, changes or goes in the result of a query, from the time of mounting on.
 *
 * @example
 * ```tsx
 * function NewOrderBell() {
 *   useSubscription<{ id: number }>("SELECT * FROM orders WHERE status = 'pending'", [], (order, change) => {
 *     if (change.kind === 'insert' && change.origin === 'remote') ring(order.id)
 *   })
 *   return null
 * }
 * ```
 */
export function useSubscription<Row extends object = RowObject>(
  sql: string,
  parameters: readonly unknown[],
  onChange: (row: Row, change: LiveChange<Row>) => void,
): void {
  const db = useZenDB()
  const listener = useRef(onChange)
  // The newest function is called, and a new one does not start the query anew.
  useLayoutEffect(() => {
    listener.current = onChange
  })
  const hash = hashQuery([sql, parameters])
  useEffect(() => {
    const started = startSubscription<Row>(db, sql, parameters)
    // Nothing changes in a database that is closed or has failed; useQuery and useSyncStatus tell so.
    if (started.kind === 'refused') return undefined
    const { subscription } = started
    subscription.on('change', (row, change) => listener.current(row, change))
    return () => subscription.unsubscribe()
    // oxlint-disable-next-line react/exhaustive-deps -- the hash stands for the text and the parameters, which are a new list on every render
  }, [db, hash])
}
