// Foreign keys: tested at the end of each statement (or at commit, when deferred) over what the statement wrote,
// and ON DELETE / ON UPDATE actions, which write through the same writer and so are journalled and tested in turn.

import { assert, unreachable } from '../base/assert.ts'
import type { Cell, Key } from '../base/cell.ts'
import { SqlError } from '../base/errors.ts'
import { indexKeyCodec, primaryKeyCodec } from '../exec/row-key.ts'
import { columnPosition, type Constraint, type ReferentialAction, type TableDefinition, tableById } from '../schema/database-schema.ts'
import type { StoredRow } from '../storage/tree-contract.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { printCell, valueOfCell, type HeadWriter } from './head-writer.ts'
import type { Head } from './head.ts'
import { columnDefault } from './table-expressions.ts'
import type { TableState } from './table-state.ts'
import type { JournalEntry, WriteJournal } from './write-journal.ts'

type ForeignKey = Extract<Constraint, { kind: 'foreign key' }>

interface Reference {
  readonly child: TableDefinition
  readonly constraint: ForeignKey
  readonly childPositions: readonly number[]
  readonly parentPositions: readonly number[]
}

/** Foreign keys by the tables that they leave and reach; made once per schema version. */
interface ReferenceMap {
  readonly version: number
  readonly ofChild: ReadonlyMap<number, readonly Reference[]>
  readonly ofParent: ReadonlyMap<number, readonly Reference[]>
}

const referenceMaps = new WeakMap<object, ReferenceMap>()

function referencesOf(head: Head): ReferenceMap {
  const cached = referenceMaps.get(head.schema)
  if (cached !== undefined) return cached
  const ofChild = new Map<number, Reference[]>()
  const ofParent = new Map<number, Reference[]>()
  for (const child of head.schema.tables.values()) {
    for (const constraint of child.constraints) {
      if (constraint.kind !== 'foreign key') continue
      const parent = tableById(head.schema, constraint.references.table)
      assert(parent, `the table that ${constraint.name} refers to exists`)
      const reference: Reference = {
        child,
        constraint,
        childPositions: constraint.columns.map(id => columnPosition(child, id)),
        parentPositions: constraint.references.columns.map(id => columnPosition(parent, id)),
      }
      ofChild.set(child.id, [...(ofChild.get(child.id) ?? []), reference])
      ofParent.set(parent.id, [...(ofParent.get(parent.id) ?? []), reference])
    }
  }
  const map = { version: head.schema.version, ofChild, ofParent }
  referenceMaps.set(head.schema, map)
  return map
}

/** Which deferrable constraints wait for commit in this transaction. */
export interface DeferredConstraints {
  isDeferred(constraint: ForeignKey): boolean
}

export const nothingDeferred: DeferredConstraints = { isDeferred: constraint => constraint.initiallyDeferred }

/**
 * Runs referential actions and checks for the journal from `from` on, growing with what the actions write.
 * `atCommit`: only what was deferred. Throws 23503; may throw PageFault, and is then called again from the start of the statement.
 */
export function enforceForeignKeys(
  head: Head,
  writer: HeadWriter,
  journal: WriteJournal,
  from: number,
  deferred: DeferredConstraints,
  atCommit = false,
): void {
  const references = referencesOf(head)
  if (references.ofChild.size === 0) return
  // Actions first: they may remove the children that a check would complain about.
  if (!atCommit) for (let i = from; i < journal.entries.length; i++) runActions(head, writer, references, journal.entries[i])
  for (let i = from; i < journal.entries.length; i++) {
    const entry = journal.entries[i]
    for (const reference of references.ofChild.get(entry.table.definition.id) ?? [])
      if (deferred.isDeferred(reference.constraint) === atCommit) requireParent(head, reference, entry)
    for (const reference of references.ofParent.get(entry.table.definition.id) ?? [])
      if (deferred.isDeferred(reference.constraint) === atCommit) refuseOrphans(head, reference, entry)
  }
}

const cellsAt = (row: StoredRow, positions: readonly number[]): readonly Cell[] => positions.map(position => row.cells[position])

