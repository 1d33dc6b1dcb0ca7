// One session: statements in, results out; its transaction, settings and prepared statements.
// Statements of one session run one after another; a call while another is waiting for pages or for the lock queues up.

import type { TableId } from '../base/brand.ts'
import { SqlError } from '../base/errors.ts'
import { PartNeeded, atOnceOrWithParts, loadPart, withParts } from '../base/load-part.ts'
import type { Statement } from '../sql/ast.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { Database } from './database.ts'
import type { ExecutionResult } from './execution-result.ts'
import { lateDefinitions } from './late-statements.ts'
import type { CommitRequest } from './recent-requests.ts'
import { runStatement } from './run-statement.ts'
import { SequenceSession } from './sequence-session.ts'
import { SessionSettings } from './session-settings.ts'
import { SessionTransaction } from './session-transaction.ts'
import type { CachedStatement } from './statement-cache.ts'
import { updateNumbers } from './update-numbers.ts'

/** A parameter as an application gives it; values/value-input.ts says what is taken. */
export type ParameterValue = unknown

export interface PreparedByName {
  readonly statement: CachedStatement
  readonly types: readonly SqlType[]
}

export class Session {
  readonly database: Database
  readonly user: string
  readonly settings = new SessionSettings()
  readonly transaction: SessionTransaction
  readonly sequences: SequenceSession
  readonly prepared = new Map<string, PreparedByName>()
  /** Tables that go with this session. */
  readonly temporaryTables = new Set<TableId>()
  /** Called with NOTICE messages: "relation … already exists, skipping". */
  onNotice: ((message: string) => void) | null = null
  #running: Promise<unknown> | null = null
  #request: string | null = null

  constructor(database: Database, user: string) {
    this.database = database
    this.user = user
    this.transaction = new SessionTransaction(database)
    this.sequences = new SequenceSession(this)
  }

  /**
   * Runs one statement. Answers at once, without a promise, when everything is in memory and nobody else writes.
   * Parameters fill `$1`, `$2` … or `?` in order. Errors are SqlError with PostgreSQL's SQLSTATE.
   * What it commits is remembered under `request`, if one is given (recent-requests.ts). `check` may throw, before the statement runs.
   */
  execute(
    sql: string,
    parameters: readonly ParameterValue[] = [],
    request: string | null = null,
    check: ((statement: Statement) => void) | null = null,
  ): ExecutionResult | Promise<ExecutionResult> {
    if (this.#running !== null) return this.#inTurn(() => this.#executeOne(sql, parameters, request, check))
    // The usual case, without a closure: this is the path of every statement of a transaction.
    this.database.requireOpen()
    const { writeNow } = this.transaction
    const short = writeNow === null ? null : updateNumbers(this, sql, parameters, writeNow)
    if (short !== null) return short
    try {
      const result = this.#executeOne(sql, parameters, request, check)
      return result instanceof Promise ? this.#track(result) : result
    } catch (needed) {
      if (!(needed instanceof PartNeeded)) throw needed
      return this.#track(loadPart(needed.part).then(() => withParts(() => this.#executeOne(sql, parameters, request, check))))
    }
  }

  #executeOne(
    sql: string,
    parameters: readonly ParameterValue[],
    request: string | null,
    check: ((statement: Statement) => void) | null,
  ): ExecutionResult | Promise<ExecutionResult> {
    this.#request = request
    const statements = this.database.statements.parse(sql)
    if (check !== null && statements.length > 0) check(statements[0].parsed.statement)
    if (statements.length === 1) return runStatement(this, statements[0], parameters)
    if (statements.length === 0) throw new SqlError('42601', 'the SQL text holds no statement')
    throw new SqlError('42601', 'cannot insert multiple commands into a prepared statement', {
      hint: 'Run a script of several statements with exec().',
    })
  }

  /** Runs a script in one transaction, unless it says BEGIN and COMMIT itself: all of it or nothing. */
  async executeScript(sql: string, request: string | null = null): Promise<readonly ExecutionResult[]> {
    return this.#inTurn(() => {
      this.#request = request
      return this.#runScript(this.database.statements.parse(sql))
    })
  }

  /** What a commit is remembered by, if the request that is being run now has a name. */
  commitRequest(tag: string): CommitRequest | null {
    return this.#request === null ? null : { name: this.#request, tag }
  }

  /** Runs a statement that was not made from text here: one translated from another dialect. `text` is for messages. */
  executeStatement(statement: Statement, text: string): ExecutionResult | Promise<ExecutionResult> {
    return this.#inTurn(() => {
      this.#request = null
      return runStatement(this, { parsed: { statement, start: 0, end: text.length, parameterCount: 0 }, text, plans: [] }, [])
    })
  }

  async #runScript(statements: readonly CachedStatement[]): Promise<readonly ExecutionResult[]> {
    const isImplicit =
      this.transaction.state === 'none' && statements.length > 1 && !statements.some(({ parsed }) => controlsTransaction(parsed.statement))
    if (isImplicit) this.transaction.begin({ isolation: null, readOnly: null, deferrable: null })
    const results: ExecutionResult[] = []
    try {
      for (const statement of statements) results.push(await runStatement(this, statement, []))
    } catch (error) {
      if (isImplicit) this.transaction.rollback()
      throw error
    }
    if (isImplicit) {
      const { durable, changeSet } = await this.transaction.commit(this.commitRequest('COMMIT'))
      return results.map(result => ({ ...result, durable, changeSet }))
    }
    return results
  }

  #inTurn<Result>(step: () => Result | Promise<Result>): Result | Promise<Result> {
    this.database.requireOpen()
    if (this.#running !== null) {
      // An earlier statement's failure is its caller's, not ours.
      const previous = this.#running
      const work = (): Result | Promise<Result> => atOnceOrWithParts(step)
      return this.#track(previous.then(work, work))
    }
    // Parsing may need the grammar of DDL; in turn, so that what comes after it waits.
    const result = atOnceOrWithParts(step)
    return result instanceof Promise ? this.#track(result) : result
  }

  #track<Result>(work: Promise<Result>): Promise<Result> {
    const tracked = work.finally(() => {
      if (this.#running === tracked) this.#running = null
    })
    this.#running = tracked
    return tracked
  }

  /** Rolls back what is open, and drops temporary tables soon. The session must not be used afterwards. */
  close(): void {
    if (this.transaction.state !== 'none') this.transaction.rollback()
    if (this.temporaryTables.size === 0) return
    // A database that closes meanwhile drops them when it is opened again.
    // What made them came with definitions.
    lateDefinitions
      .get()
      .dropTemporaryTables(this.database, this.temporaryTables)
      .catch(() => {})
  }
}

function controlsTransaction(statement: Statement): boolean {
  return statement.kind === 'transaction' && statement.action.kind !== 'set modes' && statement.action.kind !== 'set constraints'
}
