// The cache of query results behind useQuery: one per database, on @tanstack/query-core. The live subscription of a query belongs
// to the cache, not to a component: mounting twice, as StrictMode does, or unmounting for a moment costs no second run.

import { QueryClient, type Query, type QueryKey } from '@tanstack/query-core'
import { assert } from '@zendb/shared/base/assert'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { Subscription } from '../subscription.ts'
import type { ZenDB } from '../zen-db.ts'
import { hashQuery } from './query-hash.ts'
import { startSubscription } from './start-subscription.ts'

export type LiveRows = readonly RowObject[]

/** A subscription without observers is kept for so long: components that move are unmounted and mounted again. */
const graceMs = 300

interface LiveEntry {
  /** null: the database is closed or has failed; `error` says it. */
  readonly subscription: Subscription | null
  /** The first result or error. */
  readonly first: Promise<LiveRows>
  grace: ReturnType<typeof setTimeout> | null
  /** Why the query cannot run now. */
  error: unknown
}

/** `['sql', text, parameters]`. */
export type LiveKey = readonly ['sql', string, readonly unknown[]]

const caches = new WeakMap<ZenDB, LiveCache>()

export class LiveCache {
  readonly client: QueryClient
  readonly #db: ZenDB
  readonly #entries = new Map<string, LiveEntry>()

  static of(db: ZenDB): LiveCache {
    let cache = caches.get(db)
    if (cache === undefined) caches.set(db, (cache = new LiveCache(db)))
    return cache
  }

  private constructor(db: ZenDB) {
    this.#db = db
    this.client = new QueryClient({
      defaultOptions: {
        queries: {
          // Rows keep their identity already, and an app-wide invalidation need not run SQL again: results are true at all times.
          structuralSharing: false,
          staleTime: 'static',
          // Local data are there without a network.
          networkMode: 'always',
          retry: false,
          refetchOnWindowFocus: false,
          refetchOnReconnect: false,
          queryKeyHashFn: hashQuery,
          queryFn: ({ queryKey }) => this.#firstRows(queryKey),
        },
        mutations: { networkMode: 'always', retry: false },
      },
    })
    this.client.getQueryCache().subscribe(event => {
      if (event.type === 'observerAdded' && event.observer.options.enabled !== false) this.#observed(event.query)
      else if (event.type === 'observerRemoved') this.#unobserved(event.query)
      else if (event.type === 'removed') this.#close(event.query.queryHash)
      else if (event.type === 'updated' && event.action.type === 'success') this.#catchUp(event.query)
    })
  }

  /** Subscriptions that are open now. */
  get openCount(): number {
    return this.#entries.size
  }

  #observed(query: Query): void {
    const isNew = !this.#entries.has(query.queryHash)
    const entry = this.#open(query.queryKey)
    if (entry.grace !== null) clearTimeout(entry.grace)
    entry.grace = null
    // Rows of an earlier time are shown at once, and replaced when the subscription has its first result.
    if (isNew && query.state.data !== undefined)
      entry.first.then(
        rows => this.#publish(query.queryKey, entry, rows),
        () => this.#publishError(query.queryKey, entry),
      )
  }

  #unobserved(query: Query): void {
    const entry = this.#entries.get(query.queryHash)
    if (entry !== undefined && query.getObserversCount() === 0) this.#startGrace(query.queryHash, entry)
  }

  #startGrace(hash: string, entry: LiveEntry): void {
    entry.grace ??= setTimeout(() => this.#close(hash), graceMs)
  }

  #open(key: QueryKey): LiveEntry {
    const hash = hashQuery(key)
    const known = this.#entries.get(hash)
    if (known !== undefined) return known
    const [, sql, parameters] = key as unknown as LiveKey // all keys of this client are made by useQuery
    const started = startSubscription(this.#db, sql, parameters)
    const entry = started.kind === 'started' ? this.#follow(key, started.subscription) : refusedEntry(started.error)
    this.#entries.set(hash, entry)
    return entry
  }

  #follow(key: QueryKey, subscription: Subscription): LiveEntry {
    const first = new Promise<LiveRows>((resolve, reject) => {
      subscription.on('rows', rows => {
        entry.error = null
        resolve(rows)
        this.#publish(key, entry, rows)
      })
      subscription.on('error', error => {
        entry.error = error
        reject(error)
        this.#publishError(key, entry)
      })
    })
    first.catch(() => {})
    const entry: LiveEntry = { subscription, first, grace: null, error: null }
    return entry
  }

  #close(hash: string): void {
    const entry = this.#entries.get(hash)
    if (entry === undefined) return
    this.#entries.delete(hash)
    if (entry.grace !== null) clearTimeout(entry.grace)
    entry.subscription?.unsubscribe()
  }

  async #firstRows(key: QueryKey): Promise<LiveRows> {
    const hash = hashQuery(key)
    const entry = this.#open(key)
    try {
      const rows = await entry.first
      // What came while this was waiting is newer.
      return entry.subscription?.rows ?? rows
    } finally {
      const query = this.client.getQueryCache().get(hash)
      if (this.#entries.get(hash) === entry && (query === undefined || query.getObserversCount() === 0)) this.#startGrace(hash, entry)
    }
  }

  #publish(key: QueryKey, entry: LiveEntry, rows: LiveRows): void {
    const query = this.#settledQuery(key, entry)
    if (query !== undefined && (query.state.data !== rows || query.state.status !== 'success')) this.client.setQueryData(key, rows)
  }

  /** The rows stay: they were true once, and the query heals by itself when it can run again. */
  #publishError(key: QueryKey, entry: LiveEntry): void {
    const { error } = entry
    const query = this.#settledQuery(key, entry)
    if (query === undefined || query.state.error === error) return
    assert(error instanceof Error, 'a query fails with an Error')
    query.setState({ ...query.state, status: 'error', error, fetchStatus: 'idle' })
  }

  /** undefined while the first run is under way: it reports by itself, and `#catchUp` adds what it missed. */
  #settledQuery(key: QueryKey, entry: LiveEntry): Query | undefined {
    const hash = hashQuery(key)
    if (this.#entries.get(hash) !== entry) return undefined
    const query = this.client.getQueryCache().get(hash)
    return query === undefined || query.state.fetchStatus === 'fetching' ? undefined : query
  }

  /** Between the end of the first run and its appearance here, the subscription may have gone on. */
  #catchUp(query: Query): void {
    const entry = this.#entries.get(query.queryHash)
    if (entry === undefined) return
    if (entry.error !== null) this.#publishError(query.queryKey, entry)
    else if (entry.subscription?.rows !== undefined) this.#publish(query.queryKey, entry, entry.subscription.rows)
  }
}

function refusedEntry(error: unknown): LiveEntry {
  const first = Promise.reject<LiveRows>(error)
  first.catch(() => {})
  return { subscription: null, first, grace: null, error }
}
