// A live query as the app holds it. Made by `ZenDB.subscribe`; fed by the route's live updates.

import type { LiveListener, LiveUpdate } from '@zendb/shared/live/live-query'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import { Listeners, surface } from './listeners.ts'

/** One row of a live result that came, changed or went. */
export interface LiveChange<Row = RowObject> {
  readonly kind: 'insert' | 'update' | 'delete'
  /** Values of the columns that identify the row in this result; of all columns when none do. */
  readonly key: readonly unknown[]
  /** null for an insert. */
  readonly before: Row | null
  /** null for a delete. */
  readonly after: Row | null
  /** `local`: written on this device. `remote`: it came from the server. `rebase`: an own write was undone or moved behind others'. */
  readonly origin: 'local' | 'remote' | 'rebase'
}

interface SubscriptionEvents<Row> {
  change: [row: Row, change: LiveChange<Row>]
  rows: [rows: readonly Row[]]
  error: [error: unknown]
}

export class Subscription<Row extends object = RowObject> {
  readonly #listeners = new Listeners<SubscriptionEvents<Row>>()
  readonly #unheard: (error: unknown) => void
  #end: (() => void) | null = null
  #rows: readonly Row[] | undefined = undefined
  #isEnded = false

  /** `unheard` gets errors that no listener of this subscription takes. Apps call `db.subscribe()` instead. */
  constructor(start: (listener: LiveListener) => () => void, unheard: (error: unknown) => void) {
    this.#unheard = unheard
    // A turn later, so that listeners added in this one hear everything.
    queueMicrotask(() => {
      if (!this.#isEnded) this.#end = start({ update: update => this.#update(update), error: error => this.#fail(error) })
    })
  }

  /** The present rows; undefined until the query has run for the first time. */
  get rows(): readonly Row[] | undefined {
    return this.#rows
  }

  /**
   * Listens. `rows`: the whole result, at once or as soon as it is there, then after every change; rows that did not change stay the same objects.
   * `change`: each row that comes, changes or goes after that. `error`: the query failed; it heals by itself when it can run again.
   *
   * @example
   * ```ts
   * const db = new ZenDB()
   * await db.exec('CREATE TABLE task (id int PRIMARY KEY, title text)')
   * const subscription = db
   *   .subscribe('SELECT * FROM task ORDER BY id')
   *   .on('rows', rows => console.log(`${rows.length} tasks`))
   *   .on('change', (task, { kind }) => console.log(kind, task.title))
   * await db.execute('INSERT INTO task VALUES (1, $1)', ['Write'])
   * subscription.unsubscribe()
   * ```
   */
  on(event: 'change', listener: (row: Row, change: LiveChange<Row>) => void): this
  on(event: 'rows', listener: (rows: readonly Row[]) => void): this
  on(event: 'error', listener: (error: unknown) => void): this
  on<Name extends keyof SubscriptionEvents<Row>>(event: Name, listener: (...args: SubscriptionEvents<Row>[Name]) => void): this {
    this.#listeners.add(event, listener)
    const { rows } = this
    if (event === 'rows' && rows !== undefined) queueMicrotask(() => this.#tellRows(rows, listener as (rows: readonly Row[]) => void))
    return this
  }

  /** Unless newer ones came in the meantime: then the listener has heard those. */
  #tellRows(rows: readonly Row[], listener: (rows: readonly Row[]) => void): void {
    if (this.#isEnded || this.#rows !== rows) return
    try {
      listener(rows)
    } catch (error) {
      surface(error)
    }
  }

  /** Ends the live query. No listener is called afterwards. */
  unsubscribe(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#listeners.clear()
    this.#end?.()
  }

  #update(update: LiveUpdate): void {
    if (this.#isEnded) return
    // The app names the type of its rows; the engine cannot check it.
    this.#rows = update.rows as readonly Row[]
    const { origin } = update
    if (origin !== 'initial')
      for (const difference of update.changes) {
        const change = { ...difference, origin } as LiveChange<Row>
        const row = change.after ?? change.before
        if (row !== null) this.#listeners.emit('change', row, change)
      }
    this.#listeners.emit('rows', this.#rows)
  }

  #fail(error: unknown): void {
    if (this.#isEnded) return
    if (this.#listeners.has('error')) this.#listeners.emit('error', error)
    else this.#unheard(error)
  }
}
