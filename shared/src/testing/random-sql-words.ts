// The words of random SQL: three small tables, their types, and values from small domains, so that joins meet and NULLs are common.
// Both ZenDB and PostgreSQL must answer alike to whatever is made of them (random-sql-query.ts, random-sql-change.ts).

import type { Random } from '../base/random.ts'

export type WordType = 'int' | 'text' | 'bool' | 'numeric' | 'float8' | 'timestamp'

/** An expression that names a column, and its type. */
export interface Column {
  readonly sql: string
  readonly type: WordType
}

export type TableName = 't0' | 't1' | 't2'

export const tableColumns: Readonly<Record<TableName, readonly (readonly [name: string, type: WordType])[]>> = {
  t0: [
    ['id', 'int'],
    ['a', 'int'],
    ['b', 'text'],
    ['c', 'int'],
    ['d', 'bool'],
    ['e', 'numeric'],
    ['f', 'timestamp'],
    ['g', 'float8'],
  ],
  t1: [
    ['id', 'int'],
    ['t0_id', 'int'],
    ['x', 'int'],
    ['y', 'text'],
    ['z', 'numeric'],
    ['h', 'float8'],
  ],
  t2: [
    ['k', 'text'],
    ['n', 'int'],
    ['w', 'bool'],
  ],
}

const definitions: readonly string[] = [
  'create table t0 (id int primary key, a int, b text, c int default 7, d boolean, e numeric, f timestamp, g float8)',
  'create table t1 (id int primary key, t0_id int, x int, y text not null, z numeric(8,2), h float8)',
  'create table t2 (k text, n int, w boolean)',
]

const indexes: readonly string[] = [
  'create index on t0 (a)',
  'create index on t0 (b, c)',
  'create index on t1 (t0_id)',
  'create index on t1 (x desc, y)',
  'create index on t2 (n)',
  'create index on t0 (c) where d',
  'create index on t2 (k, n)',
  'create unique index on t1 (y, id)',
  'create index on t0 (f)',
]

export class RandomWords {
  readonly #random: Random
  #lastAlias = 0

  constructor(random: Random) {
    this.#random = random
  }

  below(bound: number): number {
    return this.#random.below(bound)
  }

  chance(probability: number): boolean {
    return this.#random.float() < probability
  }

  pick<Item>(...items: readonly Item[]): Item {
    return items[this.#random.below(items.length)]
  }

  list<Item>(count: number, make: (index: number) => Item): Item[] {
    return Array.from({ length: count }, (_, i) => make(i))
  }

  alias(): string {
    return `q${this.#lastAlias++}`
  }

  type(): WordType {
    return this.pick<WordType>('int', 'int', 'text', 'numeric', 'float8', 'timestamp', 'bool')
  }

  /** A literal that needs no cast where its type is known. */
  value(type: WordType): string {
    if (this.chance(0.15)) return 'null'
    switch (type) {
      case 'int':
        return String(this.below(12) - 2)
      case 'text':
        return `'${this.pick('', 'a', 'b', 'ab', 'abc', 'ba', 'c', 'x', 'xy', 'zed')}'`
      case 'bool':
        return this.pick('true', 'false')
      case 'numeric':
        return this.pick('0', '1', '1.5', '-2.25', '10', '3.10', '7.125')
      case 'float8':
        // Sums of these are exact in any order.
        return this.pick('0', '0.5', '-1.25', '3', '100.75')
      case 'timestamp':
        return `timestamp '2024-0${1 + this.below(3)}-1${this.below(4)} 0${this.below(3)}:30:00'`
    }
  }

  literal(type: WordType): string {
    const value = this.value(type)
    return value === 'null' || type === 'float8' ? `(${value})::${type}` : value
  }

  row(table: TableName, id: number): string {
    const cells = tableColumns[table].map(([name, type]) => {
      if (name === 'id') return String(id)
      return name === 'y' ? `'${this.pick('a', 'b', 'xy', 'ab')}'` : this.value(type)
    })
    return `(${cells.join(', ')})`
  }

  /** Statements that make the tables, with up to `maxRows` rows each and some of the indexes. */
  database(maxRows: number): string[] {
    const statements = [...definitions]
    for (const table of ['t0', 't1', 't2'] as const) {
      const rows = this.pick(0, 2, Math.ceil(maxRows / 2), maxRows)
      if (rows > 0) statements.push(`insert into ${table} values ${this.list(rows, i => this.row(table, i)).join(', ')}`)
    }
    return [...statements, ...indexes.filter(() => this.chance(0.35))]
  }

  /** A table with the columns of one of its rows. */
  table(): { readonly sql: string; readonly columns: readonly Column[] } {
    const table = this.pick<TableName>('t0', 't0', 't1', 't1', 't2')
    const alias = this.alias()
    return { sql: `${table} ${alias}`, columns: columnsOf(table, alias) }
  }
}

export function columnsOf(table: TableName, alias: string): readonly Column[] {
  return tableColumns[table].map(([name, type]) => ({ sql: `${alias}.${name}`, type }))
}