function sameCellList(a: readonly Cell[], b: readonly Cell[], definition: TableDefinition, positions: readonly number[]): boolean {
  return a.every(
    (cell, i) =>
      cell === b[i] ||
      (cell !== null && b[i] !== null && printCell(definition, positions[i], cell) === printCell(definition, positions[i], b[i])),
  )
}

function requireParent(head: Head, reference: Reference, entry: JournalEntry): void {
  if (entry.after === null) return
  const state = head.table(entry.table.definition)
  const current = state.rows.get(entry.key)
  if (current === null) return
  const cells = cellsAt(current, reference.childPositions)
  if (
    entry.before !== null &&
    sameCellList(cellsAt(entry.before, reference.childPositions), cells, reference.child, reference.childPositions)
  )
    return
  const nulls = cells.filter(cell => cell === null).length
  if (nulls > 0) {
    if (reference.constraint.match === 'simple' || nulls === cells.length) return
    throw violation(
      `insert or update on table "${reference.child.name}"`,
      reference,
      'MATCH FULL does not allow mixing of null and nonnull key values.',
    )
  }
  const parent = tableById(head.schema, reference.constraint.references.table)
  assert(parent, 'a foreign key refers to a table')
  if (findByColumns(head.table(parent), reference.parentPositions, cells, 1).length > 0) return
  throw violation(
    `insert or update on table "${reference.child.name}"`,
    reference,
    `Key ${printKey(reference.child, reference.childPositions, cells)} is not present in table "${parent.name}".`,
  )
}

/** The parent key that an entry took away, or null when children cannot miss it. */
function lostKey(reference: Reference, entry: JournalEntry): readonly Cell[] | null {
  if (entry.before === null) return null
  const lost = cellsAt(entry.before, reference.parentPositions)
  if (lost.includes(null)) return null
  const { definition } = entry.table
  if (entry.after !== null && sameCellList(lost, cellsAt(entry.after, reference.parentPositions), definition, reference.parentPositions))
    return null
  return lost
}

function refuseOrphans(head: Head, reference: Reference, entry: JournalEntry): void {
  const lost = lostKey(reference, entry)
  if (lost === null) return
  const parent = entry.table.definition
  // Another row may have taken the key over within the same statement.
  if (findByColumns(head.table(parent), reference.parentPositions, lost, 1).length > 0) return
  const child = head.table(reference.child)
  if (findByColumns(child, reference.childPositions, lost, 1).length === 0) return
  throw violation(
    `update or delete on table "${parent.name}"`,
    reference,
    `Key ${printKey(parent, reference.parentPositions, lost)} is still referenced from table "${reference.child.name}".`,
    ` on table "${reference.child.name}"`,
  )
}

function runActions(head: Head, writer: HeadWriter, references: ReferenceMap, entry: JournalEntry): void {
  for (const reference of references.ofParent.get(entry.table.definition.id) ?? []) {
    const lost = lostKey(reference, entry)
    if (lost === null) continue
    const isUpdate = entry.after !== null || entry.moved
    const action = isUpdate ? reference.constraint.onUpdate : reference.constraint.onDelete
    if (action === 'no action' || action === 'restrict') continue
    const child = head.table(reference.child)
    for (const key of findByColumns(child, reference.childPositions, lost, Number.MAX_SAFE_INTEGER))
      applyAction(head, writer, reference, action, isUpdate, key, entry)
  }
}

function applyAction(
  head: Head,
  writer: HeadWriter,
  reference: Reference,
  action: Exclude<ReferentialAction, 'no action' | 'restrict'>,
  isUpdate: boolean,
  key: Key,
  entry: JournalEntry,
): void {
  const child = head.table(reference.child)
  const row = child.rows.get(key)
  if (row === null) return
  if (action === 'cascade' && !isUpdate) {
    writer.delete(child.definition, key)
    return
  }
  const cells = row.cells.slice()
  const newKey = isUpdate ? movedTo(head, reference, entry) : null
  reference.childPositions.forEach((position, i) => {
    switch (action) {
      case 'cascade':
        cells[position] = newKey === null ? cells[position] : newKey[i]
        break
      case 'set null':
        cells[position] = null
        break
      case 'set default':
        cells[position] = columnDefault(child.definition, child.definition.columns[position])
        break
      default:
        unreachable(action)
    }
    if (cells[position] === null && child.definition.columns[position].notNull)
      throw new SqlError(
        '23502',
        `null value in column "${child.definition.columns[position].name}" of relation "${child.definition.name}" violates not-null constraint`,
        {
          table: child.definition.name,
          column: child.definition.columns[position].name,
        },
      )
  })
  writer.update(child.definition, key, cells)
}

