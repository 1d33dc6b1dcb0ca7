// The SQL behind the orders board. Filters become one WHERE clause with numbered parameters; rows are asked for in pages.

import type { OrderFilters, OrderSort } from './order-filters.ts'
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

export interface StatusCount {
  readonly status: OrderStatus
  readonly count: number
}

export interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

export const pageRows = 60

/** All but the customers' names are in an index (data/schema.ts), so that a page costs its own rows and not all orders. */
const orderBy: Readonly<Record<OrderSort, string>> = {
  newest: 'o.placed_at DESC, o.id DESC',
  oldest: 'o.placed_at, o.id',
  largest: 'o.total DESC, o.id DESC',
  smallest: 'o.total, o.id',
  customer: 'c.name, o.placed_at DESC, o.id DESC',
  'customer-last': 'c.name DESC, o.placed_at DESC, o.id DESC',
}

const columns = 'o.id, o.number, o.status, o.priority, o.total, o.placed_at, c.name, c.company, c.country'
const join = 'JOIN customers c ON c.id = o.customer_id'

function where({ search, status, priority }: Omit<OrderFilters, 'sort'>): {
  readonly text: string
  readonly parameters: readonly unknown[]
} {
  const conditions: string[] = []
  const parameters: unknown[] = []
  const parameter = (value: unknown): string => `$${parameters.push(value)}`
  if (status !== null) conditions.push(`o.status = ${parameter(status)}`)
  if (priority !== null) conditions.push(`o.priority = ${parameter(priority)}`)
  if (search !== '') {
    const pattern = parameter(`%${search.replaceAll(/[\\%_]/g, '\\$&')}%`)
    // The few customers that match are found first; joining all orders with them to look is six times slower.
    conditions.push(`(o.customer_id IN (SELECT id FROM customers WHERE name ILIKE ${pattern} OR company ILIKE ${pattern})
      OR o.number::text LIKE ${pattern})`)
  }
  return { text: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, parameters }
}

/** How many orders each status has under the other filters: for the chips, and for the length of the list. */
export function statusCounts(filters: OrderFilters): Statement {
  const { text, parameters } = where({ ...filters, status: null })
  return { sql: `SELECT o.status, count(*) AS count FROM orders o ${text} GROUP BY o.status`, parameters }
}

export function pageOfOrders(filters: OrderFilters, page: number): Statement {
  const { text, parameters } = where(filters)
  const order = `ORDER BY ${orderBy[filters.sort]}`
  const window = `${order} LIMIT ${pageRows} OFFSET ${page * pageRows}`
  const isByCustomer = filters.sort === 'customer' || filters.sort === 'customer-last'
  const sql = isByCustomer
    ? `SELECT ${columns} FROM orders o ${join} ${text} ${window}`
    : // First the rows of the page, then their customers.
      `SELECT ${columns} FROM (SELECT * FROM orders o ${text} ${window}) o ${join} ${order}`
  return { sql, parameters }
}
