// Old result against new: rows that did not change keep their object, so that a list re-renders only what moved.

import { listId, valueId } from './value-id.ts'

/** A row as the application sees it. */
export type ResultRow = Readonly<Record<string, unknown>>

export interface RowDifference {
  readonly kind: 'insert' | 'update' | 'delete'
  /** Values of the key columns, or of all columns when the result has no key. */
  readonly key: readonly unknown[]
  readonly before: ResultRow | null
  readonly after: ResultRow | null
}

export interface Difference {
  /** The old array itself when nothing changed. */
  readonly rows: readonly ResultRow[]
  readonly changes: readonly RowDifference[]
}

/** `keyColumns` null: rows are told apart by all their values, equal ones by their count. */
export function diffRows(before: readonly ResultRow[], fresh: readonly ResultRow[], keyColumns: readonly string[] | null): Difference {
  const columns = keyColumns ?? Object.keys(fresh[0] ?? before[0] ?? {})
  const old = indexRows(before, columns)
  const changes: RowDifference[] = []
  const rows: ResultRow[] = []
  const seen = new Map<string, number>()
  let isMoved = before.length !== fresh.length
  fresh.forEach((row, i) => {
    const id = uniqueId(row, columns, seen)
    const known = old.get(id)
    old.delete(id)
    if (known === undefined) {
      changes.push({ kind: 'insert', key: keyOf(row, columns), before: null, after: row })
      rows.push(row)
    } else if (sameRow(known, row)) {
      rows.push(known)
    } else {
      changes.push({ kind: 'update', key: keyOf(row, columns), before: known, after: row })
      rows.push(row)
    }
    if (!isMoved && rows[i] !== before[i]) isMoved = true
  })
  for (const row of old.values()) changes.push({ kind: 'delete', key: keyOf(row, columns), before: row, after: null })
  return { rows: isMoved ? rows : before, changes }
}

function indexRows(rows: readonly ResultRow[], columns: readonly string[]): Map<string, ResultRow> {
  const seen = new Map<string, number>()
  const byId = new Map<string, ResultRow>()
  for (const row of rows) byId.set(uniqueId(row, columns, seen), row)
  return byId
}

/** The key's text, behind the number of equal ones before it, if there are any. */
function uniqueId(row: ResultRow, columns: readonly string[], seen: Map<string, number>): string {
  const id = columns.length === 1 ? valueId(row[columns[0]]) : listId(keyOf(row, columns))
  const copies = seen.get(id) ?? 0
  seen.set(id, copies + 1)
  return copies === 0 ? id : `${copies}\u0002${id}`
}

const keyOf = (row: ResultRow, columns: readonly string[]): readonly unknown[] => columns.map(column => row[column])

function sameRow(a: ResultRow, b: ResultRow): boolean {
  for (const column in b) {
    const [x, y] = [a[column], b[column]]
    if (x !== y && !Object.is(x, y) && (typeof x !== 'object' || typeof y !== 'object' || valueId(x) !== valueId(y))) return false
  }
  return true
}
