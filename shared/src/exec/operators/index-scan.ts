// Reads an index in its order and fetches the rows by key from the table, up to a batch at a time.
// When rows are missing from memory the faults of one batch are gathered into one, so that their pages load together.

import type { Key } from '../../base/cell.ts'
import type { Plan } from '../../sql/plan.ts'
import { PageFault, type LeafCursor, type LeafSlice, type LeafView, type TreeReader } from '../../storage/tree-contract.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { Vector } from '../../values/vector.ts'
import { batchRows, denseBatch, type Batch } from '../batch.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { CompileScope, Refine } from '../expression/evaluate.ts'
import { ResultBuffer } from '../expression/result-buffer.ts'
import { neededBy, type NeededColumns } from '../needed-columns.ts'
import type { Operator } from '../operator.ts'
import { indexKeyCodec } from '../row-key.ts'
import type { Runtime } from '../runtime.ts'
import { compileRanges, type ScanRange } from '../scan-ranges.ts'
import { faultsTogether, joinFaults } from '../join-faults.ts'
import { leafColumn, type LeafColumn } from './table-scan.ts'

type IndexScanPlan = Extract<Plan, { kind: 'index scan' }>

const firstBatchRows = 64

export class IndexScan implements Operator {
  readonly #plan: IndexScanPlan
  readonly #runtime: Runtime
  readonly #rangesOf: () => readonly ScanRange[]
  readonly #filter: Refine | null
  readonly #columns: readonly LeafColumn[]
  readonly #buffers: readonly ResultBuffer[]
  readonly #isKeyOnly: boolean
  readonly #selected = new SelectionBuffer()
  #entries: TreeReader | null = null
  #rows: TreeReader | null = null
  #ranges: readonly ScanRange[] = []
  #nextRange = 0
  #cursor: LeafCursor | null = null
  /** What is left of the index's current slice: entries `#sliceNext` and on, in scan order. */
  #slice: LeafSlice | null = null
  #sliceNext = 0
  /** Rows of the next batch: small at first, because a LIMIT may want no more. */
  #target = firstBatchRows
  /** Row keys read from the index for the batch in the making, and where each row was found. */
  readonly #keys: Key[] = []
  readonly #leaves: LeafView[] = []
  readonly #places: number[] = []
  #isEnd = false
  #pending: Batch | null = null

  constructor(plan: IndexScanPlan, scope: CompileScope, needed: NeededColumns | null) {
    this.#plan = plan
    this.#runtime = scope.runtime
    const { codec, orders } = indexKeyCodec(plan.index, plan.table)
    this.#rangesOf = compileRanges(plan.bounds, { codec, orders, wholeKey: Infinity }, scope)
    this.#filter = plan.filter === null ? null : scope.compilePredicate(plan.filter)
    const filtered = neededBy(plan.columns.length, [plan.filter])
    this.#columns = plan.columns.map((column, i) => leafColumn(column, plan.output[i].type, needed === null || needed[i] || filtered[i]))
    this.#isKeyOnly = this.#columns.every(column => column.kind !== 'column')
    this.#buffers = this.#columns.map(column => new ResultBuffer(column.type))
  }

  reset(): void {
    this.#entries = null
    this.#rows = null
    this.#cursor = null
    this.#slice = null
    this.#target = firstBatchRows
    this.#pending = null
    this.#isEnd = false
    this.#forgetKeys()
  }

  next(): Batch | null {
    for (;;) {
      this.#pending ??= this.#read()
      const batch = this.#pending
      if (batch === null) return null
      const selection = this.#filter === null ? batch.selection : this.#selected.take(batch.count)
      const count = this.#filter === null ? batch.count : this.#filter(batch, selection)
      this.#pending = null
      if (count > 0) return { columns: batch.columns, selection, count, length: batch.length }
    }
  }

