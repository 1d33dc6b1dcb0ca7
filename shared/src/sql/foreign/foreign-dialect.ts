// The foreign dialects that dumps come in, and what tells their texts apart.

export type ForeignDialect = 'mysql' | 'sqlite' | 'transactsql'

/** How a dialect writes tokens. */
export interface DialectTraits {
  readonly title: string
  /** Opening quote of a name -> closing quote. */
  readonly nameQuotes: ReadonlyMap<string, string>
  readonly stringQuotes: ReadonlySet<string>
  /** Backslashes in strings are escapes. */
  readonly hasBackslashes: boolean
  readonly hasNestedComments: boolean
  /** `#` begins a comment. */
  readonly hasHashComments: boolean
  /** Operators that are spelled in another way here. */
  readonly operators: ReadonlyMap<string, string>
}

export const dialectTraits: Readonly<Record<ForeignDialect, DialectTraits>> = {
  mysql: {
    title: 'MySQL',
    nameQuotes: new Map([['`', '`']]),
    stringQuotes: new Set(["'", '"']),
    hasBackslashes: true,
    hasNestedComments: false,
    hasHashComments: true,
    operators: new Map([
      ['&&', 'and'],
      ['||', 'or'],
      ['^', '#'],
      ['!=', '<>'],
    ]),
  },
  sqlite: {
    title: 'SQLite',
    nameQuotes: new Map([
      ['"', '"'],
      ['`', '`'],
      ['[', ']'],
    ]),
    stringQuotes: new Set(["'"]),
    hasBackslashes: false,
    hasNestedComments: false,
    hasHashComments: false,
    operators: new Map([
      ['==', '='],
      ['!=', '<>'],
    ]),
  },
  transactsql: {
    title: 'SQL Server',
    nameQuotes: new Map([
      ['"', '"'],
      ['[', ']'],
    ]),
    stringQuotes: new Set(["'"]),
    hasBackslashes: false,
    hasNestedComments: true,
    hasHashComments: false,
    operators: new Map([
      ['^', '#'],
      ['!=', '<>'],
      ['!<', '>='],
      ['!>', '<='],
    ]),
  },
}
