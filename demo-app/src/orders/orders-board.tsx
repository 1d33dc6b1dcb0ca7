// The orders board: filters above a virtualised list, and the chosen order beside it (over it on a phone).

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useQuery } from '@zendb/client/react'
import { ViewHead } from '../components/view-head.tsx'
import { printAmount } from '../format.ts'
import { hrefOf, navigate, useRoute } from '../route.ts'
import { NoOrders } from './no-orders.tsx'
import { OrderDetail } from './order-detail.tsx'
import { OrderFilterBar } from './order-filter-bar.tsx'
import { readFilters, writeFilters, type OrderFilters } from './order-filters.ts'
import { OrderList } from './order-list.tsx'
import { statusCounts, type StatusCount } from './order-queries.ts'
import '../components/notice.css'
import './orders-board.css'

export function OrdersBoard() {
  const { search, orderId } = useRoute()
  const filters = useMemo(() => readFilters(search), [search])
  const { sql, parameters } = statusCounts(filters)
  // Counting reads all orders, a page of the list reads its own: on a device that opens, the rows come first.
  const [isListed, setIsListed] = useState(false)
  const showCounts = useCallback(() => setIsListed(true), [])
  const { data: counts, error } = useQuery<StatusCount>(sql, parameters, { keepPrevious: true, enabled: isListed })
  const isLoading = counts === undefined && error === null
  const count = (counts ?? []).reduce((sum, row) => (filters.status === null || row.status === filters.status ? sum + row.count : sum), 0)

  const change = useCallback(
    (next: Partial<OrderFilters>, mode: 'push' | 'replace') =>
      navigate(hrefOf('orders', orderId, writeFilters({ ...filters, ...next })), mode),
    [filters, orderId],
  )
  const open = useCallback((id: string) => navigate(hrefOf('orders', id, search)), [search])
  const close = useCallback(() => navigate(hrefOf('orders', null, search)), [search])
  const board = useFocusAfterClosing(orderId)

  return (
    <div className={orderId === null ? 'orders' : 'orders orders-with-detail'}>
      <section ref={board} className="orders-board" aria-label="Orders">
        <ViewHead
          title="Orders"
          note={
            <p role="status" aria-label="Result">
              {isLoading ? 'Loading' : printAmount(count, 'order')}
            </p>
          }
        />
        <OrderFilterBar filters={filters} counts={counts} onChange={change} />
        {error ? (
          <p className="notice notice-bad" role="alert">
            {error.message}
          </p>
        ) : !isLoading && count === 0 ? (
          <NoOrders filters={filters} onClear={() => change({ search: '', status: null, priority: null }, 'push')} />
        ) : (
          <OrderList
            filters={filters}
            count={isLoading ? null : count}
            openId={orderId}
            onOpen={open}
            onListed={showCounts}
            onChange={change}
          />
        )}
      </section>
      {orderId !== null && <OrderDetail key={orderId} id={orderId} onClose={close} />}
    </div>
  )
}

/** Whoever closes an order goes on where it was opened. */
function useFocusAfterClosing(orderId: string | null) {
  const board = useRef<HTMLElement>(null)
  const lastOpened = useRef<string | null>(null)
  useEffect(() => {
    if (orderId === null && lastOpened.current !== null)
      board.current?.querySelector<HTMLElement>(`[data-order="${CSS.escape(lastOpened.current)}"]`)?.focus()
    lastOpened.current = orderId
  }, [orderId])
  return board
}
