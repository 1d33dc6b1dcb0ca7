// One live query: a SELECT with parameters, its present rows, and who listens. Owned by the hub (live-hub.ts), which
// decides when it runs again. Rows are frozen; a row that did not change keeps its object.

import type { PreparedStatement } from '../exec/prepared-statement.ts'
import type { ChangeOrigin } from '../engine/change-feed.ts'
import { diffRows, type ResultRow, type RowDifference } from './diff-rows.ts'

export interface LiveUpdate {
  readonly rows: readonly ResultRow[]
  /** What differs from the update before; on the first update every row is an insert. */
  readonly changes: readonly RowDifference[]
  /** Version of the head that the rows belong to: the same for all queries of one flush. */
  readonly version: number
  readonly origin: ChangeOrigin | 'initial'
  /** Columns that identify a row of the result; null: only all of them together do. */
  readonly keyColumns: readonly string[] | null
}

export interface LiveListener {
  update(update: LiveUpdate): void
  /** The query failed at this version; it heals by itself when a later version evaluates. */
  error(error: unknown): void
}

export class LiveQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** The plan that gave `rows`; null before the first run. */
  prepared: PreparedStatement | null = null
  keyColumns: readonly string[] | null = null
  /** Parameters in the statement's types, for the relevance test. */
  values: readonly unknown[] = []
  readonly #listeners = new Set<LiveListener>()
  /** Those that have heard nothing yet: the first thing that they hear is the whole result. */
  readonly #newcomers = new Set<LiveListener>()
  #latest: LiveUpdate | null = null
  #error: unknown = null

  constructor(sql: string, parameters: readonly unknown[]) {
    this.sql = sql
    this.parameters = parameters
  }

  /** The last result; null before the first run. */
  get latest(): LiveUpdate | null {
    return this.#latest
  }

  get error(): unknown {
    return this.#error
  }

  /** Takes a fresh result; tells the listeners if it differs. */
  accept(fresh: readonly ResultRow[], version: number, origin: LiveUpdate['origin']): LiveUpdate | null {
    const { rows, changes } = diffRows(this.#latest?.rows ?? [], fresh, this.keyColumns)
    const hadError = this.#error !== null
    this.#error = null
    if (this.#latest !== null && rows === this.#latest.rows && !hadError) {
      this.#latest = { ...this.#latest, version }
      return null
    }
    this.#latest = {
      rows: Object.freeze(rows),
      changes,
      version,
      origin: this.#latest === null ? 'initial' : origin,
      keyColumns: this.keyColumns,
    }
    return this.#latest
  }

  get hasListeners(): boolean {
    return this.#listeners.size > 0
  }

  join(listener: LiveListener): void {
    this.#listeners.add(listener)
    this.#newcomers.add(listener)
  }

  /** false: it was not there. */
  leave(listener: LiveListener): boolean {
    this.#newcomers.delete(listener)
    return this.#listeners.delete(listener)
  }

  /** Tells a newcomer what there is: the last rows, if the query ever ran, and its error, if it fails now. Nothing otherwise. */
  welcome(listener: LiveListener): void {
    if (!this.#newcomers.has(listener)) return
    const latest = this.#latest
    if (latest === null && this.#error === null) return
    this.#newcomers.delete(listener)
    if (latest !== null) listener.update({ ...latest, origin: 'initial', changes: asInserts(latest) })
    if (this.#error !== null && this.#listeners.has(listener)) listener.error(this.#error)
  }

  fail(error: unknown): void {
    this.#error = error
    this.#tell(listener => listener.error(error))
  }

  publish(update: LiveUpdate): void {
    this.#tell(listener => listener.update(update))
  }

  #tell(tell: (listener: LiveListener) => void): void {
    // A listener may end itself or others while it runs.
    for (const listener of [...this.#listeners]) {
      if (!this.#listeners.has(listener)) continue
      if (this.#newcomers.has(listener)) this.welcome(listener)
      else tell(listener)
    }
  }
}

function asInserts(update: LiveUpdate): LiveUpdate['changes'] {
  return update.rows.map(row => ({ kind: 'insert', key: Object.values(row), before: null, after: row }))
}
