// Special call syntax becomes plain calls, as in PostgreSQL: this makes the node.

import type { Expression, FunctionCall, QualifiedName } from '../ast.ts'

/** The parts of a call that has nothing but arguments. */
export function callParts(name: QualifiedName, args: readonly Expression[], at: number): FunctionCall {
  return {
    name,
    args: args.map(value => ({ name: null, value, variadic: false })),
    star: false,
    distinct: false,
    orderBy: [],
    withinGroup: null,
    filter: null,
    over: null,
    at,
  }
}

/** `name(args)` of PostgreSQL's own catalogue. */
export function plainCall(name: string, args: readonly Expression[], at: number): Expression {
  return { kind: 'call', ...callParts([name], args, at) }
}
