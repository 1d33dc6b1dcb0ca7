// What never changes about a tree: its layout, its parameters and its seed, prepared for the hot path.
// Shared by all nodes and forks of one tree. Answers how wide a row is and at which level its key begins a node.

import { assert } from '../base/assert.ts'
import type { Cell, Key } from '../base/cell.ts'
import { innerCapChildren, innerLevelBits, leafCapBytes, leafMaxRows, leafTargetBytes } from '../base/limits.ts'
import { hashBinary, hashNumber, hashSeedOf, type HashSeed, type KeyHash } from './key-hash.ts'
import { anyWidth, textWidth } from './row-width.ts'
import type { ColumnKind, TreeLayout } from './tree-contract.ts'

/** How big nodes get. Part of what a root hash means: all replicas use the same; only tests use others. */
export interface TreeParameters {
  /** A power of two. */
  readonly targetBytes: number
  readonly capBytes: number
  readonly levelBits: number
  readonly innerCap: number
  /** Splits of a run by the cap rule, nested: bounds the work that chosen keys can cause. */
  readonly splitDepth: number
  readonly maxRows: number
}

export const defaultTreeParameters: TreeParameters = Object.freeze({
  targetBytes: leafTargetBytes,
  capBytes: leafCapBytes,
  levelBits: innerLevelBits,
  innerCap: innerCapChildren,
  splitDepth: 64,
  maxRows: leafMaxRows,
})

/** Column kinds as numbers, for switches in the hot path. */
export const columnCode = { i32: 0, f64: 1, i64: 2, text: 3, any: 4 } as const satisfies Record<ColumnKind, number>
/** A column that is the key array itself (key column of kind 'i64' or 'f64'): nothing is stored for it. */
export const aliasCode = 5

/** The level of a key that begins no node by itself. */
export const noLevel = -1
/** The level of the first child of all: it begins before every key. */
export const firstLevel = 127

/** Bytes for birth and stamps in the width of a stamped row; a constant, so that stamps never move a boundary. */
const stampWidth = 12

export class TreeShape {
  readonly layout: TreeLayout
  readonly parameters: TreeParameters
  readonly seed: HashSeed
  readonly isNumeric: boolean
  /** `columnCode` or `aliasCode` by position. */
  readonly codes: Uint8Array
  /** Canonical bytes of a row without its text and 'any' cells and without a binary key. */
  readonly fixedWidth: number
  /** Stands where the first child of all has no start key. */
  readonly noKey: Key
  /** Positions of the columns of varying width. */
  readonly variable: readonly number[]
  /** Typed arrays that a leaf has, keys included. */
  readonly doubleColumns: number
  readonly integerColumns: number
  readonly #targetLog2: number

  constructor(layout: TreeLayout, seed: Uint8Array<ArrayBuffer>, parameters: TreeParameters = defaultTreeParameters) {
    assert(seed.length === 16, 'a tree seed has 16 bytes')
    assert(layout.keyColumn === -1 || layout.keyKind === 'number', 'only a number key is also a column')
    this.layout = layout
    this.parameters = parameters
    this.seed = hashSeedOf(seed)
    this.isNumeric = layout.keyKind === 'number'
    this.noKey = this.isNumeric ? 0 : ''
    this.codes = new Uint8Array(layout.columns.length)
    this.#targetLog2 = 31 - Math.clz32(parameters.targetBytes)
    let fixed = (this.isNumeric ? 8 : 0) + (layout.stamped ? stampWidth : 0)
    const variable: number[] = []
    for (let i = 0; i < layout.columns.length; i++) {
      const kind = layout.columns[i]
      this.codes[i] = columnCode[kind]
      if (i === layout.keyColumn) {
        assert(kind === 'i32' || kind === 'f64' || kind === 'i64', 'the key column is a number column')
        if (kind !== 'i32') this.codes[i] = aliasCode
      } else fixed += kind === 'i32' ? 4 : kind === 'f64' || kind === 'i64' ? 8 : 1
      if (kind === 'text' || kind === 'any') variable.push(i)
    }
    this.doubleColumns = (this.isNumeric ? 1 : 0) + this.codes.filter(code => code === columnCode.f64 || code === columnCode.i64).length
    this.integerColumns = this.codes.filter(code => code === columnCode.i32).length
    this.fixedWidth = fixed
    this.variable = variable
  }

  /** Canonical bytes of a row. */
  rowWidth(key: Key, cells: readonly Cell[]): number {
    let width = this.fixedWidth
    if (typeof key === 'string') width += key.length
    for (let i = 0; i < this.variable.length; i++) {
      const position = this.variable[i]
      width += this.codes[position] === columnCode.text ? textWidth(cells[position]) : anyWidth(cells[position])
    }
    return width
  }

  /** Cells in these columns always take the same bytes. */
  hasFixedWidth(positions: readonly number[]): boolean {
    for (let i = 0; i < positions.length; i++) {
      const code = this.codes[positions[i]]
      if (code === columnCode.text || code === columnCode.any) return false
    }
    return true
  }

  hashOf(key: Key): KeyHash {
    return typeof key === 'number' ? hashNumber(this.seed, key) : hashBinary(this.seed, key)
  }

  /** The greatest height at which a key with this hash and row width begins a node; `noLevel` when it begins none. */
  levelOf(hash: KeyHash, width: number): number {
    const needed = this.#targetLog2 - (31 - Math.clz32(width))
    const zeros = Math.clz32(hash)
    if (needed <= 0) return Math.floor(zeros / this.parameters.levelBits)
    return zeros < needed ? noLevel : Math.floor((zeros - needed) / this.parameters.levelBits)
  }
}
