// A write as a hook: its progress and its error, for buttons and forms.

import { MutationObserver } from '@tanstack/query-core'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { WriteResult } from '../write-result.ts'
import type { ZenDB } from '../zen-db.ts'
import { LiveCache } from './live-cache.ts'
import { useZenDB } from './zen-provider.tsx'

export interface MutationResult<Variables, Result> {
  /** Starts the write; what becomes of it is in the other properties. */
  readonly mutate: (variables: Variables) => void
  /** Starts the write and answers its result. */
  readonly mutateAsync: (variables: Variables) => Promise<Result>
  readonly isPending: boolean
  /** Why the last write failed. */
  readonly error: Error | null
  /** What the last write answered. */
  readonly data: Result | undefined
  /** Forgets `error` and `data`. */
  readonly reset: () => void
}

/**
 * A statement with parameters, or a function that writes, to be started by the user.
 *
 * @example
 * ```tsx
 * function AddNote() {
 *   const add = useMutation('INSERT INTO note (body) VALUES ($1)')
 *   return (
 *     <button disabled={add.isPending} onClick={() => add.mutate(['Buy milk'])}>
 *       Add
 *     </button>
 *   )
 * }
 * ```
 */
export function useMutation<Row extends object = RowObject>(sql: string): MutationResult<readonly unknown[], WriteResult<Row>>
export function useMutation<Variables = void, Result = unknown>(
  write: (db: ZenDB, variables: Variables) => Promise<Result>,
): MutationResult<Variables, Result>
export function useMutation(work: string | ((db: ZenDB, variables: never) => Promise<unknown>)): MutationResult<never, unknown> {
  const db = useZenDB()
  const { client } = LiveCache.of(db)
  const mutationFn = (variables: never): Promise<unknown> => (typeof work === 'string' ? db.execute(work, variables) : work(db, variables))
  const [held, setHeld] = useState(() => ({ client, observer: new MutationObserver<unknown, Error, never>(client, { mutationFn }) }))
  let { observer } = held
  if (held.client !== client) {
    observer = new MutationObserver<unknown, Error, never>(client, { mutationFn })
    setHeld({ client, observer })
  }
  // The newest function is called.
  useEffect(() => observer.setOptions({ mutationFn }))
  const subscribe = useCallback((changed: () => void) => observer.subscribe(changed), [observer])
  const getResult = useCallback(() => observer.getCurrentResult(), [observer])
  const result = useSyncExternalStore(subscribe, getResult, getResult)
  const mutateAsync = useCallback((variables: never) => observer.mutate(variables), [observer])
  const mutate = useCallback(
    (variables: never) => {
      // The error is in the result.
      observer.mutate(variables).catch(() => {})
    },
    [observer],
  )
  const reset = useCallback(() => observer.reset(), [observer])
  return { mutate, mutateAsync, isPending: result.isPending, error: result.error, data: result.data, reset }
}
