// What a statement answers inside the engine. The client and the server turn it into rows of their own form.

import type { RowsResult } from '../exec/run-prepared.ts'
import type { ChangeSetId } from '../changes/change-set.ts'

export interface ExecutionResult {
  /** null: a statement without a result set. */
  readonly rows: RowsResult | null
  /** PostgreSQL's command tag: `SELECT 3`, `INSERT 0 1`, `CREATE TABLE`. */
  readonly tag: string
  /** Rows returned or changed. */
  readonly count: number
  /** Resolves when what the statement committed is durable here; at once when it committed nothing. */
  readonly durable: Promise<void>
  /** The change set that the statement committed, if any: its verdict can be waited for. */
  readonly changeSet: ChangeSetId | null
}

export const durableNow: Promise<void> = Promise.resolve()

export function commandResult(tag: string, count = 0): ExecutionResult {
  return { rows: null, tag, count, durable: durableNow, changeSet: null }
}