  #read(): Batch | null {
    if (this.#rows === null || this.#entries === null) {
      const ranges = this.#rangesOf()
      this.#ranges = this.#plan.descending && ranges.length > 1 ? ranges.toReversed() : ranges
      this.#nextRange = 0
      const table = this.#runtime.context.openTable(this.#plan.table)
      this.#entries = table.index(this.#plan.index.name)
      this.#rows = table.rows
    }
    for (;;) {
      while (this.#keys.length < this.#target && this.#readEntries(this.#entries));
      if (this.#keys.length === 0) return null
      if (!this.#isKeyOnly) this.#findRows(this.#rows)
      const batch = this.#isKeyOnly ? this.#keysOnly() : this.#gather()
      this.#target = Math.min(batchRows, 4 * this.#target)
      if (batch.count > 0) return batch
    }
  }

  /** Adds keys of the current slice, or opens the next one; false at the end. */
  #readEntries(entries: TreeReader): boolean {
    while (!this.#isEnd) {
      if (this.#slice !== null) {
        this.#takeKeys(this.#slice)
        return true
      }
      this.#slice = this.#cursor?.next() ?? null
      this.#sliceNext = 0
      if (this.#slice !== null) continue
      if (this.#nextRange === this.#ranges.length) this.#isEnd = true
      else {
        const range = this.#ranges[this.#nextRange]
        const bounds = range.kind === 'range' ? range.range : { from: range.key, to: range.key, toInclusive: true }
        this.#cursor = entries.scan(bounds, this.#plan.descending ? 'descending' : 'ascending')
        this.#nextRange++
      }
    }
    return false
  }

  #takeKeys({ leaf, start, end }: LeafSlice): void {
    const keys = leaf.column(0)
    const size = end - start
    const taken = Math.min(size - this.#sliceNext, this.#target - this.#keys.length)
    for (let i = this.#sliceNext; i < this.#sliceNext + taken; i++) {
      this.#keys.push(keys[this.#plan.descending ? end - 1 - i : start + i] as Key)
    }
    this.#sliceNext += taken
    if (this.#sliceNext === size) this.#slice = null
  }

  /** Finds what is not found yet; rows found before a fault stay found. */
  #findRows(rows: TreeReader): void {
    const faults: PageFault[] = []
    for (let i = this.#leaves.length; i < this.#keys.length && faults.length < faultsTogether; i++) {
      try {
        const found = rows.find(this.#keys[i])
        if (faults.length > 0) continue
        this.#leaves.push(found === null ? noLeaf : found.leaf)
        this.#places.push(found === null ? -1 : found.index)
      } catch (error) {
        if (!(error instanceof PageFault)) throw error
        faults.push(error)
      }
    }
    if (faults.length > 0) throw joinFaults(faults)
  }

  /** Nobody reads more than the row's key: the index itself has it. */
  #keysOnly(): Batch {
    const rows = this.#keys.length
    const keys: SqlValue[] = this.#keys.slice()
    const columns = this.#columns.map((column): Vector =>
      column.kind === 'key' ? { type: column.type, data: keys, nulls: null } : column.absent,
    )
    this.#forgetKeys()
    return denseBatch(columns, rows)
  }

  #gather(): Batch {
    const places = this.#places
    const isPresent = places.every(place => place >= 0)
    const rows = isPresent ? places.length : places.filter(place => place >= 0).length
    const columns: Vector[] = this.#columns.map((column, c) => this.#gatherColumn(column, this.#buffers[c], rows))
    this.#forgetKeys()
    return denseBatch(columns, rows)
  }

  #gatherColumn(column: LeafColumn, buffer: ResultBuffer, rows: number): Vector {
    if (column.kind === 'absent') return column.absent
    buffer.begin(rows)
    let leaf: LeafView = noLeaf
    let data: ArrayLike<unknown> = []
    let nulls: Uint8Array | null = null
    let n = 0
    for (let i = 0; i < this.#places.length; i++) {
      const place = this.#places[i]
      if (place < 0) continue
      if (this.#leaves[i] !== leaf) {
        leaf = this.#leaves[i]
        data = column.kind === 'key' ? leaf.keys : leaf.column(column.position)
        nulls = column.kind === 'key' ? null : leaf.nulls(column.position)
      }
      buffer.set(n++, nulls !== null && nulls[place] === 1 ? null : (data[place] as SqlValue))
    }
    return buffer.finish()
  }

  #forgetKeys(): void {
    this.#keys.length = 0
    this.#leaves.length = 0
    this.#places.length = 0
  }
}

const noLeaf: LeafView = {
  count: 0,
  keys: [],
  column: () => [],
  nulls: () => null,
  row: () => ({ cells: [], birth: null, cellStamps: null }),
}
