// An index of a table at run time: its tree, and what decides which rows are in it.

import type { IndexDefinition, TableDefinition } from '../schema/database-schema.ts'
import type { TreeWriter } from '../storage/tree-contract.ts'
import { DeferredEntries } from './deferred-entries.ts'
import type { RowPredicate } from './row-predicate.ts'
import { rowPredicate } from './table-expressions.ts'
import { indexPositions, type IndexState } from './table-state.ts'

export function indexState(table: TableDefinition, definition: IndexDefinition, tree: TreeWriter): IndexState {
  const holds: RowPredicate | null = definition.where === null ? null : rowPredicate(table, definition.where)
  return { definition, tree, positions: indexPositions(table, definition), deferred: new DeferredEntries(), holds }
}
