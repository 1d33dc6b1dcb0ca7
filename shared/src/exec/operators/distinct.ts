// DISTINCT: the first of equal rows, found by a hash table over all columns.

import type { OutputColumn } from '../../sql/plan.ts'
import type { SqlType } from '../../values/sql-type.ts'
import { withSelection, type Batch } from '../batch.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import { KeyTable } from '../key-table.ts'
import type { Operator } from '../operator.ts'

/** Keeps the first of equal rows. */
export class Distinct implements Operator {
  readonly #input: Operator
  readonly #types: readonly SqlType[]
  readonly #ids = new SelectionBuffer()
  readonly #selected = new SelectionBuffer()
  #table: KeyTable

  constructor(input: Operator, columns: readonly OutputColumn[]) {
    this.#input = input
    this.#types = columns.map(column => column.type)
    this.#table = new KeyTable(this.#types)
  }

  reset(): void {
    this.#input.reset()
    this.#table = new KeyTable(this.#types)
  }

  next(): Batch | null {
    for (let batch = this.#input.next(); batch !== null; batch = this.#input.next()) {
      const fresh = keepNew(this.#table, batch, this.#ids, this.#selected)
      if (fresh.count > 0) return fresh
    }
    return null
  }
}

/** The rows of a batch whose key the table has not seen, and which it has seen from now on. */
export function keepNew(table: KeyTable, batch: Batch, ids: SelectionBuffer, selected: SelectionBuffer): Batch {
  const codes = ids.take(batch.length)
  let next = table.size
  table.add(batch.columns, batch.selection, batch.count, codes)
  const out = selected.take(batch.count)
  let n = 0
  for (let i = 0; i < batch.count; i++) {
    const p = batch.selection[i]
    if (codes[p] === next) {
      out[n++] = p
      next++
    }
  }
  return withSelection(batch, out, n)
}
