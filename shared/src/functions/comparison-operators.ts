// = <> < <= > >= for every ordered type and for the mixed pairs that PostgreSQL has.
// The executor has kernels for operands of one type; these bodies serve the rest and are the reference.

import { type Comparator, comparatorFor, compareText } from '../values/compare-values.ts'
import { timestampOfDate, timestampToTz } from '../values/date-time.ts'
import { sqlTypes } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { type FunctionEntry, contextual, strict } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'

const tests = {
  '=': (order: number) => order === 0,
  '<>': (order: number) => order !== 0,
  '<': (order: number) => order < 0,
  '<=': (order: number) => order <= 0,
  '>': (order: number) => order > 0,
  '>=': (order: number) => order >= 0,
} as const

/** As in int4eq and date_lt: every operator is a function, too. */
const suffixes = { '=': 'eq', '<>': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' } as const

function functionName(type: string, symbol: keyof typeof tests): string {
  const isPlain = /^(?:bool|int\d|float\d|bpchar|bytea|name|oid)$/.test(type) || (type === 'text' && /^(?:=|<>)$/.test(symbol))
  return `${type}${isPlain ? '' : '_'}${suffixes[symbol]}`
}

const symbols = Object.keys(tests) as (keyof typeof tests)[]

const sameTypes = [
  'bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'text', 'bpchar', 'name', 'bytea', 'date', 'time', 'timetz',
  'timestamp', 'timestamptz', 'interval', 'uuid', 'jsonb', 'oid',
] as const // prettier-ignore

/** Types whose values compare with `<` in JavaScript, numbers and bigints mixed. */
const mixedIntegers = [
  ['int2', 'int4'], ['int2', 'int8'], ['int4', 'int2'], ['int4', 'int8'], ['int8', 'int2'], ['int8', 'int4'],
] as const // prettier-ignore

const mixedFloats = [
  ['float4', 'float8'],
  ['float8', 'float4'],
] as const

const mixedNames = [
  ['name', 'text'],
  ['text', 'name'],
] as const

const dateTypes = ['date', 'timestamp', 'timestamptz'] as const

/** Micros since 1970 UTC of a date, timestamp or timestamptz, as the comparison with a timestamptz sees it. */
function instantOf(type: (typeof dateTypes)[number], value: number, other: (typeof dateTypes)[number], context: EvaluationContext): number {
  const local = type === 'date' ? timestampOfDate(value) : value
  return type !== 'timestamptz' && other === 'timestamptz' ? timestampToTz(local, contextOf(context).timeZone) : local
}

function compareNumbers(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function sameTypeEntries(symbol: keyof typeof tests): FunctionEntry[] {
  const test = tests[symbol]
  const plain = sameTypes.map(name => {
    let compare: Comparator | undefined
    return strict(`${`${symbol} ${functionName(name, symbol)}` as '='}(${name}, ${name}) bool`, (a: SqlValue, b: SqlValue) =>
      test((compare ??= comparatorFor(sqlTypes[name]))(a, b)),
    )
  })
  const generic = (['anyarray', 'anyenum', 'record'] as const).map(name =>
    contextual(`${symbol}(${name}, ${name}) bool`, ([a, b], _, types) => test(comparatorFor(types.arguments[0])(a, b)), 'immutable'),
  )
  return [...plain, ...generic]
}

function mixedEntries(symbol: keyof typeof tests): FunctionEntry[] {
  const test = tests[symbol]
  const floats = comparatorOnce('float8')
  const dates = dateTypes.flatMap(left =>
    dateTypes
      .filter(right => right !== left)
      .map(right =>
        contextual(`${symbol}(${left}, ${right}) bool`, ([a, b], context) =>
          test(compareNumbers(instantOf(left, a, right, context), instantOf(right, b, left, context))),
        ),
      ),
  )
  return [
    ...mixedIntegers.map(([a, b]) => strict(`${symbol}(${a}, ${b}) bool`, (x, y) => test(compareNumbers(x, y)))),
    ...mixedFloats.map(([a, b]) => strict(`${symbol}(${a}, ${b}) bool`, (x, y) => test(floats(x, y)))),
    ...mixedNames.map(([a, b]) => strict(`${symbol}(${a}, ${b}) bool`, (x, y) => test(compareText(x, y)))),
    ...dates,
  ]
}

function comparatorOnce(name: keyof typeof sqlTypes): Comparator {
  let compare: Comparator | undefined
  return (a, b) => (compare ??= comparatorFor(sqlTypes[name]))(a, b)
}

/** Made when the first function is looked up, not when the engine is loaded: they are many. */
export function comparisonOperators(): readonly FunctionEntry[] {
  return symbols.flatMap(symbol => [...sameTypeEntries(symbol), ...mixedEntries(symbol)])
}
