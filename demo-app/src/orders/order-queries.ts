// The SQL behind the orders board: filters become one WHERE clause with numbered parameters.

import type { OrderPriority, OrderStatus } from './order-status.ts'

export interface OrderRow {
  readonly id: string
  readonly number: number
  readonly status: OrderStatus
  readonly priority: OrderPriority
  readonly total: string
  readonly placed_at: Date
  readonly name: string
  readonly company: string
  readonly country: string
}

export interface OrderFilters {
  readonly search: string
  readonly status: string
  readonly sort: string
}

export const sortLabels = { newest: 'Newest first', oldest: 'Oldest first', largest: 'Largest total', customer: 'Customer' } as const
export type OrderSort = keyof typeof sortLabels

const orderBy: Readonly<Record<OrderSort, string>> = {
  newest: 'o.placed_at DESC, o.id',
  oldest: 'o.placed_at, o.id',
  largest: 'o.total DESC, o.id',
  customer: 'c.name, o.placed_at DESC, o.id',
}

export const pageRows = 60

export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

function where(filters: OrderFilters): { readonly text: string; readonly parameters: readonly unknown[] } {
  const conditions: string[] = []
  const parameters: unknown[] = []
  if (filters.status !== '') {
    parameters.push(filters.status)
    conditions.push(`o.status = $${parameters.length}`)
  }
  if (filters.search !== '') {
    parameters.push(`%${filters.search.replaceAll(/[\\%_]/g, '\\$&')}%`)
    const n = `$${parameters.length}`
    conditions.push(`(c.name ILIKE ${n} OR c.company ILIKE ${n} OR o.number::text LIKE ${n})`)
  }
  return { text: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, parameters }
}

export function countStatement(filters: OrderFilters): Statement {
  const { text, parameters } = where(filters)
  const from = filters.search === '' ? 'orders o' : 'orders o JOIN customers c ON c.id = o.customer_id'
  return { sql: `SELECT count(*) AS count FROM ${from} ${text}`, parameters }
}

export function pageStatement(filters: OrderFilters, page: number): Statement {
  const { text, parameters } = where(filters)
  const sort = filters.sort in orderBy ? (filters.sort as OrderSort) : 'newest'
  return {
    sql: `SELECT o.id, o.number, o.status, o.priority, o.total, o.placed_at, c.name, c.company, c.country
          FROM orders o JOIN customers c ON c.id = o.customer_id ${text}
          ORDER BY ${orderBy[sort]} LIMIT ${pageRows} OFFSET ${page * pageRows}`,
    parameters,
  }
}
