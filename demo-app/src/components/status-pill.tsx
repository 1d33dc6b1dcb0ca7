// An order's status, told by word and colour.

import type { OrderStatus } from '../orders/order-status.ts'

export function StatusPill({ status }: { readonly status: OrderStatus }) {
  return (
    <span className={`pill pill-${status}`}>
      <span className="pill-dot" aria-hidden="true" />
      {status}
    </span>
  )
}
