// The lines of an order: change a quantity, add a product, remove a line.

import { useQuery } from '@zendb/client/react'
import { Card } from '../components/card.tsx'
import { Icon } from '../components/icon.tsx'
import { useWrite } from '../feedback/use-write.ts'
import { printAmount, printMoney } from '../format.ts'
import { changeQuantity, removeLine, addLine, type OrderLine } from './order-writes.ts'
import type { Order } from './order.ts'
import { ProductPicker } from './product-picker.tsx'
import { QuantityField } from './quantity-field.tsx'
import './order-lines.css'

interface LineRow extends OrderLine {
  readonly amount: string
  readonly sku: string
}

const linesSql = `
  SELECT l.id, l.product_id, l.quantity, l.unit_price, l.quantity * l.unit_price AS amount, p.name, p.sku
  FROM order_lines l JOIN products p ON p.id = l.product_id WHERE l.order_id = $1 ORDER BY p.name, l.id`

export function OrderLines({ order }: { readonly order: Order }) {
  const write = useWrite()
  const { data: lines = [] } = useQuery<LineRow>(linesSql, [order.id])
  return (
    <Card title="Lines" className="lines" aside={<span className="card-note">{printAmount(lines.length, 'product')}</span>}>
      <ul>
        {lines.map(line => (
          <li key={line.id} className="line">
            <span className="line-product">
              <span className="line-name">{line.name}</span>
              <span className="line-sku">
                {line.sku} · {printMoney(line.unit_price)}
              </span>
            </span>
            <QuantityField line={line} onSave={(quantity, onRefused) => write(changeQuantity(order, line, quantity), onRefused)} />
            <span className="line-amount">{printMoney(line.amount)}</span>
            <button
              type="button"
              className="icon-button line-remove"
              aria-label={`Remove ${line.name}`}
              onClick={() => write(removeLine(order, line))}
            >
              <Icon name="trash" size={16} />
            </button>
          </li>
        ))}
      </ul>
      <ProductPicker onPick={product => write(addLine(order, product))} />
      <p className="lines-total">
        <span>Total</span>
        <strong>{printMoney(order.total)}</strong>
      </p>
    </Card>
  )
}
