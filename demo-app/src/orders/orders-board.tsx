// The orders board: filters above a virtualised list, and the chosen order beside it (over it on a phone).

import { useEffect, useRef } from 'react'
import { useQuery } from '@zendb/client/react'
import { printCount } from '../format.ts'
import { go, hrefOf, replaceFilters, useRoute } from '../route.ts'
import { OrderDetail } from './order-detail.tsx'
import { OrderFiltersBar } from './order-filters-bar.tsx'
import { OrderList } from './order-list.tsx'
import { countStatement, type OrderFilters } from './order-queries.ts'

export function OrdersBoard() {
  const { filters: params, orderId } = useRoute()
  const filters: OrderFilters = { search: params.get('q') ?? '', status: params.get('status') ?? '', sort: params.get('sort') ?? 'newest' }
  const { sql, parameters } = countStatement(filters)
  const { data, isLoading, error } = useQuery<{ count: number }>(sql, parameters)
  const count = data?.[0]?.count ?? 0

  // Whoever closes an order goes on where it was opened.
  const lastOpened = useRef<string | null>(null)
  useEffect(() => {
    if (orderId === null && lastOpened.current !== null) document.getElementById(`order-${lastOpened.current}`)?.focus()
    lastOpened.current = orderId
  }, [orderId])

  const change = (next: Partial<OrderFilters>): void => {
    const merged = { ...filters, ...next }
    const search = new URLSearchParams()
    if (merged.search !== '') search.set('q', merged.search)
    if (merged.status !== '') search.set('status', merged.status)
    if (merged.sort !== 'newest') search.set('sort', merged.sort)
    replaceFilters(search)
  }

  return (
    <div className={orderId === null ? 'orders' : 'orders orders-with-detail'}>
      <section className="orders-board" aria-label="Orders">
        <div className="view-head">
          <h1>Orders</h1>
          <p className="view-note" role="status">
            {isLoading ? 'Loading' : `${printCount(count)} ${count === 1 ? 'order' : 'orders'}`}
          </p>
        </div>
        <OrderFiltersBar filters={filters} onChange={change} />
        {error ? (
          <p className="notice notice-bad">{error.message}</p>
        ) : (
          <OrderList
            filters={filters}
            count={count}
            isLoading={isLoading}
            selectedId={orderId}
            onSelect={id => go(hrefOf('orders', id, params))}
          />
        )}
      </section>
      {orderId !== null && <OrderDetail key={orderId} id={orderId} onClose={() => go(hrefOf('orders', null, params))} />}
    </div>
  )
}
