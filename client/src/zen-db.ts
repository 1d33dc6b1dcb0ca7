// `new ZenDB(options)`: the database as an app sees it. It checks what it is given, and hands it to a route (service/database-route.ts).

import { ZenError } from '@zendb/shared/base/errors'
import { closePatienceMs } from '@zendb/shared/base/limits'
import { printChangeSetId, type ChangeSetId } from '@zendb/shared/changes/change-set'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { LiveListener } from '@zendb/shared/live/live-query'
import { CallsUnderWay } from './calls-under-way.ts'
import { checkFunction, checkStatement } from './check-statement.ts'
import { nextStatus, type DatabaseStatus } from './database-status.ts'
import { Listeners, surface } from './listeners.ts'
import { checkOptions, type CheckedOptions, type ZenDBOptions } from './options/zen-db-options.ts'
import { PageLifecycle } from './page-lifecycle.ts'
import { openRoute } from './open-route.ts'
import { RejectedWriteHandle } from './rejected-write-handle.ts'
import type { DatabaseRoute } from './service/database-route.ts'
import { prefetchParts } from './service/load-service.ts'
import type { AnswerOf, RequestKind, RequestOf, StatementAnswer } from './service/request.ts'
import type { MergeConflict, OutboxEntry } from './service/sync-status.ts'
import { RefusedWrites } from './refused-writes.ts'
import { Subscription } from './subscription.ts'
import { runTransaction, type Transaction, type TransactionOptions } from './transaction.ts'
import { withVerdict, type WritePromise } from './write-promise.ts'
import { toWriteResult, type WriteResult } from './write-result.ts'

/** Events of a database, with what their listeners get. */
export interface DatabaseEvents {
  status: [status: DatabaseStatus]
  /** The server refused a write of this device; its rows are gone from the local state, and it is kept for `retry()` or `discard()`. */
  rejected: [write: RejectedWriteHandle]
  /** The server accepted a write of this device, but some of its values lost against later ones of others. */
  conflict: [conflict: MergeConflict]
  /** A trouble that no call could report. Without a listener it surfaces as an unhandled rejection. */
  error: [error: unknown]
}

/**
 * A SQL database on this device, kept in step with a server if there is one.
 *
 * @example
 * ```ts
 * const db = new ZenDB({ name: 'shop' })
 * await db.exec('CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL)')
 * await db.execute('INSERT INTO users VALUES ($1, $2)', [1, 'Ada'])
 * const users = await db.query<{ id: number; name: string }>('SELECT * FROM users')
 * console.log(users[0].name) // Ada
 * await db.close()
 * ```
 */
export class ZenDB {
  readonly #options: CheckedOptions
  readonly #route: DatabaseRoute
  readonly #listeners = new Listeners<DatabaseEvents>()
  readonly #lifecycle: PageLifecycle
  readonly #subscriptions = new Set<{ unsubscribe(): void }>()
  readonly #live = new Set<LiveListener>()
  readonly #refused = new RefusedWrites()
  readonly #underWay = new CallsUnderWay()
  readonly #opened: Promise<void>
  #state: DatabaseStatus['state'] = 'opening'
  #failure: unknown = null
  #status: DatabaseStatus
  #closing: Promise<void> | null = null
  #destroying: Promise<void> | null = null

  /** Opens at once, in the background: calls made before it is open wait for it. Throws INVALID_OPTION for options that make no sense. */
  constructor(options: ZenDBOptions = {}) {
    this.#options = checkOptions(options)
    this.#route = openRoute(this.#options, {
      statusChanged: () => this.#publishStatus(),
      syncEvent: event => {
        if (event.kind === 'rejected') {
          this.#refused.add(event.write.id, event.write.message)
          this.#listeners.emit('rejected', this.#handleOf(event.write))
        } else this.#listeners.emit('conflict', event.conflict)
      },
      lost: error => {
        this.#fail(error)
        for (const listener of [...this.#live]) listener.error(error)
      },
    })
    this.#lifecycle = new PageLifecycle(() => this.#route.tidy())
    this.#status = nextStatus(null, this.#currentStatus())
    this.#opened = this.#open()
    // Every call reports a failure; this promise alone must not.
    this.#opened.catch(() => {})
  }

