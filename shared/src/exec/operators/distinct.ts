// DISTINCT and DISTINCT ON.

import type { BoundExpression } from '../../sql/bound-expression.ts'
import type { OutputColumn } from '../../sql/plan.ts'
import type { SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { valueAt, type Vector } from '../../values/vector.ts'
import { withSelection, type Batch } from '../batch.ts'
import { valueTest } from '../expression/comparison-kind.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { CompileScope, Evaluate } from '../expression/evaluate.ts'
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

/** The first row of each run of equal keys; the input is sorted by them. */
export class DistinctOn implements Operator {
  readonly #input: Operator
  readonly #keys: readonly Evaluate[]
  readonly #same: readonly ((a: SqlValue, b: SqlValue) => boolean)[]
  readonly #selected = new SelectionBuffer()
  #last: SqlValue[] | null = null
  #pending: Batch | null = null

  constructor(input: Operator, keys: readonly BoundExpression[], scope: CompileScope) {
    this.#input = input
    this.#keys = keys.map(key => scope.compile(key))
    this.#same = keys.map(key => {
      const test = valueTest('=', key.type)
      return (a, b) => (a === null || b === null ? a === b : test(a, b))
    })
  }

  reset(): void {
    this.#input.reset()
    this.#last = null
    this.#pending = null
  }

  next(): Batch | null {
    for (;;) {
      this.#pending ??= this.#input.next()
      const batch = this.#pending
      if (batch === null) return null
      const vectors: Vector[] = []
      for (const key of this.#keys) vectors.push(key(batch))
      this.#pending = null
      const out = this.#selected.take(batch.count)
      let n = 0
      for (let i = 0; i < batch.count; i++) {
        const p = batch.selection[i]
        const values = vectors.map(vector => valueAt(vector, p))
        const last = this.#last
        if (last !== null && values.every((value, k) => this.#same[k](value, last[k]))) continue
        this.#last = values
        out[n++] = p
      }
      if (n > 0) return withSelection(batch, out, n)
    }
  }
}
