// Test support: evaluates a small SQL expression with the built-ins, and asks PGlite the same.
// The grammar is what tests need: literals, casts, calls, ARRAY[…], unary and left-associative binary operators.

import { PGlite } from '@electric-sql/pglite'
import { SqlError } from '../base/errors.ts'
import { ManualClock } from '../base/clock.ts'
import { seededRandom } from '../base/random.ts'
import { castValue } from '../values/cast-value.ts'
import { makeArray } from '../values/sql-array.ts'
import { arrayOf, sqlTypes, type SqlType } from '../values/sql-type.ts'
import type { SqlRecord, SqlValue } from '../values/sql-value.ts'
import { printValue } from '../values/text-io.ts'
import { parseValue } from '../functions/json-populate.ts'
import { parseTypeName } from '../values/resolve-type-name.ts'
import { typeOid } from '../values/type-oids.ts'
import { contextOf } from '../functions/evaluation-values.ts'
import { stringOf } from '../functions/json-build.ts'
import type { EvaluationContext } from '../functions/function-definition.ts'
import { resolveCommonType } from '../functions/resolve-common-type.ts'
import { resolveFunction, resolveOperator, type ResolvedFunction } from '../functions/resolve-function.ts'

export interface Typed {
  readonly type: SqlType
  readonly value: SqlValue
}

export const testContext: EvaluationContext = {
  clock: new ManualClock(),
  random: seededRandom(1),
  nowMicros: 1_764_000_000_000_000,
  settings: new Map([
    ['timezone', 'UTC'],
    ['datestyle', 'ISO, MDY'],
    ['search_path', 'public'],
  ]),
  user: 'postgres',
  database: 'postgres',
  sequences: {
    nextval: () => 1,
    currval: () => 1,
    setval: (_, value) => value,
    lastval: () => 1,
  },
}

const token =
  /\s*(?:(\d+\.\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|\d+(?:e[+-]?\d+)?)|(E?'(?:[^']|'')*')|("[^"]+"|[a-z_][a-z_0-9]*)|(::|[-+*/<>=~!@#%^&|`?]+|[(),[\]]))/giy

type Token = { kind: 'number' | 'string' | 'word' | 'symbol'; text: string }

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text)
    if (match === null) throw new SyntaxError(`cannot read ${text}`)
    const [, number, string, word, symbol] = match
    if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (string !== undefined) {
      const raw = string.replace(/^E/i, '').slice(1, -1).replaceAll("''", "'")
      const unescaped = /^E/i.test(string) ? raw.replace(/\\(u[0-9a-fA-F]{4}|[^])/g, (_, c: string) => escapes(c)) : raw
      tokens.push({ kind: 'string', text: unescaped })
    } else if (word !== undefined) tokens.push({ kind: 'word', text: word.startsWith('"') ? word.slice(1, -1) : word.toLowerCase() })
    else tokens.push({ kind: 'symbol', text: symbol })
  }
  return tokens
}

