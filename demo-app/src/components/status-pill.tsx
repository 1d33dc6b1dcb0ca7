// An order's status, told by word and colour.

import { statusWords, type OrderStatus } from '../orders/order-status.ts'
import './status-pill.css'

export function StatusPill({ status }: { readonly status: OrderStatus }) {
  return <span className={`pill pill-${status}`}>{statusWords[status]}</span>
}
