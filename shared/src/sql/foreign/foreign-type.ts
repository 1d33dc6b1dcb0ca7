// Types of foreign dialects as ours. What a type cannot say here (unsigned, enum) becomes a wider type or a check.

import { notSupported } from '../../base/errors.ts'
import * as token from '../parse/token.ts'
import type { TypeName } from '../ast.ts'
import type { ForeignDialect } from './foreign-dialect.ts'
import type { TokenCursor } from '../parse/token-cursor.ts'

/** A type as the dump writes it. */
export interface WrittenType {
  /** Lower case, words joined with spaces; '' for a SQLite column without a type. */
  readonly name: string
  /** Numbers in parentheses; `max` of SQL Server is Infinity. */
  readonly sizes: readonly number[]
  /** Labels of ENUM and SET. */
  readonly labels: readonly string[]
  readonly unsigned: boolean
  readonly at: number
}

/** The type at the cursor. */
export function readWrittenType(cursor: TokenCursor, dialect: ForeignDialect): WrittenType {
  const at = cursor.at
  const words: string[] = []
  while (cursor.isLabel && isTypeWord(cursor, dialect, words)) words.push(cursor.take().toLowerCase())
  if (words.length === 0 && dialect !== 'sqlite') throw cursor.unexpected()
  // [dbo].[MyType] and [sys].[geometry].
  while (cursor.accept('.')) words.splice(0, words.length, cursor.label().toLowerCase())
  const sizes: number[] = []
  const labels: string[] = []
  if (cursor.accept('(')) {
    do readSize(cursor, sizes, labels)
    while (cursor.accept(','))
    cursor.expect(')')
  }
  let unsigned = false
  const isSuffix = (): boolean =>
    cursor.isLabel && ['unsigned', 'signed', 'zerofill', 'precision', 'varying'].includes(cursor.text.toLowerCase())
  while (isSuffix()) {
    const word = cursor.take().toLowerCase()
    if (word === 'unsigned' || word === 'zerofill') unsigned = true
  }
  return {
    name: words.filter(word => word !== 'unsigned' && word !== 'signed').join(' '),
    sizes,
    labels,
    unsigned: unsigned || words.includes('unsigned'),
    at,
  }
}

function readSize(cursor: TokenCursor, sizes: number[], labels: string[]): void {
  if (cursor.kind === token.stringToken) {
    labels.push(cursor.take())
  } else if (cursor.isLabel && cursor.text.toLowerCase() === 'max') {
    cursor.advance()
    sizes.push(Infinity)
  } else {
    cursor.acceptOperator('-')
    if (!cursor.isNumber) throw cursor.unexpected()
    sizes.push(Number(cursor.take()))
    // Oracle's VARCHAR2(10 CHAR), which SQLite takes for anything else.
    if (cursor.isLabel) cursor.advance()
  }
}

/** Words that may follow the first word of a type of two words. */
const secondWords: Readonly<Record<string, readonly string[]>> = {
  double: ['precision'],
  national: ['char', 'character', 'varchar'],
  character: ['varying'],
  char: ['varying'],
}
const columnWords: ReadonlySet<string> = new Set(
  'constraint primary not null unique check default collate references generated as autoincrement auto_increment identity comment on key'.split(
    ' ',
  ),
)

/** SQLite takes any words for a type, up to the first word of a constraint; the others have a few types of two words. */
function isTypeWord(cursor: TokenCursor, dialect: ForeignDialect, before: readonly string[]): boolean {
  const word = cursor.text.toLowerCase()
  if (columnWords.has(word) && (before.length > 0 || cursor.kind !== token.identifierToken)) return false
  if (before.length === 0 || dialect === 'sqlite' || word === 'unsigned') return true
  return secondWords[before[before.length - 1]]?.includes(word) ?? false
}

/** Our type for the written one. */
export function typeOf(written: WrittenType, dialect: ForeignDialect): TypeName {
  const [name, modifiers] = dialect === 'mysql' ? mysqlType(written) : dialect === 'sqlite' ? sqliteType(written) : serverType(written)
  return { name: [name], modifiers, arrayDepth: 0, setOf: false, at: written.at }
}

type Named = readonly [name: string, modifiers: readonly number[]]

function plain(name: string): Named {
  return [name, []]
}

