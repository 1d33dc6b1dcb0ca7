// The orders that nobody has packed for the longest time: where a day at the desk begins.

import { useQuery } from '@zendb/client/react'
import { Card } from '../components/card.tsx'
import { printDay, printMoney } from '../format.ts'
import { hrefOf } from '../route.ts'
import { shownShares, waitingSql, type WaitingOrder } from './dashboard-queries.ts'

export function WaitingLongest() {
  const { data: orders } = useQuery<WaitingOrder>(waitingSql)
  return (
    <Card title="Waiting longest" aside={<span className="card-note">Pending or paid</span>}>
      <ul className="waiting">
        {orders === undefined && Array.from({ length: shownShares }, (_, i) => <li key={i} className="waiting-link" aria-hidden="true" />)}
        {orders?.map(({ id, number, name, placed_at, total }) => (
          <li key={id}>
            <a className="waiting-link" href={hrefOf('orders', id)}>
              <span className="waiting-name">{name}</span>
              <span>{printMoney(total)}</span>
              <span className="waiting-note">
                #{number} · {printDay(placed_at)}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {orders?.length === 0 && <p className="muted">Everything is packed.</p>}
    </Card>
  )
}
