// Chooses how an aggregate is computed: a kernel by its name and argument type, else its own functions.

import type { BoundAggregate } from '../../sql/bound-expression.ts'
import type { Vector } from '../../values/vector.ts'
import { withSelection, type Batch } from '../batch.ts'
import { SelectionBuffer } from '../expression/compile-logic.ts'
import type { CompileScope, Refine } from '../expression/evaluate.ts'
import type { Accumulator } from './accumulator.ts'
import { CallAggregate, compileAggregateCall } from './call-aggregate.ts'
import { Count } from './count.ts'
import { CountDistinct } from './count-distinct.ts'
import { createExtreme } from './extremes.ts'
import { SumDecimals } from './sum-decimals.ts'
import { SumFloats } from './sum-floats.ts'
import { SumIntegers } from './sum-integers.ts'

/** Compiles the arguments once; each call gives a fresh accumulator over them. */
export function compileAggregate(aggregate: BoundAggregate, scope: CompileScope): () => Accumulator {
  const create = compileKernel(aggregate, scope) ?? compileCall(aggregate, scope)
  if (aggregate.filter === null) return create
  const condition = scope.compilePredicate(aggregate.filter)
  return () => new Filtered(create(), condition)
}

function compileCall(aggregate: BoundAggregate, scope: CompileScope): () => Accumulator {
  const compiled = compileAggregateCall(aggregate, scope)
  return () => new CallAggregate(compiled)
}

function compileKernel(aggregate: BoundAggregate, scope: CompileScope): (() => Accumulator) | null {
  const { function: definition, args, distinct, orderBy, type } = aggregate
  const { kernel } = definition
  if (kernel === undefined || args.length > 1) return null
  if (args.length === 0) return kernel === 'count' ? () => new Count(null) : null
  const [{ type: argumentType }] = args
  const argument = scope.compile(args[0])
  // Of a set, neither order nor repetition changes the extremes.
  if (kernel === 'min' || kernel === 'max') return () => createExtreme(argument, argumentType, kernel === 'max')
  if (kernel === 'count') return distinct ? () => new CountDistinct(argument, argumentType) : () => new Count(argument)
  if (distinct || orderBy.length > 0) return null
  switch (argumentType.name) {
    case 'int2':
    case 'int4':
    case 'int8':
      return () => new SumIntegers(argument, type, kernel === 'avg') // prettier-ignore
    case 'numeric':
      return () => new SumDecimals(argument, kernel === 'avg')
    case 'float4':
    case 'float8':
      return () => new SumFloats(argument, type, kernel === 'avg') // prettier-ignore
    default:
      return null
  }
}

/** FILTER (WHERE …): the inner accumulator sees only the rows for which it is true. */
class Filtered implements Accumulator {
  readonly #inner: Accumulator
  readonly #condition: Refine
  readonly #selected = new SelectionBuffer()
  #count = 0

  constructor(inner: Accumulator, condition: Refine) {
    this.#inner = inner
    this.#condition = condition
  }

  prepare(batch: Batch): void {
    const selection = this.#selected.take(batch.count)
    this.#count = this.#condition(batch, selection)
    if (this.#count > 0) this.#inner.prepare(withSelection(batch, selection, this.#count))
  }

  add(groups: Int32Array | null, groupCount: number): void {
    if (this.#count > 0) this.#inner.add(groups, groupCount)
  }

  finish(groupCount: number): Vector {
    return this.#inner.finish(groupCount)
  }
}
