// One order, live: its customer, its lines, and everything about it that can be changed. Each field writes by itself:
// two people who change different fields of one order both keep their change.

import { useEffect, useRef, useState } from 'react'
import { useQuery, useZenDB } from '@zendb/client/react'
import { Icon } from '../components/icon.tsx'
import { StatusPill } from '../components/status-pill.tsx'
import { printMoment } from '../format.ts'
import { OrderLines } from './order-lines.tsx'
import { orderPriorities, orderStatuses, type OrderPriority, type OrderStatus } from './order-status.ts'

interface DetailRow {
  readonly id: string
  readonly number: number
  readonly status: OrderStatus
  readonly priority: OrderPriority
  readonly note: string
  readonly total: string
  readonly placed_at: Date
  readonly updated_at: Date
  readonly name: string
  readonly company: string
  readonly email: string
  readonly city: string
  readonly country: string
}

const detailSql = `
  SELECT o.id, o.number, o.status, o.priority, o.note, o.total, o.placed_at, o.updated_at, c.name, c.company, c.email, c.city, c.country
  FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = $1`

export function OrderDetail({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const db = useZenDB()
  const { data, isLoading, error } = useQuery<DetailRow>(detailSql, [id])
  const [failure, setFailure] = useState<string | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])

  const write = (sql: string, parameters: readonly unknown[]): void => {
    db.execute(sql, parameters).then(
      () => setFailure(null),
      (reason: unknown) => setFailure(reason instanceof Error ? reason.message : String(reason)),
    )
  }
  const set = (column: 'status' | 'priority' | 'note', value: string): void =>
    write(`UPDATE orders SET ${column} = $2, updated_at = now() WHERE id = $1`, [id, value])

  const order = data?.[0]
  return (
    <aside className="detail" aria-label="Order" onKeyDown={event => event.key === 'Escape' && onClose()}>
      <header className="detail-head">
        <h2 ref={heading} tabIndex={-1}>
          {order ? `Order #${order.number}` : 'Order'}
        </h2>
        {order && <StatusPill status={order.status} />}
        <button type="button" className="icon-button" onClick={onClose} aria-label="Close the order">
          <Icon name="close" />
        </button>
      </header>
      {failure !== null && (
        <p className="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      {error && <p className="notice notice-bad">{error.message}</p>}
      {!isLoading && !order && <p className="empty">This order does not exist, or was deleted meanwhile.</p>}
      {order && (
        <div className="detail-body">
          <CustomerCard order={order} />
          <section className="card fields">
            <h3>Handling</h3>
            <label className="field">
              <span>Status</span>
              <select value={order.status} onChange={event => set('status', event.target.value)}>
                {orderStatuses.map(status => (
                  <option key={status}>{status}</option>
                ))}
              </select>
            </label>
            <label className="field">
              <span>Priority</span>
              <select value={order.priority} onChange={event => set('priority', event.target.value)}>
                {orderPriorities.map(priority => (
                  <option key={priority}>{priority}</option>
                ))}
              </select>
            </label>
            <NoteField note={order.note} onSave={note => set('note', note)} />
          </section>
          <OrderLines orderId={id} total={order.total} onError={setFailure} />
          <p className="detail-times">
            Placed {printMoment(order.placed_at)}. Changed {printMoment(order.updated_at)}.
          </p>
        </div>
      )}
    </aside>
  )
}

function CustomerCard({ order }: { readonly order: DetailRow }) {
  return (
    <section className="card">
      <h3>Customer</h3>
      <p className="customer-name">{order.name}</p>
      <p className="customer-company">{order.company}</p>
      <p className="customer-where">
        {order.city}, {order.country}
      </p>
      <a className="customer-mail" href={`mailto:${order.email}`}>
        {order.email}
      </a>
    </section>
  )
}

/** Saved when the field is left, so that a note is one change and not forty. */
function NoteField({ note, onSave }: { readonly note: string; readonly onSave: (note: string) => void }) {
  const [draft, setDraft] = useState<string | null>(null)
  return (
    <label className="field field-wide">
      <span>Note</span>
      <textarea
        rows={2}
        value={draft ?? note}
        placeholder="For the packer or the driver"
        onChange={event => setDraft(event.target.value)}
        onBlur={() => {
          if (draft !== null && draft !== note) onSave(draft)
          setDraft(null)
        }}
      />
    </label>
  )
}
