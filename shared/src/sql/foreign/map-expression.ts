// Functions and operators of foreign dialects as ours: IFNULL, GETDATE(), `+` between strings, CHAR(10). Applied to every tree that our
// grammar read from a dump. What has no counterpart stays, and binding it will say so.

import { booleanOf } from './column-value.ts'
import { plainCall } from '../parse/plain-call.ts'
import { mapTree } from './map-tree.ts'
import type { Expression, FunctionCall } from '../ast.ts'
import type { ForeignDialect } from './foreign-dialect.ts'

/** What the mapping knows about the dump. */
export interface MappingContext {
  readonly dialect: ForeignDialect
  isBoolean(column: string): boolean
}

/** The tree with our functions and operators. */
export function mapExpression<T>(tree: T, context: MappingContext): T {
  return mapTree(tree, expression => booleanTest(mapNode(expression, context.dialect), context))
}

/** `flag = 1`, `flag in (0, 1)`: the column is a boolean here. */
function booleanTest(node: Expression, context: MappingContext): Expression {
  const isFlag = (side: Expression): boolean => side.kind === 'column' && context.isBoolean(side.name[side.name.length - 1])
  if (node.kind === 'in list' && isFlag(node.operand)) return { ...node, list: node.list.map(booleanOf) }
  if (node.kind !== 'binary' || (node.operator !== '=' && node.operator !== '<>')) return node
  if (isFlag(node.left)) return { ...node, right: booleanOf(node.right) }
  return isFlag(node.right) ? { ...node, left: booleanOf(node.left) } : node
}

function mapNode(node: Expression, dialect: ForeignDialect): Expression {
  if (node.kind === 'call') return mapCall(node, dialect)
  if (node.kind === 'unary' && node.operator === '!') return { kind: 'not', operand: node.operand, at: node.at }
  if (node.kind === 'binary') return mapBinary(node, dialect)
  // LIKE compares without case in the foreign dialects and exactly here: ILIKE answers as before.
  if (node.kind === 'like' && node.form === 'like') return { ...node, form: 'ilike' }
  if (node.kind === 'cast' && Object.hasOwn(castTypes, node.type.name[0]))
    return { ...node, type: { ...node.type, name: [castTypes[node.type.name[0]]] } }
  return node
}

/** Types of CAST that have other names here. */
const castTypes: Readonly<Record<string, string>> = {
  signed: 'int8',
  unsigned: 'numeric',
  datetime: 'timestamp',
  datetime2: 'timestamp',
  smalldatetime: 'timestamp',
  datetimeoffset: 'timestamptz',
  nvarchar: 'varchar',
  ntext: 'text',
  binary: 'bytea',
  varbinary: 'bytea',
  uniqueidentifier: 'uuid',
  money: 'numeric',
  tinyint: 'int2',
}

function mapBinary(node: Expression & { kind: 'binary' }, dialect: ForeignDialect): Expression {
  const { left, right, at } = node
  if (node.operator === '<=>') return { kind: 'is distinct', negated: true, left, right, at }
  const isText = node.operator === '+' && dialect === 'transactsql' && (isTextual(left) || isTextual(right))
  return isText ? { ...node, operator: '||' } : node
}

/** Certainly text: SQL Server joins texts with `+`. */
function isTextual(node: Expression): boolean {
  if (node.kind === 'string') return true
  if (node.kind === 'binary') return node.operator === '||'
  if (node.kind === 'cast') return ['text', 'varchar', 'bpchar'].includes(node.type.name[0])
  return (
    node.kind === 'call' && ['concat', 'lower', 'upper', 'ltrim', 'rtrim', 'substring', 'left', 'right', 'replace'].includes(node.name[0])
  )
}

