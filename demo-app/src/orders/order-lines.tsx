// The lines of an order: change a quantity, add a product, remove a line. The order's total moves in the same transaction.

import { useState } from 'react'
import { useQuery, useZenDB } from '@zendb/client/react'
import type { Transaction } from '@zendb/client'
import { Icon } from '../components/icon.tsx'
import { printMoney } from '../format.ts'

interface LineRow {
  readonly id: string
  readonly quantity: number
  readonly unit_price: string
  readonly amount: string
  readonly name: string
  readonly sku: string
}

interface ProductRow {
  readonly id: string
  readonly name: string
  readonly sku: string
  readonly price: string
}

const linesSql = `
  SELECT l.id, l.quantity, l.unit_price, l.quantity * l.unit_price AS amount, p.name, p.sku
  FROM order_lines l JOIN products p ON p.id = l.product_id WHERE l.order_id = $1 ORDER BY p.name, l.id`

interface Props {
  readonly orderId: string
  readonly total: string
  readonly onError: (message: string | null) => void
}

export function OrderLines({ orderId, total, onError }: Props) {
  const db = useZenDB()
  const { data: lines } = useQuery<LineRow>(linesSql, [orderId])
  const change = (work: (tx: Transaction) => Promise<unknown>): void => {
    db.transaction(async tx => {
      await work(tx)
      await tx.execute(
        `UPDATE orders SET updated_at = now(),
           total = (SELECT coalesce(sum(quantity * unit_price), 0) FROM order_lines WHERE order_id = $1) WHERE id = $1`,
        [orderId],
      )
    }).then(
      () => onError(null),
      (error: unknown) => onError(error instanceof Error ? error.message : String(error)),
    )
  }
  return (
    <section className="card lines">
      <h3>Lines</h3>
      <ul className="line-list">
        {lines?.map(line => (
          <li key={line.id} className="line">
            <span className="line-product">
              <span className="line-name">{line.name}</span>
              <span className="line-sku">
                {line.sku} at {printMoney(line.unit_price)}
              </span>
            </span>
            <input
              type="number"
              min={1}
              max={999}
              className="line-quantity"
              aria-label={`Quantity of ${line.name}`}
              value={line.quantity}
              onChange={event => {
                const quantity = event.target.valueAsNumber
                if (Number.isInteger(quantity) && quantity > 0)
                  change(tx => tx.execute('UPDATE order_lines SET quantity = $2 WHERE id = $1', [line.id, quantity]))
              }}
            />
            <span className="line-amount">{printMoney(line.amount)}</span>
            <button
              type="button"
              className="icon-button icon-button-quiet"
              aria-label={`Remove ${line.name}`}
              onClick={() => change(tx => tx.execute('DELETE FROM order_lines WHERE id = $1', [line.id]))}
            >
              <Icon name="trash" size={16} />
            </button>
          </li>
        ))}
      </ul>
      <AddLine
        onAdd={product =>
          change(tx =>
            tx.execute('INSERT INTO order_lines VALUES ($1, $2, $3, 1, $4)', [crypto.randomUUID(), orderId, product.id, product.price]),
          )
        }
      />
      <p className="lines-total">
        <span>Total</span>
        <strong>{printMoney(total)}</strong>
      </p>
    </section>
  )
}

function AddLine({ onAdd }: { readonly onAdd: (product: ProductRow) => void }) {
  const [isOpen, setIsOpen] = useState(false)
  const { data: products } = useQuery<ProductRow>('SELECT id, name, sku, price FROM products ORDER BY name, sku', [])
  if (!isOpen)
    return (
      <button type="button" className="button button-quiet" onClick={() => setIsOpen(true)}>
        <Icon name="plus" size={16} /> Add a product
      </button>
    )
  return (
    <label className="field field-wide">
      <span>Product</span>
      <select
        autoFocus
        value=""
        onBlur={() => setIsOpen(false)}
        onChange={event => {
          const product = products?.find(candidate => candidate.id === event.target.value)
          if (product) onAdd(product)
          setIsOpen(false)
        }}
      >
        <option value="" disabled>
          Choose a product
        </option>
        {products?.map(product => (
          <option key={product.id} value={product.id}>
            {product.name}, {printMoney(product.price)}
          </option>
        ))}
      </select>
    </label>
  )
}
