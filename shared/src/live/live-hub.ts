// All live queries of one database. A commit marks the queries that it may concern; one flush later they run again,
// all against the same state, and only then are listeners told: no listener sees two queries at different versions.
//
// A query is not run again when no table that it reads changed, nor when the changed rows, before and after, fail the
// conditions of each of its scans (relevance.ts). Queries with the same text and parameters are one query.

import type { TableId } from '../base/brand.ts'
import type { HeadChange } from '../engine/change-feed.ts'
import type { Database } from '../engine/database.ts'
import { runQuery } from '../engine/run-query.ts'
import { convertParameters, planFor } from '../engine/run-planned.ts'
import type { Session } from '../engine/session.ts'
import { SqlError } from '../base/errors.ts'
import { atOnceOrWithParts, PartNeeded, withParts } from '../base/load-part.ts'
import { toRowObjects } from '../exec/row-objects.ts'
import type { RowsResult } from '../exec/run-prepared.ts'
import { assert } from '../base/assert.ts'
import { LiveQuery, type LiveListener, type LiveUpdate } from './live-query.ts'
import { outputKey } from './output-key.ts'
import { concernsQuery } from './relevance.ts'
import { listId } from './value-id.ts'

/** Runs `work` soon and once: a microtask, an animation frame, or at once in tests. */
export type FlushScheduler = (work: () => void) => void

export class LiveHub {
  readonly #database: Database
  readonly #session: Session
  readonly #schedule: FlushScheduler
  readonly #queries = new Map<string, LiveQuery>()
  readonly #byTable = new Map<TableId, Set<LiveQuery>>()
  readonly #dirty = new Set<LiveQuery>()
  readonly #unsubscribe: () => void
  #origin: LiveUpdate['origin'] = 'local'
  #isScheduled = false
  #flushing: Promise<void> | null = null

  constructor(database: Database, schedule: FlushScheduler = work => queueMicrotask(work)) {
    this.#database = database
    this.#session = database.connect()
    this.#schedule = schedule
    this.#unsubscribe = database.feed.subscribe(change => this.#mark(change))
  }

  /**
   * Starts or joins a live query. The listener gets the whole result soon, then every change.
   * Returns the function that ends it. Throws SqlError at once when the text is not a query.
   */
  subscribe(sql: string, parameters: readonly unknown[], listener: LiveListener): () => void {
    const id = queryId(sql, parameters)
    let query = this.#queries.get(id)
    if (query === undefined) {
      query = new LiveQuery(sql, parameters)
      this.#planUnlessLate(query)
      this.#queries.set(id, query)
    }
    const joined = query
    joined.join(listener)
    if (joined.latest === null && joined.error === null) this.#markQuery(joined)
    else queueMicrotask(() => joined.welcome(listener))
    return () => {
      if (!joined.leave(listener) || joined.hasListeners) return
      this.#queries.delete(id)
      this.#dirty.delete(joined)
      for (const queries of this.#byTable.values()) queries.delete(joined)
    }
  }

  /** Resolves when no query is waiting to run. */
  async settled(): Promise<void> {
    while (this.#isScheduled || this.#flushing !== null) await (this.#flushing ?? Promise.resolve())
  }

  close(): void {
    this.#unsubscribe()
    this.#queries.clear()
    this.#dirty.clear()
    this.#session.close()
  }

  /** A query that needs a part of the code that is not loaded is planned when it runs. */
  #planUnlessLate(query: LiveQuery): void {
    try {
      this.#plan(query)
    } catch (error) {
      if (!(error instanceof PartNeeded)) throw error
    }
  }

  #plan(query: LiveQuery): void {
    const [cached, ...others] = this.#database.statements.parse(query.sql)
    if (cached === undefined || others.length > 0) throw new SqlError('42601', 'a live query is exactly one SELECT')
    const prepared = planFor(this.#session, cached, query.parameters)
    const { planned } = prepared
    if (planned.command !== 'SELECT' || planned.tablesWritten.length > 0)
      throw new SqlError('42601', 'a live query is a SELECT; use execute() to change data')
    query.prepared = prepared
    query.values = convertParameters(prepared, query.parameters)
    const key = outputKey(planned.plan)
    const names = planned.plan.output.map(({ name }) => name)
    // Of two columns with one name, the row object has only the last.
    const isVisible = (position: number): boolean => names.indexOf(names[position]) === names.lastIndexOf(names[position])
    query.keyColumns = key?.every(isVisible) === true ? key.map(position => names[position]) : null
    for (const queries of this.#byTable.values()) queries.delete(query)
    for (const table of planned.tablesRead) {
      let queries = this.#byTable.get(table)
      if (queries === undefined) this.#byTable.set(table, (queries = new Set()))
      queries.add(query)
    }
  }

  #mark(change: HeadChange): void {
    this.#origin = change.origin
    if (change.isSchemaChange) {
      for (const query of this.#queries.values()) this.#markQuery(query)
      return
    }
    for (const table of change.tables)
      for (const query of this.#byTable.get(table) ?? [])
        if (!this.#dirty.has(query) && (change.entries === null || concernsQuery(query, change.entries))) this.#markQuery(query)
  }

  #markQuery(query: LiveQuery): void {
    this.#dirty.add(query)
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#schedule(() => {
      this.#isScheduled = false
      this.#flush()
    })
  }

  #flush(): void {
    // One flush at a time: what is marked meanwhile goes into the next.
    if (this.#flushing !== null) return
    const queries = [...this.#dirty]
    this.#dirty.clear()
    const { version } = this.#database.head
    const origin = this.#origin
    const updates: [LiveQuery, LiveUpdate][] = []
    const waiting: Promise<void>[] = []
    for (const query of queries) {
      const accept = (rows: RowsResult): void => {
        const update = query.accept(toRowObjects(rows), version, origin)
        if (update !== null) updates.push([query, update])
      }
      try {
        const rows = atOnceOrWithParts(() => this.#run(query))
        if (rows instanceof Promise) waiting.push(this.#finishWithParts(query, rows).then(accept, error => query.fail(error)))
        else accept(rows)
      } catch (error) {
        query.fail(error)
      }
    }
    const publish = (): void => {
      for (const [query, update] of updates) query.publish(update)
    }
    if (waiting.length === 0) return publish()
    this.#flushing = Promise.all(waiting).then(() => {
      this.#flushing = null
      publish()
      if (this.#dirty.size > 0) this.#flush()
    })
  }

  /** A query that waited for pages may meet a part that is not loaded behind them: it reads again then. */
  async #finishWithParts(query: LiveQuery, rows: Promise<RowsResult>): Promise<RowsResult> {
    try {
      return await rows
    } catch (error) {
      if (!(error instanceof PartNeeded)) throw error
      return withParts(() => this.#run(query))
    }
  }

  #run(query: LiveQuery): RowsResult | Promise<RowsResult> {
    // The plan is looked up again: a schema change makes a new one.
    const [cached] = this.#database.statements.parse(query.sql)
    if (planFor(this.#session, cached, query.parameters) !== query.prepared) this.#plan(query)
    assert(query.prepared, 'a live query is planned before it runs')
    return runQuery(this.#session, query.prepared, convertParameters(query.prepared, query.parameters))
  }
}

function queryId(sql: string, parameters: readonly unknown[]): string {
  try {
    return listId([sql, ...parameters])
  } catch (cause) {
    throw new SqlError('22P02', 'a parameter is not JSON: it refers to itself, or its toJSON fails', { cause })
  }
}