/** Functions of the same arguments under another name. */
const renamed: Readonly<Record<ForeignDialect, Readonly<Record<string, string>>>> = {
  mysql: {
    ifnull: 'coalesce',
    uuid: 'gen_random_uuid',
    rand: 'random',
    ucase: 'upper',
    lcase: 'lower',
    char_length: 'length',
    character_length: 'length',
    ceiling: 'ceil',
    pow: 'power',
    substr: 'substring',
  },
  sqlite: { ifnull: 'coalesce', substr: 'substring', total: 'sum', group_concat: 'string_agg' },
  transactsql: {
    isnull: 'coalesce',
    newid: 'gen_random_uuid',
    newsequentialid: 'gen_random_uuid',
    len: 'length',
    ceiling: 'ceil',
    replicate: 'repeat',
  },
}
/** Functions without arguments that SQL has a word for. */
const values: Readonly<Record<ForeignDialect, Readonly<Record<string, string>>>> = {
  mysql: {
    now: 'current_timestamp',
    current_timestamp: 'current_timestamp',
    curdate: 'current_date',
    current_date: 'current_date',
    curtime: 'localtime',
    localtimestamp: 'localtimestamp',
    sysdate: 'current_timestamp',
    utc_timestamp: 'current_timestamp',
  },
  sqlite: {},
  transactsql: {
    getdate: 'localtimestamp',
    sysdatetime: 'localtimestamp',
    getutcdate: 'localtimestamp',
    sysutcdatetime: 'localtimestamp',
    sysdatetimeoffset: 'current_timestamp',
    suser_sname: 'current_user',
    suser_name: 'current_user',
  },
}

function mapCall(call: Expression & { kind: 'call' }, dialect: ForeignDialect): Expression {
  if (call.name.length !== 1) return call
  const name = call.name[0].toLowerCase()
  const args = call.args.map(arg => arg.value)
  const value = values[dialect][name]
  // MySQL's precision of fractions, NOW(6), is that of the column anyway.
  if (value !== undefined && (args.length === 0 || args[0].kind === 'number'))
    return { kind: 'sql value', name: value, precision: null, at: call.at }
  if (dialect === 'sqlite') return mapSqliteCall(call, name, args)
  if (name === 'char' && dialect === 'transactsql') return renameCall(call, 'chr')
  if (name === 'if' || name === 'iif') return conditional(call, args)
  return renameCall(call, renamed[dialect][name] ?? name)
}

function renameCall(call: FunctionCall, name: string): Expression {
  return { kind: 'call', ...call, name: [name] }
}

/** IF(a, b, c). */
function conditional(call: Expression & { kind: 'call' }, args: readonly Expression[]): Expression {
  if (args.length !== 3) return call
  const [when, then, otherwise] = args
  return { kind: 'case', operand: null, branches: [{ when, then }], otherwise, at: call.at }
}

function mapSqliteCall(call: Expression & { kind: 'call' }, name: string, args: readonly Expression[]): Expression {
  const isNow = args.length === 1 && args[0].kind === 'string' && args[0].value === 'now'
  if (name === 'datetime' && isNow) return { kind: 'sql value', name: 'localtimestamp', precision: null, at: call.at }
  if (name === 'date' && isNow) return { kind: 'sql value', name: 'current_date', precision: null, at: call.at }
  if (name === 'iif') return conditional(call, args)
  const folded = foldDumpText(name, args)
  if (folded !== null) return { kind: 'string', value: folded, at: call.at }
  if (name === 'char' && args.length === 1) return plainCall('chr', args, call.at)
  return renameCall(call, renamed.sqlite[name] ?? name)
}

/** How .dump writes texts with control characters: replace('a\nb','\n',char(10)) and unistr('a\u000ab'). */
function foldDumpText(name: string, args: readonly Expression[]): string | null {
  if (name === 'char' && args.every(arg => arg.kind === 'number')) {
    return String.fromCodePoint(...args.map(arg => (arg.kind === 'number' ? Number(arg.text) : 0)))
  }
  const texts = args.map(arg => (arg.kind === 'string' ? arg.value : null))
  if (texts.includes(null)) return null
  if (name === 'replace' && texts.length === 3) return String(texts[0]).replaceAll(String(texts[1]), () => String(texts[2]))
  if (name !== 'unistr' || texts.length !== 1) return null
  return String(texts[0]).replace(
    /\\(?:\\|u([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4}))/g,
    (_match, short?: string, long?: string, plain?: string) => {
      const digits = short ?? long ?? plain
      return digits === undefined ? '\\' : String.fromCodePoint(parseInt(digits, 16))
    },
  )
}
