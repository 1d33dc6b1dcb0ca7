// Why the list of orders is empty: the filters, a device that is new, or a shop without orders.

import { useSyncStatus } from '@zendb/client/react'
import { EmptyState } from '../components/empty-state.tsx'
import { isFiltered, type OrderFilters } from './order-filters.ts'

export function NoOrders({ filters, onClear }: { readonly filters: OrderFilters; readonly onClear: () => void }) {
  const { connection } = useSyncStatus()
  if (isFiltered(filters))
    return (
      <EmptyState
        icon="search"
        title="No order matches"
        action={
          <button type="button" className="button" onClick={onClear}>
            Clear the filters
          </button>
        }
      >
        {filters.search === ''
          ? 'No order has this status and priority.'
          : `Nothing is found for “${filters.search}” here. A shorter search finds more.`}
      </EmptyState>
    )
  if (connection === 'online')
    return (
      <EmptyState icon="orders" title="No orders yet">
        The shop on the server is empty.
      </EmptyState>
    )
  return (
    <EmptyState icon="offline" title="This device is still empty">
      Orders arrive with the first connection to the server. From then on they are here without one, too.
    </EmptyState>
  )
}
