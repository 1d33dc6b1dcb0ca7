// One order of the list. Rows keep their identity in live results, so memo skips all but the changed ones.

import { memo } from 'react'
import { StatusPill } from '../components/status-pill.tsx'
import { printDay, printMoney } from '../format.ts'
import type { OrderRow } from './order-queries.ts'

interface Props {
  readonly order: OrderRow
  readonly position: number
  readonly count: number
  readonly isSelected: boolean
  readonly isTabStop: boolean
  readonly onSelect: (id: string) => void
  readonly onVisit: (row: number) => void
}

export const OrderListRow = memo(function OrderListRow({ order, position, count, isSelected, isTabStop, onSelect, onVisit }: Props) {
  return (
    <div role="listitem" aria-posinset={position} aria-setsize={count}>
      <button
        type="button"
        id={`order-${order.id}`}
        className="order-row"
        aria-current={isSelected ? 'true' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        onClick={() => onSelect(order.id)}
        onFocus={() => onVisit(position - 1)}
      >
        <span className="order-number">
          #{order.number}
          {order.priority === 'high' && (
            <span className="flag" title="High priority">
              High
            </span>
          )}
        </span>
        <span className="order-customer">
          <span className="order-name">{order.name}</span>
          <span className="order-company">{order.company}</span>
        </span>
        <span className="order-country">{order.country}</span>
        <span className="order-date">{printDay(order.placed_at)}</span>
        <StatusPill status={order.status} />
        <span className="order-total">{printMoney(order.total)}</span>
      </button>
    </div>
  )
}, sameRow)

/** `onSelect` is made anew by every render of the board and always does the same. */
function sameRow(a: Props, b: Props): boolean {
  const isSameOrder = a.order === b.order && a.position === b.position && a.count === b.count
  return isSameOrder && a.isSelected === b.isSelected && a.isTabStop === b.isTabStop
}
