// The small language in which the built-ins are written: `strict('left(text, int4) text', (s, n) => …)`.
// The signature gives the body its TypeScript types, so that a body is checked without casts. Entries are parsed
// when their name is first looked up (function-registry.ts): thousands of definitions cost nothing at start.
//
// signature: name[ alias…]"("parameter", "…")" result   parameter: type | type[] | polymorphic | ...type (VARIADIC)

import { assert } from '../base/assert.ts'
import { type SqlType, arrayOf, sqlTypes } from '../values/sql-type.ts'
import type { Decimal, Interval, SqlArray, SqlRecord, SqlValue, TimeTz } from '../values/sql-value.ts'
import type {
  AggregateFunction,
  CallTypes,
  EvaluationContext,
  FunctionDefinition,
  ParameterType,
  Volatility,
} from './function-definition.ts'

/** A built-in before its signature is parsed. */
export interface FunctionEntry {
  readonly signature: string
  readonly define: (parsed: ParsedSignature) => FunctionDefinition
}

export interface ParsedSignature {
  readonly name: string
  readonly parameters: readonly ParameterType[]
  readonly variadic: boolean
  readonly result: string
}

interface ValueByType {
  bool: boolean
  int2: number
  int4: number
  int8: number | bigint
  float4: number
  float8: number
  numeric: Decimal
  text: string
  varchar: string
  bpchar: string
  name: string
  bytea: Uint8Array<ArrayBuffer>
  date: number
  time: number
  timetz: TimeTz
  timestamp: number
  timestamptz: number
  interval: Interval
  uuid: string
  json: string
  jsonb: string
  oid: number
  regclass: number
  regtype: number
  record: SqlRecord
  anyarray: SqlArray
  anycompatiblearray: SqlArray
  anyenum: string
}

type NonNull = Exclude<SqlValue, null>

type ValueOf<T extends string> = T extends `${string}[]` ? SqlArray : T extends keyof ValueByType ? ValueByType[T] : NonNull

type ArgumentsOf<P extends string> = P extends ''
  ? []
  : P extends `...${infer V}`
    ? ValueOf<V>[]
    : P extends `${infer Head}, ${infer Rest}`
      ? [ValueOf<Head>, ...ArgumentsOf<Rest>]
      : [ValueOf<P>]

type Nullable<T extends unknown[]> = { [K in keyof T]: T[K] | null }

/** The arguments of signature `S`, as a tuple. */
export type SignatureArguments<S extends string> = S extends `${string}(${infer P}) ${string}` ? ArgumentsOf<P> : never

/** The result of signature `S`. */
export type SignatureResult<S extends string> = S extends `${string}(${string}) ${infer R}`
  ? ValueOf<R> extends infer V
    ? V | null
    : never
  : never

/** A function that gets plain values and is not called when one of them is NULL. */
export function strict<const S extends string>(
  signature: S,
  body: (...args: SignatureArguments<S>) => SignatureResult<S>,
  volatility: Volatility = 'immutable',
): FunctionEntry {
  // The resolved types are what the signature says: that is the binder's promise, not the compiler's.
  const call = body as unknown as (...args: readonly SqlValue[]) => SqlValue
  return scalarEntry(signature, { strict: true, volatility, body: byArity(signature, call) })
}

/** As `strict`, for a body that also needs the context or the resolved types. */
export function contextual<const S extends string>(
  signature: S,
  body: (args: SignatureArguments<S>, context: EvaluationContext, types: CallTypes) => SignatureResult<S>,
  volatility: Volatility = 'stable',
): FunctionEntry {
  return scalarEntry(signature, { strict: true, volatility, body: body as unknown as ScalarBody })
}

/** A function that also sees NULL arguments. */
export function lenient<const S extends string>(
  signature: S,
  body: (args: Nullable<SignatureArguments<S>>, context: EvaluationContext, types: CallTypes) => SignatureResult<S>,
  volatility: Volatility = 'immutable',
): FunctionEntry {
  return scalarEntry(signature, { strict: false, volatility, body: body as unknown as ScalarBody })
}

