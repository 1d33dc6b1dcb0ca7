// As define-function.ts, for set-returning and window functions, all of which come with parts.

import { type SqlType, sqlTypes } from '../values/sql-type.ts'
import type { SqlValue } from '../values/sql-value.ts'
import { type FunctionEntry, type SignatureArguments, parseType } from './define-function.ts'
import type { EvaluationContext, Volatility } from './function-definition.ts'

interface TableOptions {
  readonly volatility?: Volatility
  /** For polymorphic results. */
  readonly columnTypes?: (argumentTypes: readonly SqlType[]) => readonly SqlType[]
  /** Defaults to true: a NULL argument gives no rows. */
  readonly isStrict?: boolean
}

/** A set-returning function. The result is a type (one column, named like the function) or `(name type, …)`. */
export function tableFunction<const S extends string>(
  signature: S,
  rows: (args: SignatureArguments<S>, context: EvaluationContext, types: readonly SqlType[]) => Iterable<readonly SqlValue[]>,
  options: TableOptions = {},
): FunctionEntry {
  return {
    signature,
    define: ({ name, parameters, variadic, result }) => {
      const named = parseColumns(result, name)
      const { columnTypes } = options
      return {
        kind: 'table',
        name,
        parameters,
        variadic,
        columns: types =>
          columnTypes === undefined ? named : columnTypes(types).map((type, i) => ({ name: named[i]?.name ?? name, type })),
        strict: options.isStrict ?? true,
        volatility: options.volatility ?? 'immutable',
        rows: rows as (args: readonly SqlValue[], context: EvaluationContext, types: readonly SqlType[]) => Iterable<readonly SqlValue[]>,
      }
    },
  }
}

/** A pure window function: the executor holds its body. */
export function windowFunction(signature: string): FunctionEntry {
  return { signature, define: ({ name, parameters, result }) => ({ kind: 'window', name, parameters, result: parseType(result) }) }
}

function parseColumns(result: string, name: string): { name: string; type: SqlType }[] {
  const pairs = result.startsWith('(') ? result.slice(1, -1).split(', ') : [`${name} ${result}`]
  return pairs.map(pair => {
    const [column, typeName] = pair.split(' ')
    const type = parseType(typeName)
    return { name: column, type: typeof type === 'string' ? sqlTypes.unknown : type }
  })
}
