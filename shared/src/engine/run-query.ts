// STORY 1, the read path: text -> statement -> plan -> operators -> rows, over one head.
//
//   text ─parse─► Statement ─bind─► BoundStatement ─plan─► Plan ─build─► Operator ─► rows ◄─ tree cursor ◄─ page ◄─ PageStore
//
// Everything is synchronous while pages are in memory. A missing page is a PageFault: the query then goes on, from where
// it stopped, over a fork of the head, so that what is written meanwhile does not show in half of its rows.

import type { ExecutionContext, RowWriter, TableSource } from '../exec/execution-context.ts'
import type { PreparedStatement } from '../exec/prepared-statement.ts'
import { collectRows, collectRowsAsync, type RowsResult } from '../exec/run-prepared.ts'
import type { EvaluationContext } from '../functions/function-definition.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import { PageFault } from '../storage/tree-contract.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { evaluationContext } from './evaluation-context.ts'
import type { Head } from './head.ts'
import { withPages } from './load-pages.ts'
import type { Session } from './session.ts'

/** While a log tail is pending a query starts again this often before the whole tail is applied. */
const restartsBeforeSettling = 4

/** Runs a query that writes nothing. */
export function runQuery(session: Session, prepared: PreparedStatement, parameters: readonly SqlValue[]): RowsResult | Promise<RowsResult> {
  const head = session.transaction.readHead()
  try {
    return collectRows(prepared, executionContext(session, head, parameters, null))
  } catch (fault) {
    if (!(fault instanceof PageFault)) throw fault
    return runCold(session, prepared, parameters, head, fault)
  }
}

async function runCold(
  session: Session,
  prepared: PreparedStatement,
  parameters: readonly SqlValue[],
  head: Head,
  first: PageFault,
): Promise<RowsResult> {
  let fault = first
  for (let i = 0; i < restartsBeforeSettling && hasPendingRows(head); i++) {
    await fault.load()
    try {
      return collectRows(prepared, executionContext(session, head, parameters, null))
    } catch (next) {
      if (!(next instanceof PageFault)) throw next
      fault = next
    }
  }
  await fault.load()
  const fork = await withPages(() => {
    head.settle()
    return head.fork()
  })
  return collectRowsAsync(prepared, executionContext(session, fork, parameters, null))
}

function hasPendingRows(head: Head): boolean {
  for (const table of head.tables.values()) if (table.pending !== null) return true
  return false
}

/** What one execution sees: tables of `head`, parameters, the session's surroundings. */
export function executionContext(
  session: Session,
  head: Head,
  parameters: readonly SqlValue[],
  writer: RowWriter | null,
): ExecutionContext {
  return new SessionExecution(session, head, parameters, writer)
}

class SessionExecution implements ExecutionContext {
  readonly parameters: readonly SqlValue[]
  readonly writer: RowWriter | null
  readonly #session: Session
  readonly #head: Head
  #slots: SqlValue[] | null = null
  #evaluation: EvaluationContext | null = null

  constructor(session: Session, head: Head, parameters: readonly SqlValue[], writer: RowWriter | null) {
    this.#session = session
    this.#head = head
    this.parameters = parameters
    this.writer = writer
  }

  openTable(definition: TableDefinition): TableSource {
    return this.#head.table(definition)
  }

  // Few statements ask for these two.

  get slots(): SqlValue[] {
    return (this.#slots ??= [])
  }

  get evaluation(): EvaluationContext {
    return (this.#evaluation ??= evaluationContext(this.#session))
  }
}