/** What an aggregate adds to its signature. */
export interface AggregateBody<S extends string, State> {
  readonly create: (types: readonly SqlType[], context?: EvaluationContext) => State
  readonly add: (state: State, args: SignatureArguments<S>, types: readonly SqlType[]) => State
  readonly remove?: (state: State, args: SignatureArguments<S>, types: readonly SqlType[]) => State
  readonly finish: (state: State, types: readonly SqlType[]) => SqlValue
  /** Defaults to true. */
  readonly skipsNulls?: boolean
  readonly kernel?: Exclude<AggregateFunction['kernel'], undefined>
  readonly result?: (argumentTypes: readonly SqlType[]) => SqlType
  readonly directArguments?: number
}

/** An aggregate; its state is private to it. */
export function aggregate<const S extends string, State>(signature: S, body: AggregateBody<S, State>): FunctionEntry {
  return {
    signature,
    define: ({ name, parameters, variadic, result }) => {
      const { skipsNulls = true, result: resultOf, ...rest } = body
      // Each aggregate gets back the states that it made itself.
      return {
        kind: 'aggregate',
        name,
        parameters,
        variadic,
        result: resultOf ?? parseType(result),
        skipsNulls,
        ...rest,
      } as unknown as AggregateFunction
    },
  }
}

type ScalarBody = (args: readonly SqlValue[], context: EvaluationContext, types: CallTypes) => SqlValue

function scalarEntry(signature: string, rest: { strict: boolean; volatility: Volatility; body: ScalarBody }): FunctionEntry {
  return {
    signature,
    define: ({ name, parameters, variadic, result }) => ({
      kind: 'scalar',
      name,
      parameters,
      variadic,
      result: parseType(result),
      ...rest,
    }),
  }
}

/** Positional calls without a spread for the usual arities: the bodies stay monomorphic. */
function byArity(signature: string, call: (...args: readonly SqlValue[]) => SqlValue): ScalarBody {
  const inside = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')'))
  if (inside.includes('...')) return args => call(...args)
  switch (inside === '' ? 0 : inside.split(', ').length) {
    case 0:
      return () => call()
    case 1:
      return args => call(args[0])
    case 2:
      return args => call(args[0], args[1])
    case 3:
      return args => call(args[0], args[1], args[2])
    default:
      return args => call(...args)
  }
}

export const polymorphic: ReadonlySet<string> = new Set([
  'any', 'anyelement', 'anyarray', 'anynonarray', 'anyenum', 'anycompatible', 'anycompatiblearray',
]) // prettier-ignore

function isPolymorphic(text: string): text is Exclude<ParameterType, SqlType> {
  return polymorphic.has(text)
}

/** The type that a signature names. */
export function parseType(text: string): ParameterType {
  if (isPolymorphic(text)) return text
  if (text.endsWith('[]')) {
    const element = parseType(text.slice(0, -2))
    assert(typeof element !== 'string', 'arrays of polymorphic types are spelled anyarray')
    return arrayOf(element)
  }
  const type = (sqlTypes as Readonly<Record<string, SqlType>>)[text]
  assert(type !== undefined, `a signature names a known type: ${text}`)
  return type
}

/** The names before the parenthesis: the function and its aliases. */
export function signatureNames(signature: string): string[] {
  return signature.slice(0, signature.indexOf('(')).split(' ')
}

/** Reads `signature` as the definition of `name`, one of its aliases. */
export function parseSignature(name: string, signature: string): ParsedSignature {
  const open = signature.indexOf('(')
  const close = signature.indexOf(') ', open)
  const inside = signature.slice(open + 1, close)
  const parameters = inside === '' ? [] : inside.split(', ')
  const variadic = inside.includes('...')
  return { name, parameters: parameters.map(p => parseType(p.replace('...', ''))), variadic, result: signature.slice(close + 2) }
}
