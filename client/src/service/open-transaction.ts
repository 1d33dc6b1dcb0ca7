// An interactive transaction: a session of its own, which holds the database's write lock from beginning to end, so that what
// the app reads in it stays true until it commits. One that is left lying is rolled back after a while: others wait for it.

import { SqlError } from '@zendb/shared/base/errors'
import { transactionIdleMs } from '@zendb/shared/base/limits'
import type { ChangeSetId } from '@zendb/shared/changes/change-set'
import type { ExecutionResult } from '@zendb/shared/engine/execution-result'
import type { Session } from '@zendb/shared/engine/session'
import type { Statement } from '@zendb/shared/sql/ast'
import type { Parameters } from './request.ts'

export class OpenTransaction {
  readonly #session: Session
  readonly #ended: () => void
  #idle: ReturnType<typeof setTimeout> | null = null
  #running = 0
  /** Grows with every statement: the timer compares it, because setting a timer for each statement costs more than the statement. */
  #activity = 0
  #state: 'open' | 'timed out' | 'ended' = 'open'

  private constructor(session: Session, ended: () => void) {
    this.#session = session
    this.#ended = ended
  }

  /** Waits for its turn to write. A read-only one waits for nobody and sees one state throughout. */
  static async begin(session: Session, readOnly: boolean, ended: () => void): Promise<OpenTransaction> {
    try {
      await session.execute('BEGIN')
      if (readOnly) session.transaction.setModes({ isolation: 'repeatable read', readOnly: true, deferrable: null })
      else await session.transaction.beginWrite()
    } catch (error) {
      session.close()
      throw error
    }
    const transaction = new OpenTransaction(session, ended)
    transaction.#watch()
    return transaction
  }

  /** Answers at once when everything is in memory. */
  run(sql: string, parameters: Parameters): ExecutionResult | Promise<ExecutionResult> {
    this.#requireOpen()
    this.#activity++
    const result = this.#session.execute(sql, parameters, null, refuseEnd)
    if (!(result instanceof Promise)) return result
    this.#running++
    return result.finally(() => {
      this.#running--
      this.#activity++
    })
  }

  /** Resolves when durable. It is remembered by `name`, if it is given. */
  async commit(name: string | null): Promise<ChangeSetId | null> {
    this.#requireOpen()
    const failed = this.#session.transaction.state === 'failed'
    this.#end('ended')
    const { durable, changeSet } = await this.#session.execute('COMMIT', [], name)
    await durable
    if (failed)
      throw new SqlError('25P02', 'a statement of this transaction failed, so it was rolled back', {
        hint: 'Let the error leave the function, or use SAVEPOINT.',
      })
    return changeSet === null ? null : { origin: changeSet.origin, seq: changeSet.seq }
  }

  rollback(): void {
    if (this.#state !== 'open') return
    this.#end('ended')
    this.#session.close()
  }

  #end(state: 'timed out' | 'ended'): void {
    this.#state = state
    this.#unwatch()
    // A transaction that timed out stays known, so that its next statement hears why it ended.
    if (state === 'ended') this.#ended()
  }

  #requireOpen(): void {
    if (this.#state === 'timed out')
      throw new SqlError(
        '25P03',
        `the transaction did nothing for ${transactionIdleMs / 1000} s and was rolled back, because others wait for it`,
        {
          hint: 'Do slow work before the transaction, and call tx.execute() inside of it, not db.execute().',
        },
      )
    if (this.#state === 'ended') throw new SqlError('25P01', 'this transaction has ended')
  }

  /** Ends the transaction once nothing ran for `transactionIdleMs`, or up to a quarter more. */
  #watch(seen = this.#activity, quiet = 0): void {
    this.#idle = setTimeout(() => {
      const isQuiet = this.#running === 0 && this.#activity === seen
      if (!isQuiet) return this.#watch()
      if (quiet + 1 < looksPerPeriod) return this.#watch(seen, quiet + 1)
      this.#end('timed out')
      this.#session.close()
    }, transactionIdleMs / looksPerPeriod)
  }

  #unwatch(): void {
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#idle = null
  }
}

const looksPerPeriod = 4

const endsTransaction: ReadonlySet<string> = new Set(['begin', 'commit', 'rollback', 'prepared'])

function refuseEnd(statement: Statement): void {
  if (statement.kind === 'transaction' && endsTransaction.has(statement.action.kind))
    throw new SqlError('25001', 'a statement inside db.transaction() cannot begin or end it', {
      hint: 'Return from the function to commit, throw to roll back.',
    })
}