const escapes = (c: string): string =>
  c.startsWith('u') ? String.fromCharCode(parseInt(c.slice(1), 16)) : ({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[c] ?? c)

export function passArguments(call: ResolvedFunction, args: readonly Typed[], context = testContext): SqlValue[] {
  return args.map((arg, i) => coerce(arg, call.argumentTypes[i], context))
}

function coerce({ value, type }: Typed, to: SqlType, context: EvaluationContext): SqlValue {
  if (value === null) return null
  if (type.name === 'unknown') return to.name === 'unknown' ? value : parseValue(to, stringOf(value), contextOf(context))
  return castValue(value, type, to, contextOf(context), 'implicit')
}

class Evaluator {
  readonly #tokens: Token[]
  readonly #context: EvaluationContext
  #at = 0
  constructor(text: string, context: EvaluationContext) {
    this.#tokens = tokenize(text)
    this.#context = context
  }

  whole(): Typed {
    const value = this.#expression()
    if (this.#at < this.#tokens.length) throw new SyntaxError(`unread: ${this.#tokens[this.#at].text}`)
    return value
  }

  /** A call at the top, unevaluated: for table functions and aggregates. */
  topCall(): { name: string; args: Typed[] } {
    const name = this.#tokens[this.#at++].text
    this.#at++
    return { name, args: this.#list(')') }
  }

  #peek(): string {
    const next = this.#tokens[this.#at]
    return next?.kind === 'symbol' ? next.text : ''
  }

  #expression(): Typed {
    let left = this.#unary()
    while (this.#at < this.#tokens.length && this.#tokens[this.#at].kind === 'symbol' && !/^[(),[\]]$|^::$/.test(this.#peek())) {
      const symbol = this.#tokens[this.#at++].text
      const right = this.#unary()
      left = this.#apply(resolveOperator(symbol === '!=' ? '<>' : symbol, left.type, right.type), [left, right])
    }
    return left
  }

  #apply(call: ResolvedFunction, args: readonly Typed[]): Typed {
    const { definition } = call
    if (definition.kind !== 'scalar') throw new SyntaxError(`${definition.name} is not scalar`)
    const values = passArguments(call, args, this.#context)
    const value =
      definition.strict && values.includes(null)
        ? null
        : definition.body(values, this.#context, { arguments: call.argumentTypes, result: call.resultType })
    return { type: call.resultType, value }
  }

  #unary(): Typed {
    const symbol = this.#peek()
    if (symbol !== '' && symbol !== '(' && symbol !== '[') {
      const [, number, after] = this.#tokens.slice(this.#at)
      this.#at++
      if (symbol === '-' && number?.kind === 'number' && after?.text !== '::') {
        this.#at++
        return numberLiteral(`-${number.text}`)
      }
      const operand = this.#unary()
      return this.#apply(resolveOperator(symbol, null, operand.type), [operand])
    }
    let value = this.#primary()
    for (;;) {
      if (this.#peek() !== '::') return value
      this.#at++
      value = this.#cast(value, this.#typeName())
    }
  }

  #cast({ type, value }: Typed, to: SqlType): Typed {
    if (value === null) return { type: to, value }
    const context = contextOf(this.#context)
    return { type: to, value: type.name === 'unknown' ? parseValue(to, stringOf(value), context) : castValue(value, type, to, context) }
  }

  #typeName(): SqlType {
    let text = this.#tokens[this.#at++].text
    while (this.#tokens[this.#at]?.kind === 'word') text += ` ${this.#tokens[this.#at++].text}`
    if (this.#peek() === '(') {
      while (this.#peek() !== ')') text += this.#tokens[this.#at++].text
      text += this.#tokens[this.#at++].text
    }
    while (this.#peek() === '[') {
      text += '[]'
      this.#at += 2
    }
    const type = parseTypeName(text)
    if (type === null) throw new SyntaxError(`no type ${text}`)
    return type
  }

  #primary(): Typed {
    const next = this.#tokens[this.#at++]
    if (next.kind === 'number') return numberLiteral(next.text)
    if (next.text === '[') {
      this.#at--
      return this.#array()
    }
    if (next.kind === 'string') return { type: sqlTypes.unknown, value: next.text }
    if (next.text === '(') {
      const inside = this.#expression()
      this.#at++
      return inside
    }
    if (next.text === 'null') return { type: sqlTypes.unknown, value: null }
    if (next.text === 'true' || next.text === 'false') return { type: sqlTypes.bool, value: next.text === 'true' }
    if (next.text === 'array' && this.#peek() === '[') return this.#array()
    if (this.#peek() === '(') {
      this.#at++
      const isRow = next.text === 'row'
      const variadic = this.#tokens.slice(this.#at).findIndex(t => t.text === 'variadic' && t.kind === 'word') >= 0
      const args = this.#list(')')
      if (isRow) return rowOf(args)
      return this.#apply(
        resolveFunction(
          next.text,
          args.map(arg => arg.type),
          { variadic },
        ),
        args,
      )
    }
    // `interval '1 day'`
    this.#at--
    const type = this.#typeName()
    return this.#cast({ type: sqlTypes.unknown, value: this.#tokens[this.#at++].text }, type)
  }

  #list(end: string): Typed[] {
    const items: Typed[] = []
    while (this.#peek() !== end) {
      if (this.#peek() === ',') this.#at++
      if (this.#tokens[this.#at]?.text === 'variadic') this.#at++
      items.push(this.#expression())
    }
    this.#at++
    return items
  }

  /** `at` is on the word ARRAY or, nested, before the bracket. */
  #array(): Typed {
    this.#at++
    const items = this.#list(']')
    const common = resolveCommonType(
      items.map(item => item.type),
      'ARRAY',
    )
    const values = items.map(item => coerce(item, common, this.#context))
    if (common.kind !== 'array') return { type: arrayOf(common), value: makeArray(common, values) }
    const inner = values.flatMap(value => (value !== null && typeof value === 'object' && 'items' in value ? [value] : []))
    const dimensions = [inner.length, ...(inner[0]?.dimensions ?? [])]
    const elementType = common.element ?? common
    return {
      type: common,
      value: { kind: 'array', elementType, dimensions, lowerBounds: dimensions.map(() => 1), items: inner.flatMap(array => array.items) },
    }
  }
}

function rowOf(args: readonly Typed[]): Typed {
  const typed = args.map(arg => (arg.type.name === 'unknown' ? { ...arg, type: sqlTypes.text } : arg))
  const value: SqlRecord = { kind: 'record', fields: typed.map(arg => arg.value), types: typed.map(arg => arg.type) }
  return { type: sqlTypes.record, value }
}

function numberLiteral(text: string): Typed {
  if (!/^-?\d+$/.test(text)) return { type: sqlTypes.numeric, value: parseValue(sqlTypes.numeric, text) }
  const value = BigInt(text)
  const fits = (bits: bigint): boolean => value >= -(1n << bits) && value < 1n << bits
  const type = fits(31n) ? sqlTypes.int4 : fits(63n) ? sqlTypes.int8 : sqlTypes.numeric
  return { type, value: parseValue(type, text) }
}

/** What a query answered: rows of text and the type oids, or a SQLSTATE. */
export type Answer =
  | { readonly rows: readonly (readonly (string | null)[])[]; readonly types: readonly number[] }
  | { readonly error: string; readonly message: string }

function answerOf(run: () => { rows: readonly (readonly SqlValue[])[]; types: readonly SqlType[] }, context: EvaluationContext): Answer {
  try {
    const { rows, types } = run()
    const print = (value: SqlValue, i: number): string | null => (value === null ? null : printValue(types[i], value, contextOf(context)))
    return { rows: rows.map(row => row.map(print)), types: types.map(type => (type.name === 'unknown' ? 25 : typeOid(type))) }
  } catch (error) {
    if (error instanceof SqlError) return { error: error.code, message: error.message }
    throw error
  }
}

/** `SELECT expression`, here. */
export function evaluateHere(expression: string, context = testContext): Answer {
  return answerOf(() => {
    const { type, value } = new Evaluator(expression, context).whole()
    return { rows: [[value]], types: [type] }
  }, context)
}

/** Name and argument types of a call. */
export function topCallTypes(call: string): { name: string; types: SqlType[] } {
  const { name, args } = new Evaluator(call, testContext).topCall()
  return { name, types: args.map(arg => arg.type) }
}

/** `SELECT * FROM call`, here. */
export function tableHere(call: string, context = testContext): Answer {
  return answerOf(() => {
    const { name, args } = new Evaluator(call, context).topCall()
    const resolved = resolveFunction(
      name,
      args.map(arg => arg.type),
    )
    const { definition } = resolved
    if (definition.kind !== 'table') throw new SyntaxError(`${name} is not a table function`)
    const values = passArguments(resolved, args, context)
    const rows = definition.strict && values.includes(null) ? [] : [...definition.rows(values, context, resolved.argumentTypes)]
    return { rows, types: definition.columns(resolved.argumentTypes).map(column => column.type) }
  }, context)
}

/** `SELECT * FROM call AS x(column type, …)`, here. */
export function recordHere(text: string, context = testContext): Answer {
  const [, call, list] = /^(.*) AS \w*\s*\((.*)\)$/.exec(text) ?? ['', text, '']
  const columns = list.split(', ').map(column => {
    const [name, ...words] = column.split(' ')
    return { name, type: parseTypeName(words.join(' ')) ?? sqlTypes.text }
  })
  return answerOf(() => {
    const { name, args } = new Evaluator(call.replace('null::record', 'null'), context).topCall()
    const resolved = resolveFunction(name, args.map(arg => arg.type)) // prettier-ignore
    const definition = resolved.definition.kind === 'table' ? resolved.definition.forColumns?.(columns) : undefined
    if (definition === undefined) throw new SyntaxError(`${name} takes no columns`)
    return {
      rows: [...definition.rows(passArguments(resolved, args, context), context, resolved.argumentTypes)],
      types: columns.map(column => column.type),
    }
  }, context)
}

/** `SELECT name(args) FROM (VALUES rows)`, here: each row is the text of an argument list. */
export function aggregateHere(name: string, rows: readonly string[], context = testContext): Answer {
  return answerOf(() => {
    const typedRows = rows.map(row => new Evaluator(`f(${row})`, context).topCall().args)
    const types = typedRows[0].map((_, i) =>
      resolveCommonType(
        typedRows.map(row => row[i].type),
        'VALUES',
      ),
    )
    const resolved = resolveFunction(name, types)
    const { definition, argumentTypes } = resolved
    if (definition.kind !== 'aggregate') throw new SyntaxError(`${name} is not an aggregate`)
    let state = definition.create(argumentTypes, context)
    for (const row of typedRows) {
      const common = row.map((arg, i) => ({ type: types[i], value: coerce(arg, types[i], context) }))
      const args = passArguments(resolved, common, context)
      if (definition.skipsNulls && args.includes(null)) continue
      state = definition.add(state, args, argumentTypes)
    }
    return { rows: [[definition.finish(state, argumentTypes)]], types: [resolved.resultType] }
  }, context)
}

const identityParsers = Object.fromEntries(Array.from({ length: 6000 }, (_, oid) => [oid, (text: string) => text]))

/** One PGlite for a test file. */
export async function openOracle(): Promise<(sql: string) => Promise<Answer>> {
  const db = await PGlite.create()
  await db.exec(`SET timezone = 'UTC'; SET datestyle = 'ISO, MDY'`)
  return async sql => {
    try {
      const result = await db.query<(string | null)[]>(sql, [], { rowMode: 'array', parsers: identityParsers })
      return { rows: result.rows, types: result.fields.map(field => field.dataTypeID) }
    } catch (error) {
      const { code = 'none', message = '' } = error as { code?: string; message?: string }
      return { error: code, message }
    }
  }
}

/** The expressions that answer differently here and there. */
export async function differences(
  ask: (sql: string) => Promise<Answer>,
  expressions: readonly string[],
  form: { readonly toSql?: (expression: string) => string; readonly run?: (expression: string) => Answer } = {},
): Promise<{ expression: string; here: Answer; there: Answer }[]> {
  const found = []
  for (const expression of expressions) {
    const there = await ask((form.toSql ?? (text => `SELECT ${text}`))(expression))
    const here = (form.run ?? evaluateHere)(expression)
    if (!sameAnswer(here, there)) found.push({ expression, here, there })
  }
  return found
}

/** Equal answers; float texts may differ in their last digits, error messages do not count. */
export function sameAnswer(here: Answer, there: Answer): boolean {
  if ('error' in here || 'error' in there) return 'error' in here && 'error' in there && here.error === there.error
  if (here.types.join() !== there.types.join() || here.rows.length !== there.rows.length) return false
  return here.rows.every((row, r) => row.every((cell, c) => sameCell(cell, there.rows[r][c], there.types[c])))
}

function sameCell(here: string | null, there: string | null, type: number): boolean {
  if (here === there) return true
  if (here === null || there === null || (type !== 701 && type !== 700)) return false
  const tolerance = type === 701 ? 1e-13 : 1e-6
  return Math.abs(Number(here) - Number(there)) <= tolerance * Math.max(Math.abs(Number(here)), Math.abs(Number(there)))
}
