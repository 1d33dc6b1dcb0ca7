// What the merge rules must know of a table, made once per definition.

import type { Cell } from '../base/cell.ts'
import { columnPosition, type TableDefinition } from '../schema/database-schema.ts'
import type { RowShape } from '../sync/merge-row.ts'
import { constantDefault } from './table-expressions.ts'

const shapes = new WeakMap<TableDefinition, RowShape>()

export function rowShape(definition: TableDefinition): RowShape {
  let shape = shapes.get(definition)
  if (shape === undefined) {
    const missing: readonly Cell[] = definition.columns.map(column => constantDefault(definition, column))
    const positions = new Map(definition.columns.map(column => [column.id, columnPosition(definition, column.id)]))
    shape = { position: column => positions.get(column) ?? -1, missing }
    shapes.set(definition, shape)
  }
  return shape
}
