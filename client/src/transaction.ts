// `db.transaction(async tx => …)`: what the app's function gets, and how its end decides between commit and rollback.

import type { RowObject } from '@zendb/shared/exec/row-objects'
import { checkStatement } from './check-statement.ts'
import type { WriteResult } from './write-result.ts'
import type { DatabaseRoute } from './service/database-route.ts'
import type { StatementAnswer } from './service/request.ts'
import { toWriteResult } from './write-result.ts'

export interface TransactionOptions {
  /** Sees one state of the database throughout, waits for nobody and cannot write. Default: false. */
  readonly readOnly?: boolean
}

type RunStatement = (sql: string, parameters: readonly unknown[]) => StatementAnswer | Promise<StatementAnswer>

/** The statements of one transaction: all of them count, or none. */
export class Transaction {
  readonly #run: RunStatement

  /** Apps get theirs from `db.transaction()`. */
  constructor(run: RunStatement) {
    this.#run = run
  }

  /**
   * Runs a query that sees what this transaction wrote.
   *
   * @example
   * ```ts
   * const db = new ZenDB()
   * await db.exec('CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL); INSERT INTO account VALUES (1, 100), (2, 0)')
   * await db.transaction(async tx => {
   *   const [from] = await tx.query<{ balance: number }>('SELECT balance FROM account WHERE id = 1')
   *   if (from.balance < 30) throw new RangeError('not enough') // rolls back
   *   await tx.execute('UPDATE account SET balance = balance - 30 WHERE id = 1')
   *   await tx.execute('UPDATE account SET balance = balance + 30 WHERE id = 2')
   * })
   * ```
   */
  async query<Row extends object = RowObject>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    checkStatement(sql, parameters)
    const answer = this.#run(sql, parameters)
    const { rows } = answer instanceof Promise ? await answer : answer
    return rows as Row[] // the app names the type of its rows
  }

  /** Runs one statement; it counts when the transaction commits. */
  async execute<Row extends object = RowObject>(sql: string, parameters: readonly unknown[] = []): Promise<WriteResult<Row>> {
    checkStatement(sql, parameters)
    const answer = this.#run(sql, parameters)
    return toWriteResult<Row>(answer instanceof Promise ? await answer : answer)
  }
}

/** Runs `work` between begin and commit; any error rolls back and is thrown on. `committed` hears what was committed. */
export async function runTransaction<Result>(
  route: DatabaseRoute,
  work: (tx: Transaction) => Promise<Result>,
  readOnly: boolean,
  committed: (changeSet: StatementAnswer['changeSet']) => void,
): Promise<Result> {
  const transaction = await route.call<'begin'>({ kind: 'begin', readOnly })
  const tx = new Transaction((sql, parameters) => route.run(transaction, sql, parameters))
  let result: Result
  try {
    result = await work(tx)
  } catch (error) {
    // The reason is the app's error; a rollback that fails has nothing to take back.
    await route.call<'rollback'>({ kind: 'rollback', transaction }).catch(() => {})
    throw error
  }
  committed(await route.call<'commit'>({ kind: 'commit', transaction }))
  return result
}
