// Special call syntax becomes plain calls, as in PostgreSQL: this makes the node.

import type { Expression, QualifiedName } from '../ast.ts'

/** A call that has nothing but arguments. */
export function callNode(name: QualifiedName, args: readonly Expression[], at: number): Expression & { readonly kind: 'call' } {
  return {
    kind: 'call',
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
  return callNode([name], args, at)
}
