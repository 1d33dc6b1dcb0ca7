// Everything that the desk can do to an order, each with its undo. A field is written by itself, so that two people who change
// different fields of one order both keep their change; an undo touches only what is still as this desk left it.

import type { Transaction, WritePromise, ZenDB } from '@zendb/client'
import type { Write } from '../feedback/use-write.ts'
import { priorityWords, statusWords, type OrderPriority, type OrderStatus } from './order-status.ts'

interface OrderKey {
  readonly id: string
  readonly number: number
}

export interface OrderLine {
  readonly id: string
  readonly product_id: string
  readonly name: string
  readonly quantity: number
  readonly unit_price: string
}

export interface Product {
  readonly id: string
  readonly name: string
  readonly price: string
}

export function changeStatus(order: OrderKey & { readonly status: OrderStatus }, status: OrderStatus): Write {
  return changeField(order, 'status', { from: order.status, to: status }, `Order #${order.number} is ${statusWords[status].toLowerCase()}`)
}

export function changePriority(order: OrderKey & { readonly priority: OrderPriority }, priority: OrderPriority): Write {
  const text = `Order #${order.number} has ${priorityWords[priority].toLowerCase()} priority`
  return changeField(order, 'priority', { from: order.priority, to: priority }, text)
}

export function changeNote(order: OrderKey & { readonly note: string }, note: string): Write {
  return changeField(order, 'note', { from: order.note, to: note }, `Note of order #${order.number} saved`)
}

interface FieldChange {
  readonly from: string
  readonly to: string
}

function changeField({ id }: OrderKey, column: 'status' | 'priority' | 'note', { from, to }: FieldChange, text: string): Write {
  const update = `UPDATE orders SET ${column} = $2, updated_at = now() WHERE id = $1`
  return {
    text,
    run: db => db.execute(update, [id, to]),
    undo: db => db.execute(`${update} AND ${column} = $3`, [id, from, to]),
  }
}

export function changeQuantity(order: OrderKey, line: OrderLine, quantity: number): Write {
  const update = 'UPDATE order_lines SET quantity = $2 WHERE id = $1'
  return {
    text: `${quantity} × ${line.name}`,
    run: changeLines(order, tx => tx.execute(update, [line.id, quantity])),
    undo: changeLines(order, tx => tx.execute(`${update} AND quantity = $3`, [line.id, line.quantity, quantity])),
  }
}

export function addLine(order: OrderKey, product: Product): Write {
  const id = crypto.randomUUID()
  return {
    text: `${product.name} added`,
    run: insertLine(order, { id, product_id: product.id, name: product.name, quantity: 1, unit_price: product.price }),
    undo: deleteLine(order, id),
  }
}

export function removeLine(order: OrderKey, line: OrderLine): Write {
  return { text: `${line.name} removed`, run: deleteLine(order, line.id), undo: insertLine(order, line) }
}

const insertLine = (order: OrderKey, line: OrderLine) =>
  changeLines(order, tx =>
    tx.execute('INSERT INTO order_lines VALUES ($1, $2, $3, $4, $5)', [line.id, order.id, line.product_id, line.quantity, line.unit_price]),
  )

const deleteLine = (order: OrderKey, lineId: string) =>
  changeLines(order, tx => tx.execute('DELETE FROM order_lines WHERE id = $1', [lineId]))

/** The order's total moves in the same transaction as its lines. */
function changeLines({ id }: OrderKey, work: (tx: Transaction) => Promise<unknown>): (db: ZenDB) => WritePromise<unknown> {
  return db =>
    db.transaction(async tx => {
      await work(tx)
      await tx.execute(
        `UPDATE orders SET updated_at = now(),
           total = (SELECT coalesce(sum(quantity * unit_price), 0) FROM order_lines WHERE order_id = $1) WHERE id = $1`,
        [id],
      )
    })
}