  async #open(): Promise<void> {
    try {
      await this.#route.open()
      if (this.#options.migrations.length > 0) await this.#route.call<'migrate'>({ kind: 'migrate', migrations: this.#options.migrations })
      if (this.#state === 'opening') this.#setState('open')
      prefetchParts(this.#options)
    } catch (error) {
      if (this.#state === 'opening') this.#fail(error)
      throw error
    }
  }

  #fail(error: unknown): void {
    this.#failure = error
    this.#setState('failed')
    this.#report(error)
  }

  #report(error: unknown): void {
    if (this.#listeners.has('error')) this.#listeners.emit('error', error)
    else if (this.#state !== 'failed') surface(error)
  }

  #call<Kind extends RequestKind>(request: RequestOf<Kind>): Promise<AnswerOf<Kind>> {
    return this.#admit(() => this.#route.call(request))
  }

  /** What begins before `close()` is finished, also when it has to wait for the database to open. */
  async #admit<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#requireUsable()
    this.#underWay.begin()
    try {
      if (this.#state === 'opening') await this.#opened
      if (this.#state === 'failed') throw this.#failure
      return await work()
    } finally {
      this.#underWay.end()
    }
  }

  #requireUsable(): void {
    if (this.#state === 'failed') throw this.#failure
    if (this.#closing !== null)
      throw new ZenError('STORAGE_CLOSED', `database "${this.#options.name}" is closed; make a new ZenDB to go on`)
  }

  /**
   * Runs one statement and answers its rows. Parameters fill `$1`, `$2` … or `?` in order.
   *
   * Values come back as: `int8` as number, beyond 2^53 as bigint; `numeric`, `date`, `time`, `timestamp` and `interval` as text, so that
   * nothing is lost; `timestamptz` as `Date`; `json` and `jsonb` parsed; `bytea` as `Uint8Array`; arrays as arrays. Parameters are taken
   * in the same forms. An object is JSON, a list is an SQL array: for a list, number or text as JSON give `JSON.stringify(value)`.
   *
   * @example
   * ```ts
   * const db = new ZenDB()
   * const [row] = await db.query<{ sum: number; price: string }>('SELECT $1 + 1 AS sum, 9.90 AS price', [41])
   * console.log(row.sum, row.price) // 42 9.90
   * ```
   */
  async query<Row extends object = RowObject>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    checkStatement(sql, parameters)
    const rows = await this.#call<'query'>({ kind: 'query', sql, parameters: [...parameters] })
    return rows as Row[] // the app names the type of its rows
  }

  /**
   * Runs one statement that writes. Resolves when it is durable on this device, with or without a connection.
   *
   * @example
   * ```ts
   * const db = new ZenDB()
   * await db.exec('CREATE TABLE tag (id serial PRIMARY KEY, name text UNIQUE)')
   * const { rows, count } = await db.execute<{ id: number }>('INSERT INTO tag (name) VALUES ($1) RETURNING id', ['blue'])
   * console.log(rows[0].id, count) // 1 1
   * ```
   */
  execute<Row extends object = RowObject>(sql: string, parameters: readonly unknown[] = []): WritePromise<WriteResult<Row>> {
    let changeSet: ChangeSetId | null = null
    const write = async (): Promise<WriteResult<Row>> => {
      checkStatement(sql, parameters)
      // A copy: it may wait for its turn, and the app may use its list again.
      const answer = await this.#call<'execute'>({ kind: 'execute', sql, parameters: [...parameters] })
      changeSet = answer.changeSet
      return toWriteResult<Row>(answer)
    }
    return this.#withVerdict(write(), () => [changeSet])
  }

  /**
   * Runs a script of many statements, as in a `.sql` file: all of it counts or nothing, unless it says BEGIN and COMMIT itself.
   *
   * @example
   * ```ts
   * const db = new ZenDB()
   * const results = await db.exec(`
   *   CREATE TABLE city (name text PRIMARY KEY, people int);
   *   INSERT INTO city VALUES ('Oslo', 709000), ('Turku', 195000);
   * `)
   * console.log(results.map(result => result.command)) // [ 'CREATE TABLE', 'INSERT 0 2' ]
   * ```
   */
  exec(script: string): WritePromise<WriteResult[]> {
    let answers: readonly StatementAnswer[] = []
    const write = async (): Promise<WriteResult[]> => {
      checkStatement(script)
      answers = await this.#call<'script'>({ kind: 'script', sql: script })
      return answers.map(answer => toWriteResult(answer))
    }
    return this.#withVerdict(write(), () => answers.map(({ changeSet }) => changeSet))
  }

  /**
   * Runs `work` as one transaction: it commits when the function returns and rolls back when it throws. Transactions that write
   * run one after another, so what was read stays true until the end.
   *
   * @example
   * ```ts
   * const db = new ZenDB()
   * await db.exec('CREATE TABLE counter (n int); INSERT INTO counter VALUES (0)')
   * const n = await db.transaction(async tx => {
   *   await tx.execute('UPDATE counter SET n = n + 1')
   *   const [row] = await tx.query<{ n: number }>('SELECT n FROM counter')
   *   return row.n
   * })
   * console.log(n) // 1
   * ```
   */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>, options: TransactionOptions = {}): WritePromise<Result> {
    let changeSet: ChangeSetId | null = null
    const run = async (): Promise<Result> => {
      checkFunction('the work of a transaction', work)
      return this.#admit(() => runTransaction(this.#route, work, options.readOnly === true, committed => (changeSet = committed)))
    }
    return this.#withVerdict(run(), () => [changeSet])
  }

  #withVerdict<Result>(written: Promise<Result>, changeSets: () => readonly (ChangeSetId | null)[]): WritePromise<Result> {
    const verdict = async (): Promise<void> => {
      if (this.#options.endpoint === null) return
      // The statements of a script that is one transaction share a change set.
      const distinct = new Map<string, ChangeSetId>()
      for (const changeSet of changeSets()) if (changeSet !== null) distinct.set(printChangeSetId(changeSet), changeSet)
      await Promise.all([...distinct.values()].map(changeSet => this.#verdict(changeSet)))
    }
    if (this.#options.syncMode !== 'strong') return withVerdict(written, verdict)
    const accepted = written.then(async result => {
      await verdict()
      return result
    })
    return withVerdict(accepted, async () => {})
  }

  /** Not among the calls that closing waits for: the server may answer tomorrow. */
  async #verdict(changeSet: ChangeSetId): Promise<void> {
    const refused = this.#refused.errorOf(printChangeSetId(changeSet))
    if (refused !== null) throw refused
    this.#requireUsable()
    await this.#route.call<'verdict'>({ kind: 'verdict', changeSet })
  }

  /**
   * Keeps a query's result true while the data changes, whoever changes it: this tab, another one, or another device.
   *
   * @example
   * ```ts
   * const db = new ZenDB()
   * await db.exec("CREATE TABLE orders (id int PRIMARY KEY, status text); INSERT INTO orders VALUES (1, 'pending')")
   * const subscription = db
   *   .subscribe<{ id: number; status: string }>('SELECT * FROM orders WHERE status = $1', ['pending'])
   *   .on('rows', rows => console.log(rows.length))
   *   .on('change', (order, change) => console.log(change.kind, order.id))
   * await db.execute("INSERT INTO orders VALUES (2, 'pending')")
   * subscription.unsubscribe()
   * ```
   */
  subscribe<Row extends object = RowObject>(sql: string, parameters: readonly unknown[] = []): Subscription<Row> {
    checkStatement(sql, parameters)
    this.#requireUsable()
    const own = [...parameters]
    const subscription = new Subscription<Row>(
      listener => {
        this.#live.add(listener)
        let end: (() => void) | null = null
        let isEnded = false
        this.#opened.then(
          () => {
            if (!isEnded && this.#state === 'open') end = this.#route.subscribe(sql, own, listener)
          },
          (error: unknown) => listener.error(error),
        )
        return () => {
          isEnded = true
          end?.()
          this.#live.delete(listener)
          this.#subscriptions.delete(subscription)
        }
      },
      // A failure of the whole database is told once, by the database.
      error => this.#state !== 'failed' && this.#report(error),
    )
    this.#subscriptions.add(subscription)
    return subscription
  }

  /** How the database is now. The object changes exactly when something in it does. */
  get status(): DatabaseStatus {
    return this.#status
  }

  /**
   * Listens to events of the database; returns the function that ends it.
   *
   * @example
   * ```ts
   * const db = new ZenDB()
   * const stop = db.on('status', status => console.log(status.state, status.connection))
   * await db.query('SELECT 1')
   * stop()
   * ```
   */
  on<Name extends keyof DatabaseEvents>(event: Name, listener: (...args: DatabaseEvents[Name]) => void): () => void {
    if (!eventNames.some(name => name === event))
      throw new ZenError('INVALID_OPTION', `there is no event "${event}"; the events are ${eventNames.join(', ')}`, {
        details: { option: 'event' },
      })
    checkFunction('the listener', listener)
    return this.#listeners.add(event, listener)
  }

  /** Own writes that wait for the server, oldest first. */
  outbox(): Promise<readonly OutboxEntry[]> {
    return this.#call<'outbox'>({ kind: 'outbox' })
  }

  /** Own writes that the server refused, each with `retry()` and `discard()`. They are kept until one of these is called. */
  async rejected(): Promise<readonly RejectedWriteHandle[]> {
    const writes = await this.#call<'rejected'>({ kind: 'rejected' })
    return writes.map(write => this.#handleOf(write))
  }

  #handleOf(write: ConstructorParameters<typeof RejectedWriteHandle>[0]): RejectedWriteHandle {
    return new RejectedWriteHandle(write, {
      retry: () => this.#call<'retry'>({ kind: 'retry', id: write.id }),
      discard: () => this.#call<'discard'>({ kind: 'discard', id: write.id }),
    })
  }

  /** Stays off the network until `resume()`. Reads and writes go on locally. */
  pause(): Promise<void> {
    return this.#call<'pause'>({ kind: 'pause' })
  }

  resume(): Promise<void> {
    return this.#call<'resume'>({ kind: 'resume' })
  }

  /**
   * One hash of the whole state: two databases hold the same rows exactly when it is equal.
   * With an endpoint it is the hash of what the server has confirmed here.
   */
  rootHash(): Promise<string> {
    return this.#call<'root hash'>({ kind: 'root hash' })
  }

  /**
   * Ends all subscriptions, finishes the calls that were made before it, and lets go of the storage. A transaction that takes longer
   * than two seconds to finish is rolled back and hears STORAGE_CLOSED; writes that wait for the server are sent when it is open again.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const hasFailed = this.#state === 'failed'
    for (const subscription of [...this.#subscriptions]) subscription.unsubscribe()
    this.#lifecycle.close()
    if (this.#state === 'opening') await this.#opened.catch(() => {})
    if (!hasFailed) this.#setState('closed')
    await this.#underWay.settled(closePatienceMs)
    await this.#route.close()
    this.#listeners.clear()
  }

  /** Closes the database and deletes everything that it keeps on this device, unsent writes too. Other tabs that have it open lose it. */
  destroy(): Promise<void> {
    // Once: a second time would delete what another ZenDB has made under this name since.
    this.#destroying ??= this.close().then(() => this.#route.destroy())
    return this.#destroying
  }

  #setState(state: DatabaseStatus['state']): void {
    this.#state = state
    this.#publishStatus()
  }

  #currentStatus(): DatabaseStatus {
    const { sync, role } = this.#route
    const error = this.#failure === null ? sync.error : messageOf(this.#failure)
    return { ...sync, state: this.#state, role, error }
  }

  #publishStatus(): void {
    const next = nextStatus(this.#status, this.#currentStatus())
    if (next === this.#status) return
    this.#status = next
    this.#listeners.emit('status', next)
  }
}

const eventNames: readonly (keyof DatabaseEvents)[] = ['status', 'rejected', 'conflict', 'error']

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
