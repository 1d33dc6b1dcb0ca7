// What the part of rare queries gives to the binder: the rules that are reached through late-binding.ts.

export { bindQuantifiedArray } from './bind-array-test.ts'
export { bindBitString, bindCast, bindTypedLiteral } from './bind-cast.ts'
export { bindComposite, bindRareTest } from './bind-composite.ts'
export { checkLocking, distinctOn } from './bind-distinct-on.ts'
export { bindCommonItem, bindFunctionsItem, bindSubqueryItem, bindView } from './bind-from-rare.ts'
export { bindInsertQuery } from './bind-insert-query.ts'
export {
  assignedList,
  bindIsDistinct,
  bindRowItems,
  compareListedRows,
  compareRows,
  distinctRows,
  fieldStar,
  wholeRow,
  wholeRowOf,
} from './bind-rows.ts'
export { foldArray, foldDistinct, foldQuantified } from './fold-array.ts'
export { groupingSets } from './bind-grouping-sets.ts'
export { bindMerge } from './bind-merge.ts'
export { addSets, bindSetCall } from './bind-set-call.ts'
export { bindSetOperation } from './bind-set-operation.ts'
export { bindInQuery, bindQuantifiedQuery, bindRowAgainstQuery, bindSubquery, scalarColumns } from './bind-subquery.ts'
export { mergeColumns, mergedColumns } from './bind-using.ts'
export { bindValues } from './bind-values.ts'
export { addWindows, bindWindowCall, checkWindowNames } from './bind-window.ts'
export { bindWith, wrapWith } from './bind-with.ts'
export { convertLateChildren, sameRareParts } from './rare-expression-tree.ts'
export { forEachRareProduced, mapRareRelation } from './rare-relation-tree.ts'
export { aggregateOrder, checkOrderedSet } from './aggregate-order.ts'
export { bindNamedArguments, constraintIndex } from './bind-named-arguments.ts'
