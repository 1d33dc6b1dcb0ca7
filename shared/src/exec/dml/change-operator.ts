// What INSERT, UPDATE, DELETE and MERGE share: read the source to its end, then change row by row, then answer RETURNING.
// The source is read first, so a statement never sees its own changes. Each change is one call of the RowWriter: after a
// PageFault the statement goes on with the row that faulted.

import type { Cell } from '../../base/cell.ts'
import { SqlError } from '../../base/errors.ts'
import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { Vector } from '../../values/vector.ts'
import { batchRows, type Batch } from '../batch.ts'
import type { RowWriter } from '../execution-context.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
import type { Operator } from '../operator.ts'
import type { Runtime } from '../runtime.ts'
import { batchOfRows } from './row-cells.ts'
import type { Violation } from './row-checks.ts'

/** How a kind of data change plugs in. */
export interface ChangeSteps<Change> {
  /** The changes that one source batch asks for, and the first row that breaks a rule. May fault; changes nothing. */
  collect(batch: Batch): { readonly changes: readonly Change[]; readonly violation: Violation | null }
  /** Makes one change. Answers the row for RETURNING, or null when nothing was changed. */
  apply(change: Change, writer: RowWriter): readonly Cell[] | null
  /** Forgets what was noted about rows changed so far. */
  reset(): void
}

/** Counts for the command tag. */
export interface ChangeCounter {
  readonly changedCount: number
}

export interface Returning {
  readonly expressions: readonly BoundExpression[]
  /** Types of the cells that `apply` answers. */
  readonly inputTypes: readonly SqlType[]
}

export class ChangeOperator<Change> implements Operator, ChangeCounter {
  readonly #source: Operator
  readonly #steps: ChangeSteps<Change>
  readonly #runtime: Runtime
  readonly #command: string
  readonly #returning: { readonly expressions: readonly Evaluate[]; readonly inputTypes: readonly SqlType[] } | null
  #changes: Change[] = []
  #violation: Violation | null = null
  #isCollected = false
  #nextChange = 0
  #pending: Batch | null = null
  #returned: (readonly Cell[])[] = []
  #nextReturned = 0
  #outgoing: Batch | null = null
  changedCount = 0

  constructor(command: string, source: Operator, steps: ChangeSteps<Change>, returning: Returning | null, scope: CompileScope) {
    this.#command = command
    this.#source = source
    this.#steps = steps
    this.#runtime = scope.runtime
    this.#returning =
      returning === null ? null : { expressions: returning.expressions.map(e => scope.compile(e)), inputTypes: returning.inputTypes }
  }

  reset(): void {
    this.#source.reset()
    this.#steps.reset()
    this.#changes = []
    this.#violation = null
    this.#isCollected = false
    this.#nextChange = 0
    this.#pending = null
    this.#returned = []
    this.#nextReturned = 0
    this.#outgoing = null
    this.changedCount = 0
  }

  next(): Batch | null {
    const { writer } = this.#runtime.context
    if (writer === null) throw new SqlError('25006', `cannot execute ${this.#command} in a read-only transaction`)
    if (!this.#isCollected) this.#collect()
    this.#apply(writer)
    return this.#return()
  }

  #collect(): void {
    while (this.#violation === null) {
      this.#pending ??= this.#source.next()
      const batch = this.#pending
      if (batch === null) break
      const { changes, violation } = this.#steps.collect(batch)
      this.#pending = null
      if (violation !== null) this.#violation = { row: this.#changes.length + violation.row, error: violation.error }
      for (const change of changes) this.#changes.push(change)
    }
    this.#isCollected = true
  }

  #apply(writer: RowWriter): void {
    const end = this.#violation?.row ?? this.#changes.length
    while (this.#nextChange < end) {
      const row = this.#steps.apply(this.#changes[this.#nextChange], writer)
      this.#nextChange++
      if (row === null) continue
      this.changedCount++
      if (this.#returning !== null) this.#returned.push(row)
    }
    if (this.#violation !== null) throw this.#violation.error
    this.#changes = []
    this.#nextChange = 0
  }

  #return(): Batch | null {
    if (this.#returning === null) return null
    const { inputTypes, expressions } = this.#returning
    if (this.#outgoing === null) {
      const rows = this.#returned.slice(this.#nextReturned, this.#nextReturned + batchRows)
      if (rows.length === 0) return null
      this.#outgoing = batchOfRows(inputTypes, rows)
    }
    const { selection, count, length } = this.#outgoing
    const columns: Vector[] = []
    for (const evaluate of expressions) columns.push(evaluate(this.#outgoing))
    this.#outgoing = null
    this.#nextReturned += count
    return { columns, selection, count, length }
  }
}
