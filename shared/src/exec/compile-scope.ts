// The scope that all expressions of one operator tree are compiled in.

import type { Plan } from '../sql/plan.ts'
import { compileExpression, compileRows } from './compile-expression.ts'
import { compilePredicate } from './compile-predicate.ts'
import type { CompileScope } from './expression/evaluate.ts'
import type { Operator } from './operator.ts'
import type { Runtime } from './runtime.ts'

/** `build` makes operators for subplans; it is handed in because operators and expressions contain each other. */
export function createScope(runtime: Runtime, build: (plan: Plan, scope: CompileScope) => Operator): CompileScope {
  const scope: CompileScope = {
    runtime,
    buildOperator: plan => build(plan, scope),
    compile: expression => compileExpression(expression, scope),
    compileRows: expression => compileRows(expression, scope),
    compilePredicate: condition => compilePredicate(condition, scope),
  }
  return scope
}
