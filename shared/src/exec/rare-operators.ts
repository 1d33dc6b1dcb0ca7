// What the part of rare queries gives to the executor: what is reached through late-operators.ts.

export { createRare } from './build-rare-operators.ts'
export { compileComposite } from './compile-composite-expression.ts'
export { createMerge } from './dml/merge.ts'
export { NestedLoopJoin } from './operators/nested-loop-join.ts'
export { evaluateDistinctness, evaluateExtreme } from './expression/compile-distinctness.ts'
export { compileTies } from './operators/limit-ties.ts'
