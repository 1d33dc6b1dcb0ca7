// Turns matches of a left batch into output rows, a batch at a time, for every join type. Used by the hash join
// (candidates from its index) and the nested loop join (all rows). Right and full joins remember which right rows matched.

import { unreachable } from '../../base/assert.ts'
import type { JoinType, OutputColumn } from '../../sql/plan.ts'
import type { Vector } from '../../values/vector.ts'
import { batchRows, denseBatch, identitySelection, withSelection, type Batch } from '../batch.ts'
import type { Refine } from '../expression/evaluate.ts'
import { gather } from '../gather.ts'
import type { NeededColumns } from '../needed-columns.ts'
import { absentVector, type RowStore } from '../row-store.ts'

export interface JoinSides {
  readonly leftColumns: readonly OutputColumn[]
  readonly rightColumns: readonly OutputColumn[]
  readonly leftNeeded: NeededColumns
  readonly rightNeeded: NeededColumns
  /** false for semi and anti joins: only left columns come out. */
  readonly outputsRight: boolean
}

/** Candidate right rows by the id of a left row's key. */
export interface Candidates {
  /** No id has two rows. */
  readonly isUnique: boolean
  /** The id is the row's number itself. */
  readonly isDirect: boolean
  readonly rows: Int32Array
  start(id: number): number
  end(id: number): number
}

export class PairEmitter {
  readonly #type: JoinType
  readonly #sides: JoinSides
  readonly #store: RowStore
  readonly #residual: Refine | null
  readonly #nullLeft: Vector[]
  /** Right rows that matched; only for right and full joins. */
  #rightMatched: Uint8Array | null = null
  /** Left positions of the current batch that matched; only where unmatched ones matter and a residual decides. */
  #leftMatched = new Uint8Array(0)
  #left: Batch | null = null
  #ids: Int32Array = new Int32Array(0)
  #candidates: Candidates | null = null
  /** Progress in the current batch: the next selected row, and the offset in its run of candidates. */
  #nextRow = 0
  #nextCandidate = 0
  #phase: 'pairs' | 'unmatched left' | 'done' = 'done'
  #nextRight = -1
  readonly #leftOut = new Int32Array(batchRows)
  readonly #rightOut = new Int32Array(batchRows)
  #selected = new Int32Array(batchRows)
  #rights = new Int32Array(0)
  /** Pairs that were made and whose residual has not been evaluated yet. */
  #made: Batch | null = null

  constructor(type: JoinType, sides: JoinSides, store: RowStore, residual: Refine | null) {
    this.#type = type
    this.#sides = sides
    this.#store = store
    this.#residual = residual
    this.#nullLeft = sides.leftColumns.map(column => absentVector(column.type))
  }

  reset(): void {
    this.#left = null
    this.#phase = 'done'
    this.#made = null
    this.#nextRight = -1
    this.#rightMatched = null
  }

  /** The right rows are complete. */
  open(): void {
    this.#rightMatched = this.#type === 'right' || this.#type === 'full' ? new Uint8Array(this.#store.length) : null
  }

  /** A new left batch; `ids` by position, -1 without candidates. */
  start(left: Batch, ids: Int32Array, candidates: Candidates): void {
    this.#left = left
    this.#ids = ids
    this.#candidates = candidates
    this.#nextRow = 0
    this.#nextCandidate = 0
    this.#phase = 'pairs'
    if (!this.#tracksLeft) return
    if (this.#leftMatched.length < left.length) this.#leftMatched = new Uint8Array(left.length)
    for (let i = 0; i < left.count; i++) this.#leftMatched[left.selection[i]] = 0
  }

  get #keepsLeft(): boolean {
    return this.#type === 'left' || this.#type === 'full'
  }

  /** Does it matter which left rows matched, once the residual has decided? */
  get #tracksLeft(): boolean {
    return this.#keepsLeft || this.#type === 'semi' || this.#type === 'anti'
  }

  /** No more left batches: what is left are right rows without a match. */
  finish(): void {
    this.#nextRight = this.#rightMatched === null ? -1 : 0
  }

  /** Output rows of the current left batch, or of the end; null when there are no more. */
  next(): Batch | null {
    if (this.#nextRight >= 0) return this.#unmatchedRight()
    while (this.#left !== null && this.#phase !== 'done') {
      const batch = this.#step(this.#left)
      if (batch !== null && batch.count > 0) return batch
    }
    return null
  }

  #step(left: Batch): Batch | null {
    if (this.#phase === 'unmatched left') {
      this.#phase = 'done'
      return this.#unmatchedLeft(left)
    }
    if (this.#residual !== null) return this.#stepResidual(left, this.#residual)
    switch (this.#type) {
      case 'semi':
      case 'anti':
        this.#phase = 'done'
        return this.#leftWithMatch(left, this.#type === 'semi')
      case 'inner':
      case 'left':
      case 'right':
      case 'full':
        return this.#candidates?.isUnique === true ? this.#passThrough(left) : this.#stepPairs(left) // prettier-ignore
      default:
        return unreachable(this.#type)
    }
  }

  /** Semi and anti join without a residual: a candidate is a match. */
  #leftWithMatch(left: Batch, wanted: boolean): Batch {
    const out = this.#takeSelected(left.count)
    let n = 0
    for (let i = 0; i < left.count; i++) {
      const p = left.selection[i]
      if (this.#hasCandidates(this.#ids[p]) === wanted) out[n++] = p
    }
    return withSelection(left, out, n)
  }

  #hasCandidates(id: number): boolean {
    return id >= 0 && this.#candidates !== null && this.#candidates.end(id) > this.#candidates.start(id)
  }

  /** At most one match each: left columns stay, right ones are aligned to the left positions. */
  #passThrough(left: Batch): Batch {
    this.#phase = 'done'
    const out = this.#takeSelected(left.count)
    const rights = this.#candidates?.isDirect === true ? this.#ids : this.#firstCandidates(left)
    const matched = this.#rightMatched
    const keepsLeft = this.#keepsLeft
    let n = 0
    for (let i = 0; i < left.count; i++) {
      const p = left.selection[i]
      const row = rights[p]
      if (row >= 0) {
        if (matched !== null) matched[row] = 1
        out[n++] = p
      } else if (keepsLeft) out[n++] = p
    }
    const right = this.#store.gatherAligned(rights, out, n, left.length)
    return { columns: [...left.columns, ...right], selection: out, count: n, length: left.length }
  }

