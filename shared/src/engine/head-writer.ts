// The engine's end of INSERT, UPDATE and DELETE: keys, uniqueness, stamps, and the journal.
// Exec calls it row by row (RowWriter port); constraints on one row were tested by exec, foreign keys follow
// at the end of the statement (check-foreign-keys.ts).

import { isSameCell, type Cell, type Key } from '../base/cell.ts'
import { assert } from '../base/assert.ts'
import type { Birth } from '../base/stamp.ts'
import { SqlError } from '../base/errors.ts'
import type { RowWriter } from '../exec/execution-context.ts'
import { indexKeyCodec, primaryKeyOf } from '../exec/row-key.ts'
import type { SqlType } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { printValue } from '../values/text-io.ts'
import type { TableDefinition } from '../schema/database-schema.ts'
import { columnPosition } from '../schema/database-schema.ts'
import type { StoredRow } from '../storage/tree-contract.ts'
import { CellChange } from './cell-change.ts'
import { CellStamper } from './cell-stamper.ts'
import type { Head } from './head.ts'
import type { IndexState, TableState } from './table-state.ts'
import type { WriteJournal } from './write-journal.ts'

/** Stamps of the change set that is being made, and keys for tables without a primary key. */
export interface WriteIdentity {
  readonly birth: Birth
  hiddenKey(): string
}

/** A unique violation, or a row that ON CONFLICT found. */
export interface Conflict {
  readonly key: Key
  readonly row: StoredRow
  readonly constraint: string
}

export class HeadWriter implements RowWriter {
  readonly #head: Head
  readonly #journal: WriteJournal
  readonly #identity: WriteIdentity
  readonly #stamps: CellStamper
  readonly #onFound: ((table: TableState, found: Conflict) => void) | null

  /** `onFound`: told of every row that ON CONFLICT found: it may be left as it is, and then nothing else tells that it was read. */
  constructor(
    head: Head,
    journal: WriteJournal,
    identity: WriteIdentity,
    onFound: ((table: TableState, found: Conflict) => void) | null = null,
  ) {
    this.#onFound = onFound
    this.#head = head
    this.#journal = journal
    this.#identity = identity
    this.#stamps = new CellStamper(identity.birth)
  }

