// Random rows of every kind of layout, for the property tests of storage. Parameters are small, so that trees are deep.

import { assert } from '../base/assert.ts'
import { asOriginId } from '../base/brand.ts'
import type { Cell, Key } from '../base/cell.ts'
import { seededRandom, type Random } from '../base/random.ts'
import type { Birth, Stamp } from '../base/stamp.ts'
import type { StoredRow } from '../base/stored-row.ts'
import { PageFault, type TreeLayout, type TreeReader, type TreeWriter } from '../storage/tree-contract.ts'
import { defaultTreeParameters, type TreeParameters } from '../storage/tree-shape.ts'

export const treeSeed = seededRandom(7).bytes(16)

/** Node sizes: from trees as they are to ones where the cap rule decides most. */
export const parameterSets: Readonly<Record<string, TreeParameters>> = {
  small: { ...defaultTreeParameters, targetBytes: 512, capBytes: 1500, levelBits: 2, innerCap: 8 },
  tiny: { ...defaultTreeParameters, targetBytes: 256, capBytes: 400, levelBits: 1, innerCap: 3, splitDepth: 3 },
  default: defaultTreeParameters,
}

export const treeLayouts: readonly TreeLayout[] = [
  { keyKind: 'number', columns: ['i32', 'text', 'f64', 'i64', 'any'], keyColumn: 0, stamped: true },
  { keyKind: 'binary', columns: ['text', 'i32'], keyColumn: -1, stamped: false },
  { keyKind: 'number', columns: ['i64', 'f64'], keyColumn: 0, stamped: true },
  { keyKind: 'number', columns: ['f64', 'i32'], keyColumn: 0, stamped: false },
  { keyKind: 'binary', columns: ['any', 'i64', 'f64', 'any'], keyColumn: -1, stamped: true },
]

const births: readonly Birth[] = Array.from({ length: 7 }, (_, i) => ({
  hlc: { ms: 1_764_000_000_000 + i * 37, counter: i % 3 },
  origin: asOriginId(`o${i % 2}`),
  seq: i,
  ordinal: i === 6 ? 1 : 0,
}))

export function randomKey(random: Random, layout: TreeLayout, keys: number): Key {
  const n = random.below(keys)
  if (layout.keyKind === 'binary') return `k\u00ff${String.fromCharCode(n & 7)}${n.toString(36)}`
  return layout.columns[0] === 'f64' && random.below(9) === 0 ? n + 0.5 : n - (keys >> 1)
}

function randomBigint(random: Random): bigint {
  return 2n ** 60n + BigInt(random.below(99))
}

function randomText(random: Random): string {
  switch (random.below(12)) {
    case 0:
      return ''
    case 1:
      return 'ä€\u{1f600}'.repeat(random.below(9))
    case 2:
      return random.below(4) === 0 ? `${'long '.repeat(300)}${random.below(5)}` : 'x'.repeat(random.below(200))
    case 3:
      return random.below(3) === 0 ? 'half \ud83d' : '\ude00'
    default:
      return ['open', 'paid', 'shipped'][random.below(3)]
  }
}

function randomAny(random: Random): Cell {
  switch (random.below(9)) {
    case 0:
      return randomText(random).replace(/\p{Surrogate}/gu, '')
    case 1:
      return random.bytes(random.below(20))
    case 2:
      return random.below(4) === 0 ? random.bytes(1500 + random.below(2)) : random.float()
    case 3:
      return randomBigint(random)
    case 4:
      return { kind: 'array', elementType: { kind: 'scalar', name: 'text' }, dimensions: [2], lowerBounds: [1], items: ['a', null] } as Cell
    case 5:
      return random.below(2) === 0
    default:
      return { kind: 'decimal', digits: random.below(100_000), scale: 2 } as Cell
  }
}

export function randomCell(random: Random, kind: string): Cell {
  if (random.below(8) === 0) return null
  switch (kind) {
    case 'i32':
      return random.below(1000) - 500
    case 'f64':
      return [random.float(), random.below(100) / 100, -0, Number.NaN, Infinity, 1.7e15][random.below(random.below(5) === 0 ? 6 : 2)]
    case 'i64':
      return random.below(20) === 0 ? randomBigint(random) : random.below(1e9) * 4096
    case 'text':
      return randomText(random)
    default:
      return randomAny(random)
  }
}

