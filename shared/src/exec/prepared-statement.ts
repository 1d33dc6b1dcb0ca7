// A planned statement, ready to run. Operators and compiled expressions are built at the first execution and used again;
// executions that overlap (one waits for pages while another starts) get operator trees of their own.

import type { OutputColumn, PlannedStatement } from '../sql/plan.ts'
import { readsWhileWriting } from './plan-facts.ts'
import { buildOperator, buildStatement, type BuiltStatement } from './build-operators.ts'
import { numberUpdateOf, type NumberUpdate } from './number-update.ts'
import { compilePointAccess, type PointAccess } from './point-access.ts'
import { createScope } from './compile-scope.ts'
import type { ExecutionContext } from './execution-context.ts'
import { Runtime } from './runtime.ts'

/** Idle operator trees that a statement keeps. */
const idleTreesMax = 4

export interface PreparedStatement {
  readonly planned: PlannedStatement
  readonly output: readonly OutputColumn[]
  /**
   * The statement changes rows in WITH: it goes on reading after its first change, and must not see it. The context's
   * tables are then a state that the writer does not change.
   */
  readonly readsWhileWriting: boolean
  /** A statement about one row by its key has a shorter way (point-access.ts). */
  readonly point: PointAccess | null
  /** The shortest way of all, for UPDATE of numbers by a key. */
  readonly numberUpdate: NumberUpdate | null
  /** Starts an execution. Cheap: nothing is read before the first `next()`. */
  open(context: ExecutionContext): Execution
}

/** One run of a statement. Close it when done, whatever happened. */
export interface Execution extends BuiltStatement {
  close(): void
}

interface Tree extends Execution {
  readonly runtime: Runtime
}

export function prepareStatement(planned: PlannedStatement): PreparedStatement {
  const idle: Tree[] = []
  const build = (): Tree => {
    const runtime = new Runtime()
    const { operator, counter } = buildStatement(planned.plan, createScope(runtime, buildOperator))
    const tree: Tree = {
      runtime,
      operator,
      counter,
      close: () => {
        // In this order: what operators keep within an execution goes once it has ended.
        runtime.end()
        operator.reset()
        if (idle.length < idleTreesMax) idle.push(tree)
      },
    }
    return tree
  }
  return {
    planned,
    output: planned.plan.output,
    readsWhileWriting: readsWhileWriting(planned.plan),
    point: compilePointAccess(planned.plan),
    numberUpdate: numberUpdateOf(planned),
    open: context => {
      const tree = idle.pop() ?? build()
      tree.runtime.begin(context)
      return tree
    },
  }
}
