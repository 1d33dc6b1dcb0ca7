// One tab at the database: its session, its open transactions, its live queries. Made by DatabaseService for the tab that has
// the database open and for every tab that follows; a tab that goes away is closed, which rolls back what it left open.

import { unreachable } from '@zendb/shared/base/assert'
import { SqlError, ZenError } from '@zendb/shared/base/errors'
import { fetchCode } from '@zendb/shared/base/load-part'
import type { ExecutionResult } from '@zendb/shared/engine/execution-result'
import type { Session } from '@zendb/shared/engine/session'
import { toRowObjects } from '@zendb/shared/exec/row-objects'
import type { LiveHub } from '@zendb/shared/live/live-hub'
import type { LiveListener } from '@zendb/shared/live/live-query'
import type { Statement } from '@zendb/shared/sql/ast'
import type { OpenDatabase, SyncControl } from './open-database.ts'
import { OpenTransaction } from './open-transaction.ts'
import { recallAnswer, transactionLost } from './recall-answer.ts'
import {
  isRemembered,
  type AnswerOf,
  type Parameters,
  type Request,
  type RequestKind,
  type RequestOf,
  type StatementAnswer,
} from './request.ts'

/** How long a new device waits for the server before it runs migrations by itself. */
const firstContactMs = 3000

export class ServiceClient {
  readonly #open: OpenDatabase
  readonly #hub: LiveHub
  readonly #session: Session
  readonly #transactions = new Map<number, OpenTransaction>()
  readonly #liveQueries = new Set<() => void>()
  #lastTransaction = 0
  #isClosed = false

  constructor(open: OpenDatabase, hub: LiveHub) {
    this.#open = open
    this.#hub = hub
    this.#session = open.database.connect()
  }

  /** Answers when the request's effect is durable on this device. A write is remembered by `name`, if it is given. */
  handle<Kind extends RequestKind>(request: RequestOf<Kind>, name: string | null = null): Promise<AnswerOf<Kind>> {
    return this.#handle(request, isRemembered(request) ? name : null) as Promise<AnswerOf<Kind>> // the switch answers each kind with its own type
  }

  /** Answers a request that an earlier opening of this database may have stored already, without doing it twice. */
  async repeat(request: Request, name: string): Promise<unknown> {
    const outcome = this.#open.database.requests.find(name)
    if (outcome !== undefined) return recallAnswer(request, outcome)
    // Its transaction ended with the leader that had it.
    if (request.kind === 'commit') throw transactionLost()
    return this.handle(request, name)
  }

  async #handle(request: Request, name: string | null): Promise<AnswerOf<RequestKind>> {
    switch (request.kind) {
      case 'query':
        return (await this.#execute(request.sql, request.parameters, null)).rows
      case 'execute':
        return this.#execute(request.sql, request.parameters, name)
      case 'script':
        return this.#script(request.sql, name)
      case 'migrate':
        // A new device with a connection starts from the server's schema; without one it makes its own, and the server
        // recognises equal schema changes later.
        await this.#open.sync?.started(firstContactMs).catch(() => {})
        return (await fetchCode('migrations', () => import('./run-migrations.ts'))).runMigrations(this.#open.database, request.migrations)
      case 'begin':
        return this.#begin(request.readOnly)
      case 'run':
        return this.run(request.transaction, request.sql, request.parameters)
      case 'commit':
        return this.#transaction(request.transaction).commit(name)
      case 'rollback':
        return this.#transactions.get(request.transaction)?.rollback()
      case 'verdict':
        return this.#open.sync?.verdict(request.changeSet)
      case 'root hash':
        return this.#open.rootHash()
      case 'outbox':
        return this.#open.sync?.outbox() ?? []
      case 'rejected':
        return this.#open.sync?.rejected() ?? []
      case 'retry':
        return this.#sync.retry(request.id)
      case 'discard':
        return this.#sync.discard(request.id)
      case 'pause':
        return this.#sync.pause()
      case 'resume':
        return this.#sync.resume()
      case 'checkpoint':
        return this.#open.checkpoint()
      default:
        return unreachable(request)
    }
  }

  /** A statement of an open transaction; answers, or throws, at once when everything is in memory. */
  run(transaction: number, sql: string, parameters: Parameters): StatementAnswer | Promise<StatementAnswer> {
    const result = this.#transaction(transaction).run(sql, parameters)
    return result instanceof Promise ? result.then(answerOf) : answerOf(result)
  }

  async #execute(sql: string, parameters: Parameters, name: string | null): Promise<StatementAnswer> {
    const result = await this.#session.execute(sql, parameters, name, refuseTransactionControl)
    await result.durable
    return answerOf(result)
  }

  async #script(sql: string, name: string | null): Promise<readonly StatementAnswer[]> {
    const results = await this.#session.executeScript(sql, name)
    if (this.#session.transaction.state !== 'none') {
      await this.#session.execute('ROLLBACK')
      throw new SqlError('25001', 'the script began a transaction and did not end it; it was rolled back', {
        hint: 'End the script with COMMIT.',
      })
    }
    await Promise.all(results.map(({ durable }) => durable))
    return results.map(answerOf)
  }

  async #begin(readOnly: boolean): Promise<number> {
    const id = ++this.#lastTransaction
    const transaction = await OpenTransaction.begin(this.#open.database.connect(), readOnly, () => this.#transactions.delete(id))
    if (this.#isClosed) {
      transaction.rollback()
      throw new ZenError('STORAGE_CLOSED', 'the tab went away before its transaction began')
    }
    this.#transactions.set(id, transaction)
    return id
  }

  #transaction(id: number): OpenTransaction {
    const transaction = this.#transactions.get(id)
    if (this.#isClosed)
      throw new ZenError('STORAGE_CLOSED', 'the database was closed before this transaction was committed; nothing of it was stored')
    if (transaction === undefined)
      throw new SqlError('25P01', 'this transaction has ended', {
        hint: 'Use tx only inside the function given to db.transaction(), and await what it returns.',
      })
    return transaction
  }

  /** The listener gets the whole result soon, then every change. Throws SqlError at once when the text is not a query. */
  subscribe(sql: string, parameters: Parameters, listener: LiveListener): () => void {
    const unsubscribe = this.#hub.subscribe(sql, parameters, listener)
    const end = (): void => {
      if (this.#liveQueries.delete(end)) unsubscribe()
    }
    this.#liveQueries.add(end)
    return end
  }

  get #sync(): SyncControl {
    if (this.#open.sync === null)
      throw new ZenError(
        'INVALID_OPTION',
        "this database has no endpoint, so there is nothing to synchronise; open it with endpoint: 'zendb://host:port/database'",
      )
    return this.#open.sync
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const end of [...this.#liveQueries]) end()
    for (const transaction of [...this.#transactions.values()]) transaction.rollback()
    this.#session.close()
  }
}

function answerOf({ rows, tag, count, changeSet }: ExecutionResult): StatementAnswer {
  return {
    rows: rows === null ? [] : toRowObjects(rows),
    command: tag,
    count,
    changeSet: changeSet === null ? null : { origin: changeSet.origin, seq: changeSet.seq },
  }
}

/** Statements of one tab share a session, so a BEGIN here would take in statements of other code. */
function refuseTransactionControl({ kind }: Statement): void {
  if (kind === 'transaction')
    throw new SqlError('25001', 'a single statement cannot begin or end a transaction', {
      hint: 'Use db.transaction(async tx => { … }), or put the whole transaction into one script for db.exec().',
    })
}
