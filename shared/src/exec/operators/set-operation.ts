// UNION, INTERSECT, EXCEPT with and without ALL. Rows are equal as in DISTINCT: NULL equals NULL.

import type { Plan } from '../../sql/plan.ts'
import type { SqlType } from '../../values/sql-type.ts'
import { withSelection, type Batch } from '../batch.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import { KeyTable } from '../key-table.ts'
import type { Operator } from '../operator.ts'
import { keepNew } from './distinct.ts'

type SetPlan = Extract<Plan, { kind: 'set operation' }>

export function createSetOperation(plan: SetPlan, left: Operator, right: Operator): Operator {
  const types = plan.output.map(column => column.type)
  if (plan.operator !== 'union') return new MatchingRows(plan.operator === 'intersect', plan.all, types, left, right)
  return new Union(plan.all ? null : types, left, right)
}

class Union implements Operator {
  readonly #inputs: readonly Operator[]
  readonly #types: readonly SqlType[] | null
  readonly #ids = new SelectionBuffer()
  readonly #selected = new SelectionBuffer()
  #table: KeyTable | null = null
  #nextInput = 0

  /** `types` null: UNION ALL. */
  constructor(types: readonly SqlType[] | null, left: Operator, right: Operator) {
    this.#inputs = [left, right]
    this.#types = types
  }

  reset(): void {
    for (const input of this.#inputs) input.reset()
    this.#table = null
    this.#nextInput = 0
  }

  next(): Batch | null {
    while (this.#nextInput < this.#inputs.length) {
      const batch = this.#inputs[this.#nextInput].next()
      if (batch === null) this.#nextInput++
      else if (this.#types === null) return batch
      else {
        const fresh = keepNew((this.#table ??= new KeyTable(this.#types)), batch, this.#ids, this.#selected)
        if (fresh.count > 0) return fresh
      }
    }
    return null
  }
}

/** INTERSECT and EXCEPT: the right side is counted, then the left streams past the counts. */
class MatchingRows implements Operator {
  readonly #keepsMatches: boolean
  readonly #all: boolean
  readonly #types: readonly SqlType[]
  readonly #left: Operator
  readonly #right: Operator
  readonly #ids = new SelectionBuffer()
  readonly #selected = new SelectionBuffer()
  #table: KeyTable
  #counts = new Int32Array(64)
  #isBuilt = false

  constructor(keepsMatches: boolean, all: boolean, types: readonly SqlType[], left: Operator, right: Operator) {
    this.#keepsMatches = keepsMatches
    this.#all = all
    this.#types = types
    this.#left = left
    this.#right = right
    this.#table = new KeyTable(types)
  }

  reset(): void {
    this.#left.reset()
    this.#right.reset()
    this.#table = new KeyTable(this.#types)
    this.#counts.fill(0)
    this.#isBuilt = false
  }

  next(): Batch | null {
    if (!this.#isBuilt) {
      for (let batch = this.#right.next(); batch !== null; batch = this.#right.next()) this.#count(batch)
      this.#isBuilt = true
    }
    for (let batch = this.#left.next(); batch !== null; batch = this.#left.next()) {
      const kept = this.#match(batch)
      if (kept.count > 0) return kept
    }
    return null
  }

  #count({ columns, selection, count, length }: Batch): void {
    const ids = this.#ids.take(length)
    this.#table.add(columns, selection, count, ids)
    this.#reserve(this.#table.size)
    for (let i = 0; i < count; i++) this.#counts[ids[selection[i]]]++
  }

  /** Each id's count says how many right rows are left for it; -1: its one row has been answered. */
  #match(batch: Batch): Batch {
    const ids = this.#ids.take(batch.length)
    this.#table.add(batch.columns, batch.selection, batch.count, ids)
    this.#reserve(this.#table.size)
    const out = this.#selected.take(batch.count)
    let n = 0
    for (let i = 0; i < batch.count; i++) {
      const p = batch.selection[i]
      const id = ids[p]
      const rights = this.#counts[id]
      const isKept = this.#all ? rights > 0 === this.#keepsMatches : rights >= 0 && rights > 0 === this.#keepsMatches
      if (this.#all) this.#counts[id] = Math.max(0, rights - 1)
      else this.#counts[id] = -1
      if (isKept) out[n++] = p
    }
    return withSelection(batch, out, n)
  }

  #reserve(size: number): void {
    if (size <= this.#counts.length) return
    const grown = new Int32Array(Math.max(size, 2 * this.#counts.length))
    grown.set(this.#counts)
    this.#counts = grown
  }
}
