// Old result against new: rows that did not change keep their object, so that a list re-renders only what moved.

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

/** The key's text, with the number of equal ones before it. */
function uniqueId(row: ResultRow, columns: readonly string[], seen: Map<string, number>): string {
  const id = columns.length === 1 ? valueId(row[columns[0]]) : columns.map(column => valueId(row[column])).join('\u0001')
  const copies = seen.get(id) ?? 0
  seen.set(id, copies + 1)
  return copies === 0 ? id : `${id}\u0002${copies}`
}

function valueId(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `s${value}`
    case 'object':
      if (value === null) return 'n'
      if (value instanceof Date) return `d${value.getTime()}`
      return value instanceof Uint8Array ? `b${String(value)}` : `o${JSON.stringify(value, bigintAsText)}`
    default:
      return `${typeof value}${String(value)}`
  }
}

const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value)

const keyOf = (row: ResultRow, columns: readonly string[]): readonly unknown[] => columns.map(column => row[column])

function sameRow(a: ResultRow, b: ResultRow): boolean {
  for (const column in b) {
    const [x, y] = [a[column], b[column]]
    if (x !== y && !Object.is(x, y) && (typeof x !== 'object' || typeof y !== 'object' || valueId(x) !== valueId(y))) return false
  }
  return true
}