/** Types of one spelling in MySQL. */
const mysqlTypes: Readonly<Record<string, string>> = {
  bool: 'bool',
  boolean: 'bool',
  mediumint: 'int4',
  bigint: 'int8',
  float: 'float4',
  double: 'float8',
  'double precision': 'float8',
  real: 'float8',
  tinytext: 'text',
  text: 'text',
  mediumtext: 'text',
  longtext: 'text',
  binary: 'bytea',
  varbinary: 'bytea',
  tinyblob: 'bytea',
  blob: 'bytea',
  mediumblob: 'bytea',
  longblob: 'bytea',
  date: 'date',
  year: 'int2',
  json: 'jsonb',
  enum: 'text',
  set: 'text',
  uuid: 'uuid',
  inet4: 'text',
  inet6: 'text',
}

function mysqlType({ name, sizes, unsigned, at }: WrittenType): Named {
  switch (name) {
    case 'tinyint':
      return plain(sizes[0] === 1 && !unsigned ? 'bool' : 'int2')
    case 'smallint':
      return plain(unsigned ? 'int4' : 'int2')
    case 'int':
    case 'integer':
      return plain(unsigned ? 'int8' : 'int4')
    case 'bigint':
      return unsigned ? ['numeric', [20, 0]] : plain('int8')
    case 'bit':
      return sizes[0] === undefined || sizes[0] === 1 ? plain('bool') : ['varbit', sizes]
    case 'decimal':
    case 'numeric':
    case 'dec':
    case 'fixed':
      return ['numeric', sizes.length === 0 ? [10, 0] : sizes]
    case 'char':
    case 'character':
    case 'nchar':
      return ['bpchar', [sizes[0] ?? 1]]
    case 'varchar':
    case 'nvarchar':
    case 'character varying':
      return ['varchar', sizes]
    case 'datetime':
      return ['timestamp', [sizes[0] ?? 0]]
    case 'timestamp':
      return ['timestamptz', [sizes[0] ?? 0]]
    case 'time':
      return ['time', [sizes[0] ?? 0]]
    default:
      return known(mysqlTypes, name, 'MySQL', at)
  }
}

function known(types: Readonly<Record<string, string>>, name: string, title: string, at: number): Named {
  if (!Object.hasOwn(types, name)) throw notSupported(`type ${name} of ${title}`, at)
  return plain(types[name])
}

/** SQLite's affinity rules, but for types that name something more exact than an affinity. Sizes are not enforced there. */
function sqliteType({ name }: WrittenType): Named {
  if (name.startsWith('bool')) return plain('bool')
  if (name === 'date' || name === 'time') return plain(name)
  if (name === 'uuid' || name === 'guid' || name === 'uniqueidentifier') return plain('uuid')
  if (name === 'json' || name === 'jsonb') return plain('jsonb')
  if (name.startsWith('datetime') || name.startsWith('timestamp')) return plain('timestamp')
  if (name.includes('int')) return plain('int8')
  if (/char|clob|text/.test(name)) return plain('text')
  if (name === '') return plain('text')
  if (name.includes('blob') || name.includes('binary')) return plain('bytea')
  if (/real|floa|doub/.test(name)) return plain('float8')
  if (/dec|num|money/.test(name)) return plain('numeric')
  return plain('text')
}

/** Types of one spelling in SQL Server. */
const serverTypes: Readonly<Record<string, string>> = {
  bit: 'bool',
  tinyint: 'int2',
  smallint: 'int2',
  int: 'int4',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  text: 'text',
  ntext: 'text',
  xml: 'text',
  date: 'date',
  uniqueidentifier: 'uuid',
  image: 'bytea',
  binary: 'bytea',
  varbinary: 'bytea',
  rowversion: 'bytea',
  timestamp: 'bytea',
  json: 'jsonb',
}

function serverType({ name, sizes, at }: WrittenType): Named {
  const size = sizes[0]
  const fraction = Math.min(size ?? 7, 6)
  switch (name) {
    case 'char':
    case 'nchar':
      return ['bpchar', [size ?? 1]]
    case 'varchar':
    case 'nvarchar':
    case 'character varying':
      return size === Infinity ? plain('text') : ['varchar', [size ?? 1]]
    case 'sysname':
      return ['varchar', [128]]
    case 'decimal':
    case 'numeric':
    case 'dec':
      return ['numeric', sizes.length === 0 ? [18, 0] : sizes]
    case 'money':
      return ['numeric', [19, 4]]
    case 'smallmoney':
      return ['numeric', [10, 4]]
    case 'float':
      return plain(size !== undefined && size <= 24 ? 'float4' : 'float8')
    case 'datetime':
      return ['timestamp', [3]]
    case 'smalldatetime':
      return ['timestamp', [0]]
    case 'datetime2':
      return ['timestamp', [fraction]]
    case 'datetimeoffset':
      return ['timestamptz', [fraction]]
    case 'time':
      return ['time', [fraction]]
    default:
      return known(serverTypes, name, 'SQL Server', at)
  }
}
