// A TreeReader over sorted arrays, for tests of operators: small leaves, and, when wanted, a PageFault before every leaf
// is first seen and again after it was forgotten at random.

import { asPageHash } from '../base/brand.ts'
import type { Cell, Key } from '../base/cell.ts'
import type { Random } from '../base/random.ts'
import {
  PageFault, type KeyRange, type LeafCursor, type LeafSlice, type LeafView, type StoredRow, type TreeLayout, type TreeReader,
} from '../storage/tree-contract.ts' // prettier-ignore

export interface ArrayRow {
  readonly key: Key
  readonly cells: readonly Cell[]
}

/** Faults of a tree: leaves fault when first touched, and are forgotten again with probability `forget`. */
export interface TreeFaults {
  readonly random: Random
  readonly forget: number
  count: number
}

const compareKeys = (a: Key, b: Key): number => (a < b ? -1 : a > b ? 1 : 0)

export class ArrayTree implements TreeReader {
  readonly layout: TreeLayout
  readonly count: number
  readonly #leaves: readonly ArrayLeaf[]
  readonly #faults: TreeFaults | null
  readonly #loaded = new Set<number>()

  constructor(layout: TreeLayout, rows: readonly ArrayRow[], leafRows = 7, faults: TreeFaults | null = null) {
    this.layout = layout
    this.count = rows.length
    const sorted = rows.toSorted((a, b) => compareKeys(a.key, b.key))
    const leaves: ArrayLeaf[] = []
    for (let i = 0; i < sorted.length; i += leafRows) leaves.push(new ArrayLeaf(layout, sorted.slice(i, i + leafRows)))
    this.#leaves = leaves
    this.#faults = faults
  }

  /** Throws a fault when the leaf is not there. */
  #touch(leaf: number): void {
    const faults = this.#faults
    if (faults === null) return
    if (!this.#loaded.has(leaf)) {
      faults.count++
      throw new PageFault([asPageHash(String(leaf))], () => {
        this.#loaded.add(leaf)
        return Promise.resolve()
      })
    }
    for (const other of this.#loaded) if (other !== leaf && faults.random.float() < faults.forget) this.#loaded.delete(other)
  }

  get(key: Key): StoredRow | null {
    const found = this.find(key)
    return found === null ? null : found.leaf.row(found.index)
  }

  find(key: Key): { readonly leaf: LeafView; readonly index: number } | null {
    for (let l = 0; l < this.#leaves.length; l++) {
      const leaf = this.#leaves[l]
      if (compareKeys(leaf.lastKey, key) < 0) continue
      this.#touch(l)
      const index = leaf.rows.findIndex(row => row.key === key)
      return index < 0 ? null : { leaf, index }
    }
    return null
  }

  scan(range: KeyRange, direction: 'ascending' | 'descending'): LeafCursor {
    let next = direction === 'ascending' ? 0 : this.#leaves.length - 1
    return {
      next: (): LeafSlice | null => {
        while (next >= 0 && next < this.#leaves.length) {
          this.#touch(next)
          const leaf = this.#leaves[next]
          next += direction === 'ascending' ? 1 : -1
          const inside = leaf.rows.map(row => isInside(row.key, range))
          const start = inside.indexOf(true)
          if (start >= 0) return { leaf, start, end: inside.lastIndexOf(true) + 1 }
        }
        return null
      },
    }
  }
}

function isInside(key: Key, { from, fromInclusive = true, to, toInclusive = false }: KeyRange): boolean {
  if (from !== undefined && (compareKeys(key, from) < 0 || (key === from && !fromInclusive))) return false
  return to === undefined || compareKeys(key, to) < 0 || (key === to && toInclusive)
}

class ArrayLeaf implements LeafView {
  readonly rows: readonly ArrayRow[]
  readonly keys: Float64Array | readonly string[]
  readonly #columns: readonly (Int32Array | Float64Array | readonly Cell[])[]
  readonly #nulls: readonly (Uint8Array | null)[]

  constructor(layout: TreeLayout, rows: readonly ArrayRow[]) {
    this.rows = rows
    this.keys = layout.keyKind === 'number' ? Float64Array.from(rows, row => Number(row.key)) : rows.map(row => String(row.key))
    const columns = layout.columns.map((kind, c) => {
      const cells = rows.map(row => row.cells[c])
      if (kind === 'i32') return Int32Array.from(cells, Number)
      if (kind === 'f64' || (kind === 'i64' && cells.every(cell => typeof cell !== 'bigint'))) return Float64Array.from(cells, Number)
      return cells
    })
    this.#columns = columns
    this.#nulls = columns.map((column, c) => {
      if (Array.isArray(column)) return null
      const nulls = Uint8Array.from(rows, row => (row.cells[c] === null ? 1 : 0))
      return nulls.includes(1) ? nulls : null
    })
  }

  get count(): number {
    return this.rows.length
  }

  get lastKey(): Key {
    return this.rows[this.rows.length - 1].key
  }

  column(position: number): Int32Array | Float64Array | readonly Cell[] {
    return this.#columns[position]
  }

  nulls(position: number): Uint8Array | null {
    return this.#nulls[position]
  }

  row(index: number): StoredRow {
    return { cells: this.rows[index].cells, birth: null, cellStamps: null }
  }
}
