// `f(a, VARIADIC array)`: the same function with the array's items as its last arguments. Called by resolve-function.ts.

import type { SqlType } from '../values/sql-type.ts'
import type { SqlArray, SqlValue } from '../values/sql-value.ts'
import type { AggregateFunction, FunctionDefinition, ParameterType, ScalarFunction, TableFunction } from './function-definition.ts'

/** The type of the last argument as the body sees it: the array's element. */
export function spreadTypes(types: readonly SqlType[]): SqlType[] {
  const last = types[types.length - 1]
  return [...types.slice(0, -1), last.element ?? last]
}

/** Wraps a definition for a VARIADIC call: the array's items become arguments. NULL instead of the array gives NULL. */
export function spreadLast(definition: FunctionDefinition): FunctionDefinition {
  const spread = (args: readonly SqlValue[]): SqlValue[] => {
    const array = args[args.length - 1] as SqlArray | null
    return [...args.slice(0, -1), ...(array?.items ?? [])]
  }
  const spreadAll = (args: readonly SqlValue[], types: readonly SqlType[]): SqlType[] => {
    const last = types[types.length - 1]
    return args.map((_, i) => (i < types.length - 1 ? types[i] : (last.element ?? last)))
  }
  switch (definition.kind) {
    case 'scalar':
      return {
        ...definition,
        body: (args, context, types) => {
          if (args[args.length - 1] === null) return null
          const flat = spread(args)
          return definition.body(flat, context, { arguments: spreadAll(flat, types.arguments), result: types.result })
        },
      } satisfies ScalarFunction
    case 'table':
      return {
        ...definition,
        rows: (args, context, types) => {
          const flat = spread(args)
          return definition.rows(flat, context, spreadAll(flat, types))
        },
      } satisfies TableFunction
    case 'aggregate':
      return {
        ...definition,
        add: (state, args, types) => definition.add(state, spread(args), spreadAll(spread(args), types)),
      } satisfies AggregateFunction
    case 'window':
      return definition
  }
}

/** `f(…, VARIADIC x)` passes an array of the last parameter's type. */
export function arrayTail(parameters: readonly ParameterType[]): ParameterType[] {
  const last = parameters[parameters.length - 1]
  const array: ParameterType = typeof last === 'string' ? 'anyarray' : { kind: 'array', name: last.name, element: last }
  return [...parameters.slice(0, -1), array]
}
