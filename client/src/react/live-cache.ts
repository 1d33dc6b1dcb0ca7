// The cache of query results behind useQuery: one per database, on @tanstack/query-core. The live subscription of a query belongs
// to the cache, not to a component: mounting twice, as StrictMode does, or unmounting for a moment costs no second run.

import { notifyManager, QueryClient, type Query, type QueryKey } from '@tanstack/query-core'
import { assert } from '@zendb/shared/base/assert'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { Subscription } from '../subscription.ts'
import type { ZenDB } from '../zen-db.ts'
import { hashQuery } from './query-hash.ts'

export type LiveRows = readonly RowObject[]

/** A subscription without observers is kept for so long: components that move are unmounted and mounted again. */
const graceMs = 300

interface LiveEntry {
  readonly subscription: Subscription
  /** The first result or error. */
  readonly first: Promise<LiveRows>
  grace: ReturnType<typeof setTimeout> | null
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
    if (isNew && query.state.data !== undefined) entry.first.then(rows => this.#publish(query.queryKey, entry, rows)).catch(() => {})
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
    const subscription = this.#db.subscribe(sql, parameters)
    const first = new Promise<LiveRows>((resolve, reject) => {
      subscription.on('rows', rows => {
        resolve(rows)
        this.#publish(key, entry, rows)
      })
      subscription.on('error', error => {
        reject(error)
        this.#publishError(key, entry, error)
      })
    })
    first.catch(() => {})
    const entry: LiveEntry = { subscription, first, grace: null }
    this.#entries.set(hash, entry)
    return entry
  }

  #close(hash: string): void {
    const entry = this.#entries.get(hash)
    if (entry === undefined) return
    this.#entries.delete(hash)
    if (entry.grace !== null) clearTimeout(entry.grace)
    entry.subscription.unsubscribe()
  }

  async #firstRows(key: QueryKey): Promise<LiveRows> {
    const hash = hashQuery(key)
    const entry = this.#open(key)
    try {
      const rows = await entry.first
      // What came while this was waiting is newer.
      return entry.subscription.rows ?? rows
    } finally {
      const query = this.client.getQueryCache().get(hash)
      if (this.#entries.get(hash) === entry && (query === undefined || query.getObserversCount() === 0)) this.#startGrace(hash, entry)
    }
  }

  #isCurrent(key: QueryKey, entry: LiveEntry): boolean {
    return this.#entries.get(hashQuery(key)) === entry
  }

  #publish(key: QueryKey, entry: LiveEntry, rows: LiveRows): void {
    if (!this.#isCurrent(key, entry)) return
    const query = this.client.getQueryCache().get(hashQuery(key))
    if (query === undefined || (query.state.data === rows && query.state.status === 'success')) return
    notifyManager.batch(() => {
      // A first run that is still under way must not put its older rows over these.
      void this.client.cancelQueries({ queryKey: key, exact: true }, { silent: true, revert: false })
      this.client.setQueryData(key, rows)
    })
  }

  /** The rows stay: they were true once, and the query heals by itself when it can run again. */
  #publishError(key: QueryKey, entry: LiveEntry, error: unknown): void {
    if (!this.#isCurrent(key, entry)) return
    const query = this.client.getQueryCache().get(hashQuery(key))
    // The first run reports its own error.
    if (query === undefined || query.state.fetchStatus === 'fetching') return
    assert(error instanceof Error, 'a query fails with an Error')
    query.setState({ ...query.state, status: 'error', error, fetchStatus: 'idle' })
  }
}
