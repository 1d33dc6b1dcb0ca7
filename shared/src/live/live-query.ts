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
  readonly listeners = new Set<LiveListener>()
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

  fail(error: unknown): void {
    this.#error = error
    for (const listener of [...this.listeners]) listener.error(error)
  }

  publish(update: LiveUpdate): void {
    // A listener may unsubscribe others while it runs.
    for (const listener of [...this.listeners]) if (this.listeners.has(listener)) listener.update(update)
  }
}
