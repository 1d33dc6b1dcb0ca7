// What is known while a dump is read: its dialect, the tables it made so far, the names in use, and what had to be left out.

import type { TypeName } from '../ast.ts'
import type { ForeignDialect } from './foreign-dialect.ts'

/** A table of the dump: values that go into it are adapted to its columns. */
export interface DumpTable {
  readonly name: readonly string[]
  readonly columns: Map<string, TypeName>
  /** The column that numbers itself; phpMyAdmin says so only after the rows. */
  identity: string | null
  /** The number that the dump gives to the next row, when it says so. */
  nextNumber: bigint
  /** Greatest number of each whole-number column among the rows of the dump. */
  readonly greatest: Map<string, bigint>
}

/** Something of the dump that has no counterpart here and was left out. */
export interface Loss {
  readonly what: string
  readonly at: number
}

/** State of one translation. */
export class DumpContext {
  readonly dialect: ForeignDialect
  readonly tables = new Map<string, DumpTable>()
  /** Clauses left out of the statement that is read now. */
  readonly losses: Loss[] = []
  private readonly relationNames = new Set<string>()

  constructor(dialect: ForeignDialect) {
    this.dialect = dialect
  }

  /** Remembers a table that the dump makes. */
  addTable(name: readonly string[]): DumpTable {
    const table: DumpTable = { name, columns: new Map(), identity: null, nextNumber: 1n, greatest: new Map() }
    this.tables.set(lastPart(name), table)
    this.relationNames.add(lastPart(name))
    return table
  }

  table(name: readonly string[]): DumpTable | undefined {
    return this.tables.get(lastPart(name))
  }

  /** Names of indexes are unique in a schema here, in MySQL and SQL Server only in a table: the second one gets its table's name. */
  freeIndexName(name: string, table: readonly string[]): string {
    let free = name
    for (let i = 0; this.relationNames.has(free); i++) free = `${lastPart(table)}_${name}${i === 0 ? '' : i}`
    this.relationNames.add(free)
    return free
  }

  /** The column is a boolean in every table of the dump that has it. */
  isBoolean(column: string): boolean {
    let found = false
    for (const table of this.tables.values()) {
      const type = table.columns.get(column)
      if (type === undefined) continue
      if (type.name[0] !== 'bool') return false
      found = true
    }
    return found
  }

  lose(what: string, at: number): void {
    this.losses.push({ what, at })
  }
}

/** A database or schema of the dump is not one of ours: only the name itself counts. */
export function lastPart(name: readonly string[]): string {
  return name[name.length - 1]
}
