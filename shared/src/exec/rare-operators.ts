// What the part of rare queries gives to the executor: what is reached through late-operators.ts.

export { compileComposite } from './compile-composite-expression.ts'
export { createMerge } from './dml/merge.ts'
export { CteScan, RecursiveUnion, With } from './operators/common-table.ts'
export { DistinctOn } from './operators/distinct-on.ts'
export { FunctionScan, ProjectSet } from './operators/function-scan.ts'
export { createSetOperation } from './operators/set-operation.ts'
export { Window } from './operators/window.ts'
