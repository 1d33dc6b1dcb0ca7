// An order with its customer, as order-detail.tsx shows it.

import type { OrderPriority, OrderStatus } from './order-status.ts'

export interface Order {
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

export const orderSql = `
  SELECT o.id, o.number, o.status, o.priority, o.note, o.total, o.placed_at, o.updated_at, c.name, c.company, c.email, c.city, c.country
  FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = $1`