export function randomRow(random: Random, layout: TreeLayout, key: Key): StoredRow {
  const cells = layout.columns.map((kind, i) => (i === layout.keyColumn ? key : randomCell(random, kind)))
  if (!layout.stamped) return { cells, birth: null, cellStamps: null }
  const birth = random.below(3) === 0 ? { ...births[random.below(7)] } : births[random.below(7)]
  return { cells, birth, cellStamps: random.below(4) === 0 ? randomStamps(random, layout) : null }
}

function randomStamps(random: Random, layout: TreeLayout): Map<number, Stamp> {
  const stamps = new Map<number, Stamp>()
  for (let left = 1 + random.below(3); left > 0; left--) {
    stamps.set(random.below(layout.columns.length), {
      hlc: { ms: 1_764_000_900_000 + random.below(3), counter: 3 },
      origin: asOriginId(`o${random.below(9)}`),
    })
  }
  return stamps
}

/** A row as text, exact to the sign of zero: comparing these is much faster than comparing rows. */
export function printRow(key: Key, row: StoredRow): string {
  const stamps = row.cellStamps === null ? [] : [...row.cellStamps].sort((a, b) => a[0] - b[0])
  return `${printItem(key)}: ${printItem(row.cells)} ${printItem(row.birth)} ${printItem(stamps)}`
}

function printItem(item: unknown): string {
  if (typeof item === 'string') return JSON.stringify(item)
  if (Object.is(item, -0)) return '-0'
  if (typeof item === 'bigint') return `${item}n`
  if (item instanceof Uint8Array) return `bytes ${item.join()}`
  if (Array.isArray(item)) return `[${item.map(printItem).join()}]`
  if (typeof item !== 'object' || item === null) return String(item)
  const properties = Object.entries(item).sort((a, b) => (a[0] < b[0] ? -1 : 1))
  return `{${properties.map(([name, value]) => `${name}:${printItem(value)}`).join()}}`
}

/** Repeats a step until its pages are in memory. */
export async function withPages<Result>(step: () => Result): Promise<Result> {
  for (;;) {
    try {
      return step()
    } catch (fault) {
      if (!(fault instanceof PageFault)) throw fault
      await fault.load()
    }
  }
}

/** Everything in a tree, in the order of a scan. */
export async function contentOf(tree: TreeReader, direction: 'ascending' | 'descending' = 'ascending'): Promise<string> {
  const rows: string[] = []
  const cursor = tree.scan({}, direction)
  for (let slice = await withPages(() => cursor.next()); slice !== null; slice = await withPages(() => cursor.next())) {
    const { leaf, start, end } = slice
    for (let i = 0; i < end - start; i++) {
      const index = direction === 'ascending' ? start + i : end - 1 - i
      const row = await withPages(() => leaf.row(index))
      rows.push(printRow(leaf.keys[index], row))
    }
  }
  return rows.join('\n')
}

/** The same of what should be there. */
export function printModel(model: ReadonlyMap<Key, StoredRow>, direction: 'ascending' | 'descending' = 'ascending'): string {
  const rows = [...model].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([key, row]) => printRow(key, row))
  return (direction === 'ascending' ? rows : rows.reverse()).join('\n')
}

/** Sets the number columns of the row under `key` in place, in the tree and in its model, to those of `row`, and its stamps. */
export function editNumbers(tree: TreeWriter, model: Map<Key, StoredRow>, key: Key, row: StoredRow): void {
  const found = tree.edit(key)
  const known = model.get(key)
  assert((found === null) === (known === undefined), 'the tree has the rows of its model')
  if (found === null || known === undefined) return
  const cells = known.cells.slice()
  for (const [i, kind] of tree.layout.columns.entries()) {
    const cell = row.cells[i]
    if ((kind !== 'i32' && kind !== 'f64') || i === tree.layout.keyColumn || typeof cell !== 'number') continue
    found.leaf.setNumber(i, found.index, cell)
    cells[i] = cell
  }
  found.leaf.setCellStamps(found.index, row.cellStamps)
  model.set(key, { cells, birth: known.birth, cellStamps: known.birth === null ? null : row.cellStamps })
}
