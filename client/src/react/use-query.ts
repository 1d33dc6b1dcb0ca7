// A live query as a hook: straight over query-core's QueryObserver, which costs a tenth of a general binding.

import { QueryObserver, type DefaultedQueryObserverOptions } from '@tanstack/query-core'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import { useCallback, useState, useSyncExternalStore } from 'react'
import { hashQuery } from './query-hash.ts'
import { LiveCache, type LiveKey, type LiveRows } from './live-cache.ts'
import { useZenDB } from './zen-provider.tsx'

export interface UseQueryOptions {
  /** `false`: do not run yet, because a parameter is not known. Default: true. */
  readonly enabled?: boolean
  /** While the parameters' first result is on its way, show the rows of the parameters before. Default: false. */
  readonly keepPrevious?: boolean
  /** Wait in the nearest `<Suspense>` instead of `isLoading`, and throw errors to the nearest error boundary. Default: false. */
  readonly suspense?: boolean
}

export interface QueryResult<Row> {
  /** The present rows. Rows that did not change are the same objects as before. undefined until the first result. */
  readonly data: readonly Row[] | undefined
  /** There are no rows yet, and no error. */
  readonly isLoading: boolean
  /** `data` belongs to the parameters before (`keepPrevious`). */
  readonly isPrevious: boolean
  /** Why the query cannot run. It heals by itself; until then `data` are the last rows that were true. */
  readonly error: Error | null
}

type Observer = QueryObserver<LiveRows, Error, LiveRows, LiveRows, LiveKey>
type ObserverOptions = DefaultedQueryObserverOptions<LiveRows, Error, LiveRows, LiveRows, LiveKey>

/**
 * The rows of a query, kept true while the data changes.
 *
 * @example
 * ```tsx
 * function Orders({ status }: { status: string }) {
 *   const { data = [], error } = useQuery<{ id: number; customer: string }>('SELECT * FROM orders WHERE status = $1', [status])
 *   if (error) return <p role="alert">{error.message}</p>
 *   return data.map(order => <li key={order.id}>{order.customer}</li>)
 * }
 * ```
 */
export function useQuery<Row extends object = RowObject>(
  sql: string,
  parameters: readonly unknown[] = [],
  { enabled = true, keepPrevious = false, suspense = false }: UseQueryOptions = {},
): QueryResult<Row> {
  const cache = LiveCache.of(useZenDB())
  const key: LiveKey = ['sql', sql, parameters]
  const { observer, options, previous } = useObserver(cache, key, enabled)
  // React batches the renders by itself, so listeners are called directly.
  const subscribe = useCallback(
    (changed: () => void) => {
      const end = observer.subscribe(changed)
      // What happened between rendering and now.
      observer.updateResult()
      return end
    },
    [observer],
  )
  const getResult = useCallback(() => observer.getCurrentResult(), [observer])
  // A server that waits in Suspense has the rows; any other shows the state of loading, and the browser the same at first.
  const { data, error } = useSyncExternalStore<Shown>(subscribe, getResult, suspense ? getResult : getNothing)
  if (suspense && enabled && data === undefined) {
    if (error !== null) throw error
    // React's contract for Suspense: throw the promise to wait for.
    // oxlint-disable-next-line typescript/only-throw-error -- see above
    throw observer.fetchOptimistic(options)
  }
  const isPrevious = keepPrevious && data === undefined && previous !== undefined
  return {
    data: (isPrevious ? previous : data) as readonly Row[] | undefined, // the app names the type of its rows
    isLoading: enabled && data === undefined && error === null,
    isPrevious,
    error,
  }
}

interface Shown {
  readonly data: LiveRows | undefined
  readonly error: Error | null
}

const nothing: Shown = { data: undefined, error: null }
const getNothing = (): Shown => nothing

interface HeldObserver {
  readonly cache: LiveCache
  readonly hash: string
  readonly observer: Observer
  readonly options: ObserverOptions
  /** Rows of the key before this one. */
  readonly previous: LiveRows | undefined
}

/** The observer of the present key. A new key gets a new one in the same render, so no render shows rows of another key as its own. */
function useObserver(cache: LiveCache, key: LiveKey, enabled: boolean): HeldObserver {
  const hash = `${enabled ? 'on' : 'off'} ${hashQuery(key)}`
  const make = (previous: LiveRows | undefined): HeldObserver => {
    const options = cache.client.defaultQueryOptions<LiveRows, Error, LiveRows, LiveRows, LiveKey>({
      queryKey: key,
      enabled,
      notifyOnChangeProps: ['data', 'error'],
    }) as ObserverOptions // what is left out is filled in by the line above
    return { cache, hash, observer: new QueryObserver(cache.client, options), options, previous }
  }
  const [held, setHeld] = useState(() => make(undefined))
  if (held.cache === cache && held.hash === hash) return held
  const next = make(held.cache === cache ? (held.observer.getCurrentResult().data ?? held.previous) : undefined)
  setHeld(next)
  return next
}
