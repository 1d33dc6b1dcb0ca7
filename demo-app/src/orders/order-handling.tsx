// Where the order is on its way, how urgent it is, and what the packer or the driver must know.

import { Card } from '../components/card.tsx'
import { Icon } from '../components/icon.tsx'
import { Select } from '../components/select.tsx'
import { useWrite } from '../feedback/use-write.ts'
import { OrderNote } from './order-note.tsx'
import {
  nextStatus,
  orderPriorities,
  orderStatuses,
  priorityWords,
  statusWords,
  type OrderPriority,
  type OrderStatus,
} from './order-status.ts'
import { changePriority, changeStatus } from './order-writes.ts'
import type { Order } from './order.ts'

export function OrderHandling({ order }: { readonly order: Order }) {
  const write = useWrite()
  const next = nextStatus[order.status]
  return (
    <Card title="Handling">
      <OrderProgress status={order.status} />
      {next && (
        <button type="button" className="button button-strong handling-next" onClick={() => write(changeStatus(order, next))}>
          <Icon name="check" size={16} /> Mark as {statusWords[next].toLowerCase()}
        </button>
      )}
      <div className="handling-fields">
        <Select label="Status" value={order.status} onChange={status => write(changeStatus(order, status as OrderStatus))}>
          {orderStatuses.map(status => (
            <option key={status} value={status}>
              {statusWords[status]}
            </option>
          ))}
        </Select>
        <Select label="Priority" value={order.priority} onChange={priority => write(changePriority(order, priority as OrderPriority))}>
          {orderPriorities.map(priority => (
            <option key={priority} value={priority}>
              {priorityWords[priority]}
            </option>
          ))}
        </Select>
        <OrderNote order={order} />
      </div>
    </Card>
  )
}

const way = orderStatuses.filter(status => status !== 'cancelled')

function OrderProgress({ status }: { readonly status: OrderStatus }) {
  if (status === 'cancelled') return <p className="notice notice-bad progress-cancelled">This order is cancelled.</p>
  const at = way.indexOf(status)
  return (
    <ol className="progress" aria-label="Progress">
      {way.map((step, i) => (
        <li key={step} className={i <= at ? 'progress-step progress-done' : 'progress-step'} aria-current={i === at ? 'step' : undefined}>
          {statusWords[step]}
        </li>
      ))}
    </ol>
  )
}