  insert(definition: TableDefinition, values: readonly Cell[]): void {
    const table = this.#head.table(definition)
    const cells = storedCells(definition, values)
    const conflict = findConflict(table, cells, null, anyArbiter)
    if (conflict) throw uniqueViolation(table, cells, conflict)
    const key = definition.primaryKey.length > 0 ? primaryKeyOf(definition, cells) : this.#identity.hiddenKey()
    const row: StoredRow = { cells, birth: this.#identity.birth, cellStamps: null }
    table.replace(key, null, row)
    this.#journal.push(table, key, null, row)
  }

  update(definition: TableDefinition, key: Key, values: readonly Cell[]): boolean {
    const table = this.#head.table(definition)
    // Read again: an earlier row of this statement may have changed it.
    const before = table.rows.get(key)
    if (before === null) return false
    const cells = storedCells(definition, values)
    const newKey = definition.primaryKey.length > 0 ? primaryKeyOf(definition, cells) : key
    if (newKey === key) return this.#replaceInPlace(table, key, before, cells, null)
    const conflict = findConflict(table, cells, key, anyArbiter)
    if (conflict) throw uniqueViolation(table, cells, conflict)
    const mark = this.#journal.mark
    this.#journal.noteRepeat()
    try {
      table.replace(key, before, null)
      this.#journal.pushMove(table, key, before, newKey)
      const row: StoredRow = { cells, birth: this.#identity.birth, cellStamps: null }
      table.replace(newKey, null, row)
      this.#journal.push(table, newKey, null, row)
    } catch (error) {
      this.#journal.undoTo(mark)
      throw error
    }
    return true
  }

  assign(definition: TableDefinition, key: Key, positions: readonly number[], values: readonly Cell[]): boolean {
    const table = this.#head.table(definition)
    const before = table.rows.get(key)
    if (before === null) return false
    const cells = before.cells.slice()
    for (let i = 0; i < positions.length; i++) {
      const value = values[i]
      cells[positions[i]] = typeof value === 'boolean' && definition.columns[positions[i]].type.name === 'bool' ? (value ? 1 : 0) : value
    }
    return this.#replaceInPlace(table, key, before, cells, positions)
  }

  /**
   * Sets numbers of fixed width in columns that are in no index, without looking at the rest of the row. false when there is no such
   * row; null, with nothing done, when `assign` must do it. May throw PageFault.
   */
  setNumbers(definition: TableDefinition, key: Key, positions: readonly number[], numbers: readonly number[]): boolean | null {
    const table = this.#head.table(definition)
    if (table.pending !== null) return null
    const found = table.tree.edit(key)
    if (found === null) return false
    const { leaf, index } = found
    const before = new Array<Cell>(numbers.length)
    for (let i = 0; i < numbers.length; i++) {
      before[i] = leaf.cellAt(positions[i], index)
      if (isSameCell(before[i], numbers[i])) return null
    }
    const birth = leaf.birthAt(index)
    assert(birth, 'rows of tables carry a birth')
    const stampsBefore = leaf.cellStampsAt(index)
    if (this.#stamps.hasWritten(birth, stampsBefore)) return null
    const stamps = this.#stamps.stampsAfter(birth, stampsBefore, positions)
    for (let i = 0; i < numbers.length; i++) leaf.setNumber(positions[i], index, numbers[i])
    leaf.setCellStamps(index, stamps)
    this.#journal.pushCells(new CellChange(table, { key, birth, cells: before, stamps: stampsBefore }, positions, numbers))
    return true
  }

  /** New cells under the same key, in the columns `candidates` at most (null: in any). Nothing is written where nothing changed. */
  #replaceInPlace(table: TableState, key: Key, before: StoredRow, cells: readonly Cell[], candidates: readonly number[] | null): true {
    const positions = this.#stamps.changedPositions(before.cells, cells, candidates)
    if (positions.length === 0) return true
    const conflict = table.hasUniqueIndex ? findConflict(table, cells, key, changedArbiter(table, positions)) : null
    if (conflict) throw uniqueViolation(table, cells, conflict)
    if (this.#stamps.hasWritten(before.birth, before.cellStamps)) this.#journal.noteRepeat()
    const row = this.#stamps.changed(before, cells, positions)
    table.replace(key, before, row, positions)
    this.#journal.push(table, key, before, row, positions)
    return true
  }

  delete(definition: TableDefinition, key: Key): boolean {
    const table = this.#head.table(definition)
    const before = table.rows.get(key)
    if (before === null) return false
    if (this.#stamps.hasWritten(before.birth, before.cellStamps)) this.#journal.noteRepeat()
    table.replace(key, before, null)
    this.#journal.push(table, key, before, null)
    return true
  }

  findConflict(definition: TableDefinition, values: readonly Cell[], arbiters: readonly string[]): Conflict | null {
    const isArbiter = arbiters.length === 0 ? anyArbiter : (name: string) => arbiters.includes(name)
    const table = this.#head.table(definition)
    const found = findConflict(table, storedCells(definition, values), null, isArbiter)
    if (found !== null) this.#onFound?.(table, found)
    return found
  }
}

const anyArbiter = (): boolean => true

/** Only unique indexes whose columns changed can collide. */
function changedArbiter(table: TableState, changed: readonly number[]): (name: string) => boolean {
  return name => {
    if (name === 'primary key') return false
    const index = table.indexes.get(name)
    return index === undefined || index.holds !== null || index.positions.some(position => changed.includes(position))
  }
}

/** Booleans are 0/1 in leaves. */
function storedCells(definition: TableDefinition, values: readonly Cell[]): readonly Cell[] {
  let copy: Cell[] | null = null
  for (let i = 0; i < definition.columns.length; i++) {
    const value = values[i]
    if (typeof value === 'boolean' && definition.columns[i].type.name === 'bool') {
      copy ??= values.slice()
      copy[i] = value ? 1 : 0
    }
  }
  return copy ?? values
}

/** The row that `cells` would collide with, `self` apart. */
export function findConflict(
  table: TableState,
  cells: readonly Cell[],
  self: Key | null,
  isArbiter: (name: string) => boolean,
): Conflict | null {
  const { definition } = table
  if (definition.primaryKey.length > 0 && isArbiter('primary key')) {
    const key = primaryKeyOf(definition, cells)
    const row = key === self ? null : table.rows.get(key)
    if (row) return { key, row, constraint: primaryKeyName(definition) }
  }
  for (const [name, index] of table.indexes) {
    if (!index.definition.unique || !isArbiter(name)) continue
    const key = findInUniqueIndex(table, index, cells, self)
    if (key === null) continue
    const row = table.rows.get(key)
    if (row) return { key, row, constraint: name }
  }
  return null
}

function findInUniqueIndex(table: TableState, index: IndexState, cells: readonly Cell[], self: Key | null): Key | null {
  if (!index.definition.nullsNotDistinct && index.positions.some(position => cells[position] === null)) return null
  if (index.holds !== null && !index.holds(cells)) return null
  const { codec } = indexKeyCodec(index.definition, table.definition)
  const range = codec.prefixRange(index.positions.map(position => cells[position] as SqlValue))
  const cursor = table.index(index.definition.name).scan(range, 'ascending')
  for (let slice = cursor.next(); slice !== null; slice = cursor.next()) {
    const keys = slice.leaf.column(0)
    for (let i = slice.start; i < slice.end; i++) {
      const key = keys[i]
      if ((typeof key === 'number' || typeof key === 'string') && key !== self) return key
    }
  }
  return null
}

function primaryKeyName(definition: TableDefinition): string {
  return definition.constraints.find(constraint => constraint.kind === 'primary key')?.name ?? `${definition.name}_pkey`
}

/** 23505 with PostgreSQL's message and detail. */
export function uniqueViolation(table: TableState, cells: readonly Cell[], conflict: Conflict): SqlError {
  const { definition } = table
  const index = table.indexes.get(conflict.constraint)
  const positions = index ? index.positions : definition.primaryKey.map(column => columnPosition(definition, column))
  const names = positions.map(position => definition.columns[position].name).join(', ')
  const values = positions.map(position => printCell(definition, position, cells[position])).join(', ')
  return new SqlError('23505', `duplicate key value violates unique constraint "${conflict.constraint}"`, {
    detail: `Key (${names})=(${values}) already exists.`,
    table: definition.name,
    constraint: conflict.constraint,
  })
}

/** A stored cell as PostgreSQL prints it, for messages. */
export function printCell(definition: TableDefinition, position: number, cell: Cell): string {
  if (cell === null) return 'null'
  const { type } = definition.columns[position]
  return printValue(type, valueOfCell(type, cell))
}

/** A stored cell in the runtime form of its SQL type: the reverse of `storedCells`. */
export function valueOfCell(type: SqlType, cell: Cell): SqlValue {
  return (type.name === 'bool' && typeof cell === 'number' ? cell !== 0 : cell) as SqlValue
}
