// Orders of rows: what a scan gives, what a sort wants, and whether the one serves for the other.

import type { ColumnNumber, LogicalSortKey } from '../bind/relation.ts'
import type { OrderColumn } from './plan-context.ts'

/** An order that is wanted above, and how many rows will be taken of it. */
export interface WantedOrder {
  readonly keys: readonly OrderColumn[]
  readonly limit: number | null
}

/** Sort keys as columns; null when one of them is not a plain column. */
export function wantedOrder(keys: readonly LogicalSortKey[], limit: number | null): WantedOrder | null {
  const columns: OrderColumn[] = []
  for (const { expression, descending, nullsFirst } of keys) {
    if (expression.kind !== 'input') return null
    columns.push({ column: expression.index, descending, nullsFirst })
  }
  return { keys: columns, limit }
}

/**
 * Does `order`, read forward or backward, give rows in the wanted order? Columns in `constant` have one value only.
 */
export function satisfies(
  order: readonly OrderColumn[],
  wanted: readonly OrderColumn[],
  constant: ReadonlySet<ColumnNumber>,
): 'forward' | 'backward' | null {
  let next = 0
  let direction: 'forward' | 'backward' | null = null
  for (const key of wanted) {
    if (constant.has(key.column)) continue
    while (next < order.length && order[next].column !== key.column && constant.has(order[next].column)) next++
    const own = order[next]
    if (own === undefined || own.column !== key.column) return null
    const isSame = own.descending === key.descending
    if (own.nullsFirst !== null && (own.nullsFirst === key.nullsFirst) !== isSame) return null
    const needed = isSame ? 'forward' : 'backward'
    if (direction !== null && direction !== needed) return null
    direction = needed
    next++
  }
  return direction ?? 'forward'
}
