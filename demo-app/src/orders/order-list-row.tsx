// One order of the list. Rows keep their identity in live results, so memo skips all but the changed ones.

import { memo, useEffect, useRef } from 'react'
import { StatusPill } from '../components/status-pill.tsx'
import { printDay, printMoney } from '../format.ts'
import type { OrderRow } from './order-queries.ts'

interface Props {
  readonly order: OrderRow
  /** From 0. */
  readonly row: number
  readonly isOpen: boolean
  readonly isActive: boolean
  readonly takesFocus: boolean
  readonly onOpen: (id: string) => void
  readonly onVisit: (row: number) => void
}

export const OrderListRow = memo(function OrderListRow({ order, row, isOpen, isActive, takesFocus, onOpen, onVisit }: Props) {
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (takesFocus) element.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return (
    <div
      ref={element}
      role="row"
      // The head is row 1.
      aria-rowindex={row + 2}
      aria-selected={isOpen}
      className="order-row order-columns"
      data-order={order.id}
      tabIndex={isActive ? 0 : -1}
      onClick={() => onOpen(order.id)}
      onKeyDown={event => event.key === 'Enter' && onOpen(order.id)}
      onFocus={() => onVisit(row)}
    >
      <span className="order-number" role="gridcell">
        #{order.number}
        {order.priority === 'high' && <span className="order-flag">High</span>}
      </span>
      <span className="order-customer" role="gridcell">
        <span className="order-name">{order.name}</span>
        <span className="order-company">{order.company}</span>
      </span>
      <span className="order-country" role="gridcell">
        {order.country}
      </span>
      <span className="order-date" role="gridcell">
        {printDay(order.placed_at)}
      </span>
      <span className="order-status" role="gridcell">
        <StatusPill status={order.status} />
      </span>
      <span className="order-total" role="gridcell">
        {printMoney(order.total)}
      </span>
    </div>
  )
})

/** The place of a row that is on its way. */
export function WaitingRow() {
  return (
    <div className="order-waiting order-columns" aria-hidden="true">
      <span className="order-number" />
      <span className="order-customer" />
      <span className="order-country" />
      <span className="order-date" />
      <span className="order-status" />
      <span className="order-total" />
    </div>
  )
}
