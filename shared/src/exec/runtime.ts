// What all operators and compiled expressions of one built statement share while it runs: the context, the slots,
// the kept common tables. One Runtime belongs to one operator tree; `begin` binds it to an execution.

import { assert } from '../base/assert.ts'
import { contextOf } from '../functions/evaluation-values.ts'
import type { EvaluationContext } from '../functions/function-definition.ts'
import type { SqlValue } from '../values/sql-value.ts'
import type { ValueContext } from '../values/value-context.ts'
import type { ExecutionContext } from './execution-context.ts'
import type { RowSource } from './row-store.ts'

export class Runtime {
  #context: ExecutionContext | null = null
  #valueContext: ValueContext | null = null
  /** Differs for every execution: what is remembered per execution compares it. */
  execution = 0
  /** Grows when a recursive query's working table changes: subplans that read common tables forget their results. */
  epoch = 0
  /** Rows of common tables by id, put there by `with` and `recursive union`. */
  readonly tables = new Map<number, RowSource>()

  begin(context: ExecutionContext): void {
    this.#context = context
    this.#valueContext = null
    this.execution++
  }

  /** Lets go of everything that belongs to the execution. */
  end(): void {
    this.execution++
    this.#context = null
    this.#valueContext = null
    this.tables.clear()
  }

  get context(): ExecutionContext {
    assert(this.#context !== null, 'a statement is open while it runs')
    return this.#context
  }

  get slots(): SqlValue[] {
    return this.context.slots
  }

  get evaluation(): EvaluationContext {
    return this.context.evaluation
  }

  /** Time zone and styles for casts. */
  get valueContext(): ValueContext {
    return (this.#valueContext ??= contextOf(this.evaluation))
  }
}
