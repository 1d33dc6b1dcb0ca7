// What the part of rare queries gives to the binder: the rules that are reached through late-binding.ts.

export { bindQuantifiedArray } from './bind-array-test.ts'
export { bindBitString, bindCast, bindTypedLiteral } from './bind-cast.ts'
export { bindComposite } from './bind-composite.ts'
export { bindFunctionItem } from './bind-function-item.ts'
export { foldArray, foldQuantified } from './fold-array.ts'
export { bindMerge } from './bind-merge.ts'
export { addSets, bindSetCall } from './bind-set-call.ts'
export { bindSetOperation } from './bind-set-operation.ts'
export { bindInQuery, bindQuantifiedQuery, bindRowAgainstQuery, bindSubquery, scalarColumns } from './bind-subquery.ts'
export { addWindows, bindWindowCall, checkWindowNames } from './bind-window.ts'
export { bindWith, wrapWith } from './bind-with.ts'
