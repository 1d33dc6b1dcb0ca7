// Orders that are still to be handled, by status. Each leads to the board with that filter.

import { Card } from '../components/card.tsx'
import { StatusPill } from '../components/status-pill.tsx'
import { printCount } from '../format.ts'
import type { OrderStatus } from '../orders/order-status.ts'
import { hrefOf } from '../route.ts'

export interface StatusCount {
  readonly status: OrderStatus
  readonly count: number
}

const shown: readonly OrderStatus[] = ['pending', 'paid', 'packed', 'shipped']

export function InProgress({ statuses }: { readonly statuses: readonly StatusCount[] | undefined }) {
  const countOf = (status: OrderStatus): number => statuses?.find(row => row.status === status)?.count ?? 0
  const print = (status: OrderStatus): string => (statuses === undefined ? '–' : printCount(countOf(status)))
  const largest = Math.max(1, ...shown.map(countOf))
  return (
    <Card title="In progress" className="in-progress">
      <ul className="in-progress-list">
        {shown.map(status => (
          <li key={status}>
            <a className="in-progress-link" href={hrefOf('orders', null, new URLSearchParams({ status }))}>
              <StatusPill status={status} />
              <span className="in-progress-count">{print(status)}</span>
              <span className="bar-track" aria-hidden="true">
                <span className="bar-fill" style={{ width: `${(100 * countOf(status)) / largest}%` }} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      <p className="in-progress-done muted">
        {print('delivered')} delivered, {print('cancelled')} cancelled
      </p>
    </Card>
  )
}