/** The parent's new key after an update: in the same entry, or in the row that the moved row became. */
function movedTo(head: Head, reference: Reference, entry: JournalEntry): readonly Cell[] | null {
  if (entry.after !== null) return cellsAt(entry.after, reference.parentPositions)
  const next = entry.movedTo === undefined ? null : head.table(entry.table.definition).rows.get(entry.movedTo)
  return next === null ? null : cellsAt(next, reference.parentPositions)
}

/** Keys of up to `limit` rows whose columns at `positions` equal `cells`: by primary key, by index, or by a scan. */
function findByColumns(table: TableState, positions: readonly number[], cells: readonly Cell[], limit: number): readonly Key[] {
  const { definition } = table
  const values = cells.map((cell, i) => valueOfCell(definition.columns[positions[i]].type, cell))
  if (definition.primaryKey.length === positions.length) {
    const primary = primaryKeyCodec(definition)
    const order = primary.positions.map(position => positions.indexOf(position))
    if (!order.includes(-1)) {
      const key = primary.codec.encode(order.map(i => values[i]))
      return table.rows.find(key) === null ? [] : [key]
    }
  }
  for (const index of table.indexes.values()) {
    if (index.holds !== null) continue
    const leading = index.positions.slice(0, positions.length)
    const order = leading.map(position => positions.indexOf(position))
    if (leading.length === positions.length && !order.includes(-1))
      return scanIndex(
        table,
        index.definition.name,
        order.map(i => values[i]),
        limit,
      )
  }
  return scanTable(table, positions, cells, limit)
}

function scanIndex(table: TableState, name: string, values: readonly SqlValue[], limit: number): readonly Key[] {
  const index = table.indexes.get(name)
  assert(index, `index ${name} exists`)
  const keys: Key[] = []
  const cursor = table.index(name).scan(indexKeyCodec(index.definition, table.definition).codec.prefixRange(values), 'ascending')
  for (let slice = cursor.next(); slice !== null && keys.length < limit; slice = cursor.next()) {
    const column = slice.leaf.column(0)
    for (let i = slice.start; i < slice.end && keys.length < limit; i++) {
      const key = column[i]
      if (typeof key === 'number' || typeof key === 'string') keys.push(key)
    }
  }
  return keys
}

function scanTable(table: TableState, positions: readonly number[], cells: readonly Cell[], limit: number): readonly Key[] {
  const keys: Key[] = []
  const cursor = table.rows.scan({}, 'ascending')
  for (let slice = cursor.next(); slice !== null && keys.length < limit; slice = cursor.next()) {
    for (let i = slice.start; i < slice.end && keys.length < limit; i++) {
      const row = slice.leaf.row(i)
      if (sameCellList(cells, cellsAt(row, positions), table.definition, positions)) keys.push(slice.leaf.keys[i])
    }
  }
  return keys
}

function violation(what: string, { child, constraint }: Reference, detail: string, where = ''): SqlError {
  return new SqlError('23503', `${what} violates foreign key constraint "${constraint.name}"${where}`, {
    detail,
    table: child.name,
    constraint: constraint.name,
  })
}

/** `(a, b)=(1, 2)`. */
function printKey(table: TableDefinition, positions: readonly number[], cells: readonly Cell[]): string {
  const names = positions.map(position => table.columns[position].name)
  return `(${names.join(', ')})=(${cells.map((cell, i) => printCell(table, positions[i], cell)).join(', ')})`
}
