// One order, live: its customer, its lines, and everything about it that can be changed.

import { useEffect, useRef } from 'react'
import { useQuery } from '@zendb/client/react'
import { EmptyState } from '../components/empty-state.tsx'
import { Icon } from '../components/icon.tsx'
import { printMoment } from '../format.ts'
import { OrderCustomer } from './order-customer.tsx'
import { OrderHandling } from './order-handling.tsx'
import { OrderLines } from './order-lines.tsx'
import { orderSql, type Order } from './order.ts'
import { useRemoteChange } from './use-remote-change.ts'
import '../components/card.css'
import '../components/notice.css'
import './order-detail.css'

export function OrderDetail({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data, isLoading, error } = useQuery<Order>(orderSql, [id])
  const remoteChange = useRemoteChange(id)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])

  const order = data?.[0]
  return (
    <aside className="detail" aria-label="Order" onKeyDown={event => event.key === 'Escape' && onClose()}>
      <header className="detail-head">
        <div className="detail-title">
          <h2 ref={heading} tabIndex={-1}>
            {order ? `Order #${order.number}` : 'Order'}
          </h2>
          {order && (
            <p className="muted">
              Placed {printMoment(order.placed_at)} · changed {printMoment(order.updated_at)}
            </p>
          )}
        </div>
        <button type="button" className="icon-button" onClick={onClose} aria-label="Close the order">
          <Icon name="close" />
        </button>
      </header>
      <p className="detail-news" role="status" aria-label="News of this order">
        {remoteChange}
      </p>
      {error && (
        <p className="notice notice-bad" role="alert">
          {error.message}
        </p>
      )}
      {!isLoading && !error && !order && (
        <EmptyState icon="orders" title="This order is not here">
          It was deleted meanwhile, or the link is wrong, or it has not reached this device yet.
        </EmptyState>
      )}
      {order && (
        <div className="detail-body">
          <OrderHandling order={order} />
          <OrderLines order={order} />
          <OrderCustomer order={order} />
        </div>
      )}
    </aside>
  )
}
