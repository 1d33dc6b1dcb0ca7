// Who made the order, and how to reach them.

import { Card } from '../components/card.tsx'
import type { Order } from './order.ts'

export function OrderCustomer({ order: { name, company, email, city, country } }: { readonly order: Order }) {
  const initials = name.split(' ').map(word => word.slice(0, 1))
  return (
    <Card title="Customer" className="customer">
      <div className="customer-person">
        <span className="customer-sign" aria-hidden="true">
          {initials.slice(0, 2).join('')}
        </span>
        <div>
          <p className="customer-name">{name}</p>
          <p className="muted">{company}</p>
        </div>
      </div>
      <dl className="customer-facts">
        <dt>Email</dt>
        <dd>
          <a href={`mailto:${email}`}>{email}</a>
        </dd>
        <dt>City</dt>
        <dd>
          {city}, {country}
        </dd>
      </dl>
    </Card>
  )
}
