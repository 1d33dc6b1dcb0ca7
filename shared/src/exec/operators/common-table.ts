// WITH: common tables are run at most once, when first read, and kept. `cte scan` reads what is kept so far and asks for
// more; `recursive union` feeds its own working table. Common tables that change rows run to their end in any case.

import { assert } from '../../base/assert.ts'
import type { OutputColumn } from '../../sql/plan.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { Batch } from '../batch.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import { KeyTable } from '../key-table.ts'
import type { Operator } from '../operator.ts'
import { RowStore, type RowSource } from '../row-store.ts'
import type { Runtime } from '../runtime.ts'
import { keepNew } from './distinct.ts'

/** Rows of an operator, read on demand and kept. */
class LazyTable implements RowSource {
  readonly #operator: Operator
  readonly #store: RowStore
  #isComplete = false

  constructor(operator: Operator, columns: readonly OutputColumn[]) {
    this.#operator = operator
    this.#store = new RowStore(columns)
  }

  reset(): void {
    this.#operator.reset()
    this.#store.clear()
    this.#isComplete = false
  }

  batchAt(from: number): Batch | null {
    while (from >= this.#store.length && !this.#isComplete) this.#readMore()
    return this.#store.batchAt(from)
  }

  /** Runs to the end. */
  complete(): void {
    while (!this.#isComplete) this.#readMore()
  }

  #readMore(): void {
    const batch = this.#operator.next()
    if (batch === null) this.#isComplete = true
    else this.#store.append(batch)
  }
}

export interface CommonTableInput {
  readonly id: number
  readonly operator: Operator
  readonly columns: readonly OutputColumn[]
  /** INSERT, UPDATE, DELETE or MERGE: runs whether or not it is read. */
  readonly changesRows: boolean
  /** The rows are the same however often WITH starts over within one execution. */
  readonly isRepeatable: boolean
}

export class With implements Operator {
  readonly #tables: readonly (Omit<CommonTableInput, 'operator' | 'columns'> & { readonly rows: LazyTable })[]
  readonly #body: Operator
  readonly #runtime: Runtime
  #isOpen = false
  #openedIn = -1

  constructor(tables: readonly CommonTableInput[], body: Operator, runtime: Runtime) {
    this.#tables = tables.map(({ operator, columns, ...table }) => ({ ...table, rows: new LazyTable(operator, columns) }))
    this.#body = body
    this.#runtime = runtime
  }

  reset(): void {
    for (const { rows, isRepeatable } of this.#tables) if (!isRepeatable || this.#openedIn !== this.#runtime.execution) rows.reset()
    this.#body.reset()
    this.#isOpen = false
  }

  next(): Batch | null {
    if (!this.#isOpen) {
      for (const { id, rows } of this.#tables) this.#runtime.tables.set(id, rows)
      this.#isOpen = true
      this.#openedIn = this.#runtime.execution
    }
    const batch = this.#body.next()
    if (batch === null) for (const { rows, changesRows } of this.#tables) if (changesRows) rows.complete()
    return batch
  }
}

export class CteScan implements Operator {
  readonly #id: number
  readonly #runtime: Runtime
  #nextRow = 0

  constructor(id: number, runtime: Runtime) {
    this.#id = id
    this.#runtime = runtime
  }

  reset(): void {
    this.#nextRow = 0
  }

  next(): Batch | null {
    const rows = this.#runtime.tables.get(this.#id)
    assert(rows !== undefined, 'a common table is scanned inside of its WITH')
    const batch = rows.batchAt(this.#nextRow)
    if (batch !== null) this.#nextRow += batch.count
    return batch
  }
}

/** WITH RECURSIVE: the step reads the rows that the round before added, until a round adds none. */
export class RecursiveUnion implements Operator {
  readonly #id: number
  readonly #start: Operator
  readonly #step: Operator
  readonly #columns: readonly OutputColumn[]
  readonly #types: readonly SqlType[] | null
  readonly #runtime: Runtime
  readonly #ids = new SelectionBuffer()
  readonly #selected = new SelectionBuffer()
  #seen: KeyTable | null = null
  /** Rows of this round; the next round's step reads them. */
  #fresh: RowStore
  /** null: the start's rows are read. */
  #working: RowStore | null = null
  #isEnd = false

  constructor(id: number, start: Operator, step: Operator, columns: readonly OutputColumn[], isDistinct: boolean, runtime: Runtime) {
    this.#id = id
    this.#start = start
    this.#step = step
    this.#columns = columns
    this.#types = isDistinct ? columns.map(column => column.type) : null
    this.#runtime = runtime
    this.#fresh = new RowStore(columns)
  }

  reset(): void {
    this.#start.reset()
    this.#step.reset()
    this.#seen = null
    this.#fresh = new RowStore(this.#columns)
    this.#working = null
    this.#isEnd = false
  }

  next(): Batch | null {
    while (!this.#isEnd) {
      const batch = this.#working === null ? this.#start.next() : this.#nextOfStep(this.#working)
      if (batch === null) this.#nextRound()
      else {
        const rows = this.#types === null ? batch : keepNew((this.#seen ??= new KeyTable(this.#types)), batch, this.#ids, this.#selected)
        if (rows.count === 0) continue
        this.#fresh.append(rows)
        return rows
      }
    }
    return null
  }

  /** Under the id stand the working rows while the step runs, and what stood there before when it does not. */
  #nextOfStep(working: RowStore): Batch | null {
    const { tables } = this.#runtime
    const outside = tables.get(this.#id)
    tables.set(this.#id, working)
    try {
      return this.#step.next()
    } finally {
      if (outside !== undefined) tables.set(this.#id, outside)
    }
  }

  #nextRound(): void {
    if (this.#fresh.length === 0) {
      this.#isEnd = true
      return
    }
    this.#working = this.#fresh
    this.#fresh = new RowStore(this.#columns)
    this.#runtime.epoch++
    this.#step.reset()
  }
}
