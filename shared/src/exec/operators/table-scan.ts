// Reads a table in primary-key order, a leaf a batch: vectors are the leaf's own arrays, a partial leaf is a selection.

import type { Plan } from '../../sql/plan.ts'
import type { LeafCursor, LeafSlice, LeafView, TreeReader } from '../../storage/tree-contract.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import type { Vector } from '../../values/vector.ts'
import { identitySelection, type Batch } from '../batch.ts'
import type { CompileScope, Refine } from '../expression/evaluate.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import { neededBy, type NeededColumns } from '../needed-columns.ts'
import type { Operator } from '../operator.ts'
import { absentVector } from '../row-store.ts'
import { primaryKeyCodec } from '../row-key.ts'
import type { Runtime } from '../runtime.ts'
import { compileRanges, type ScanRange } from '../scan-ranges.ts'

type TableScanPlan = Extract<Plan, { kind: 'table scan' }>

const ascendingKey = { descending: false, nullsFirst: false }

export class TableScan implements Operator {
  readonly #plan: TableScanPlan
  readonly #runtime: Runtime
  readonly #rangesOf: () => readonly ScanRange[]
  readonly #filter: Refine | null
  /** By output position: what to read, or null for a column that nobody reads. */
  readonly #columns: readonly LeafColumn[]
  readonly #positions = new SelectionBuffer()
  readonly #selected = new SelectionBuffer()
  #rows: TreeReader | null = null
  #ranges: readonly ScanRange[] = []
  #nextRange = 0
  #cursor: LeafCursor | null = null
  /** Read from the tree, not yet through the filter: a subquery in the filter may fault. */
  #pending: Batch | null = null

  constructor(plan: TableScanPlan, scope: CompileScope, needed: NeededColumns | null) {
    this.#plan = plan
    this.#runtime = scope.runtime
    const { table } = plan
    const hasKey = table.primaryKey.length > 0
    this.#rangesOf = hasKey
      ? compileRanges(
          plan.bounds,
          { codec: primaryKeyCodec(table).codec, orders: table.primaryKey.map(() => ascendingKey), wholeKey: table.primaryKey.length },
          scope,
        )
      : () => [{ kind: 'range', range: {} }]
    this.#filter = plan.filter === null ? null : scope.compilePredicate(plan.filter)
    const filtered = neededBy(plan.columns.length, [plan.filter])
    this.#columns = plan.columns.map((column, i) => leafColumn(column, plan.output[i].type, needed === null || needed[i] || filtered[i]))
  }

  reset(): void {
    this.#rows = null
    this.#cursor = null
    this.#pending = null
  }

  next(): Batch | null {
    for (;;) {
      this.#pending ??= this.#read()
      const batch = this.#pending
      if (batch === null) return null
      if (this.#filter === null) {
        this.#pending = null
        return batch
      }
      const selection = this.#selected.take(batch.count)
      const count = this.#filter(batch, selection)
      this.#pending = null
      if (count > 0) return { columns: batch.columns, selection, count, length: batch.length }
    }
  }

  #read(): Batch | null {
    if (this.#rows === null) {
      const ranges = this.#rangesOf()
      this.#ranges = this.#plan.descending && ranges.length > 1 ? ranges.toReversed() : ranges
      this.#nextRange = 0
      this.#rows = this.#runtime.context.openTable(this.#plan.table).rows
    }
    for (;;) {
      if (this.#cursor !== null) {
        const slice = this.#cursor.next()
        if (slice !== null) return this.#batchOf(slice)
        this.#cursor = null
      }
      if (this.#nextRange === this.#ranges.length) return null
      const range = this.#ranges[this.#nextRange]
      if (range.kind === 'range') this.#cursor = this.#rows.scan(range.range, this.#plan.descending ? 'descending' : 'ascending')
      else {
        const found = this.#rows.find(range.key)
        this.#nextRange++
        if (found !== null) return this.#batchOfOne(found.leaf, found.index)
        continue
      }
      this.#nextRange++
    }
  }

  #batchOf({ leaf, start, end }: LeafSlice): Batch {
    const columns = this.#vectors(leaf)
    const count = end - start
    if (start === 0 && !this.#plan.descending) return { columns, selection: identitySelection(count), count, length: end }
    const selection = this.#positions.take(count)
    if (this.#plan.descending) for (let i = 0; i < count; i++) selection[i] = end - 1 - i
    else for (let i = 0; i < count; i++) selection[i] = start + i
    return { columns, selection, count, length: end }
  }

  #batchOfOne(leaf: LeafView, index: number): Batch {
    const selection = this.#positions.take(1)
    selection[0] = index
    return { columns: this.#vectors(leaf), selection, count: 1, length: index + 1 }
  }

  #vectors(leaf: LeafView): Vector[] {
    const vectors: Vector[] = []
    for (let i = 0; i < this.#columns.length; i++) vectors.push(readColumn(leaf, this.#columns[i]))
    return vectors
  }
}

export interface LeafColumn {
  readonly kind: 'column' | 'key' | 'absent'
  readonly position: number
  readonly type: SqlType
  readonly absent: Vector
}

export function leafColumn(column: number | 'key', type: SqlType, isNeeded: boolean): LeafColumn {
  const absent = absentVector(type)
  if (!isNeeded) return { kind: 'absent', position: -1, type, absent }
  return column === 'key'
    ? { kind: 'key', position: -1, type: sqlTypes.unknown, absent }
    : { kind: 'column', position: column, type, absent }
}

export function readColumn(leaf: LeafView, column: LeafColumn): Vector {
  if (column.kind === 'absent') return column.absent
  // A leaf's cells are runtime values of the column's type by construction.
  if (column.kind === 'key') return { type: column.type, data: leaf.keys as Float64Array | SqlValue[], nulls: null }
  return { type: column.type, data: leaf.column(column.position) as Vector['data'], nulls: leaf.nulls(column.position) }
}