  /** The only candidate of each left position, or -1. */
  #firstCandidates(left: Batch): Int32Array {
    if (this.#rights.length < left.length) this.#rights = new Int32Array(left.length)
    const candidates = this.#candidates
    for (let i = 0; i < left.count; i++) {
      const p = left.selection[i]
      const id = this.#ids[p]
      this.#rights[p] = candidates !== null && this.#hasCandidates(id) ? candidates.rows[candidates.start(id)] : -1
    }
    return this.#rights
  }

  #stepPairs(left: Batch): Batch | null {
    const n = this.#fillPairs(left, this.#keepsLeft)
    if (this.#nextRow === left.count) this.#phase = 'done'
    if (n === 0) return null
    if (this.#rightMatched !== null) for (let i = 0; i < n; i++) if (this.#rightOut[i] >= 0) this.#rightMatched[this.#rightOut[i]] = 1
    return this.#pairs(left, n, this.#keepsLeft)
  }

  /** Fills the pair buffers from where it stopped; `withMissing` adds (row, -1) for rows without candidates. */
  #fillPairs(left: Batch, withMissing: boolean): number {
    const candidates = this.#candidates
    if (candidates === null) return 0
    const { rows } = candidates
    let n = 0
    while (this.#nextRow < left.count && n < batchRows) {
      const p = left.selection[this.#nextRow]
      const id = this.#ids[p]
      const start = id < 0 ? 0 : candidates.start(id) + this.#nextCandidate
      const end = id < 0 ? 0 : candidates.end(id)
      if (start >= end && this.#nextCandidate === 0 && withMissing) {
        this.#leftOut[n] = p
        this.#rightOut[n++] = -1
      }
      const taken = Math.max(0, Math.min(end - start, batchRows - n))
      for (let k = 0; k < taken; k++) {
        this.#leftOut[n] = p
        this.#rightOut[n++] = rows[start + k]
      }
      if (start + taken < end) this.#nextCandidate += taken
      else {
        this.#nextRow++
        this.#nextCandidate = 0
      }
    }
    return n
  }

  #pairs(left: Batch, count: number, mayMiss: boolean): Batch {
    const { leftNeeded } = this.#sides
    const lefts = left.columns.map((column, c) => (leftNeeded[c] ? gather(column, this.#leftOut, count, false) : column))
    return denseBatch([...lefts, ...this.#store.gather(this.#rightOut, count, mayMiss)], count)
  }

  #stepResidual(left: Batch, residual: Refine): Batch | null {
    if (this.#made === null) {
      const n = this.#fillPairs(left, false)
      if (n === 0) {
        this.#phase = this.#tracksLeft ? 'unmatched left' : 'done'
        return null
      }
      this.#made = this.#pairs(left, n, false)
    }
    const made = this.#made
    const out = this.#takeSelected(made.count)
    const n = residual(made, out)
    this.#made = null
    for (let i = 0; i < n; i++) {
      if (this.#tracksLeft) this.#leftMatched[this.#leftOut[out[i]]] = 1
      if (this.#rightMatched !== null) this.#rightMatched[this.#rightOut[out[i]]] = 1
    }
    return this.#sides.outputsRight ? withSelection(made, out, n) : null
  }

  /** After all pairs: left rows without a match with NULLs on the right; for semi and anti joins the answer itself. */
  #unmatchedLeft(left: Batch): Batch | null {
    const wanted = this.#type === 'semi' ? 1 : 0
    const out = this.#takeSelected(left.count)
    let n = 0
    for (let i = 0; i < left.count; i++) {
      const p = left.selection[i]
      if (this.#leftMatched[p] === wanted) out[n++] = p
    }
    if (!this.#sides.outputsRight) return withSelection(left, out, n)
    const right = this.#store.gatherAligned(new Int32Array(left.length).fill(-1), out, n, left.length)
    return { columns: [...left.columns, ...right], selection: out, count: n, length: left.length }
  }

  #unmatchedRight(): Batch | null {
    const matched = this.#rightMatched
    if (matched === null) return null
    let n = 0
    let row = this.#nextRight
    for (; row < matched.length && n < batchRows; row++) if (matched[row] === 0) this.#rightOut[n++] = row
    this.#nextRight = row
    if (n === 0) return null
    const nulls = new Int32Array(n).fill(-1)
    const lefts = this.#nullLeft.map(vector => gather(vector, nulls, n, true))
    return { columns: [...lefts, ...this.#store.gather(this.#rightOut, n, false)], selection: identitySelection(n), count: n, length: n }
  }

  #takeSelected(count: number): Int32Array {
    if (this.#selected.length < count) this.#selected = new Int32Array(count)
    return this.#selected
  }
}
