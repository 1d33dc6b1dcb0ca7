// The board's statements against the real database: pages put together are all orders that match, each once, in the promised order.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZenDB } from '@zendb/client'
import { generateShop, type Order } from '../data/generate-shop.ts'
import { migrations } from '../data/schema.ts'
import { orderSorts, readFilters, type OrderSort } from './order-filters.ts'
import { pageOfOrders, pageRows, statusCounts, type OrderRow, type StatusCount } from './order-queries.ts'

const shop = generateShop(7, { customers: 40, products: 20, orders: 1500, untilMs: Date.UTC(2026, 10, 22, 18) })
const customers = new Map(shop.customers.map(customer => [customer.id, customer]))
let db: ZenDB

beforeAll(async () => {
  db = new ZenDB({ name: 'board', storage: 'memory', migrations })
  await db.transaction(async tx => {
    for (const c of shop.customers)
      await tx.execute('INSERT INTO customers VALUES ($1, $2, $3, $4, $5, $6, $7)', [
        ...[c.id, c.name, c.company, c.email, c.city, c.country, c.createdAt],
      ])
    for (const o of shop.orders)
      await tx.execute('INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
        ...[o.id, o.number, o.customerId, o.status, o.priority, o.note, o.total, o.placedAt, o.updatedAt],
      ])
  })
})
afterAll(() => db.close())

const nameOf = (order: Order): string => customers.get(order.customerId)?.name ?? ''
const compare: Readonly<Record<OrderSort, (a: Order, b: Order) => number>> = {
  newest: (a, b) => Date.parse(b.placedAt) - Date.parse(a.placedAt),
  oldest: (a, b) => Date.parse(a.placedAt) - Date.parse(b.placedAt),
  largest: (a, b) => Number(b.total) - Number(a.total),
  smallest: (a, b) => Number(a.total) - Number(b.total),
  customer: (a, b) => nameOf(a).localeCompare(nameOf(b), 'en') || compare.newest(a, b),
  'customer-last': (a, b) => nameOf(b).localeCompare(nameOf(a), 'en') || compare.newest(a, b),
}

function matches(order: Order, search: string): boolean {
  const customer = customers.get(order.customerId)
  const text = `${customer?.name}\n${customer?.company}`.toLowerCase()
  return text.includes(search.toLowerCase()) || String(order.number).includes(search)
}

describe('the pages of the board', () => {
  const cases = orderSorts.flatMap(sort =>
    ['', 'status=delivered', 'priority=high&q=a', 'q=101', 'q=%25'].map(rest => `${rest}&sort=${sort}`),
  )

  it.each(cases)('%s', async text => {
    const filters = readFilters(new URLSearchParams(text))
    const rows: OrderRow[] = []
    for (let page = 0; ; page++) {
      const { sql, parameters } = pageOfOrders(filters, page)
      const found = await db.query<OrderRow>(sql, parameters)
      rows.push(...found)
      if (found.length < pageRows) break
    }
    const expected = shop.orders.filter(
      order =>
        (filters.status === null || order.status === filters.status) &&
        (filters.priority === null || order.priority === filters.priority) &&
        (filters.search === '' || matches(order, filters.search)),
    )
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)))
    expect(rows).toHaveLength(expected.length)
    const byId = new Map(shop.orders.map(order => [order.id, order]))
    const found = rows.flatMap(({ id }) => byId.get(id) ?? [])
    for (let i = 1; i < found.length; i++) expect(compare[filters.sort](found[i - 1], found[i])).toBeLessThanOrEqual(0)

    const { sql, parameters } = statusCounts(filters)
    const counts = await db.query<StatusCount>(sql, parameters)
    const counted = counts.reduce((sum, row) => (filters.status === null || row.status === filters.status ? sum + row.count : sum), 0)
    expect(counted).toBe(rows.length)
  })

  it.each(['newest', 'oldest', 'largest', 'smallest'] as const)('are read off an index: %s', async sort => {
    const { sql, parameters } = pageOfOrders({ search: '', status: null, priority: null, sort }, 0)
    const plan = await db.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, parameters)
    const text = plan.map(row => row['QUERY PLAN']).join('\n')
    expect(text).toMatch(/Index Scan (Backward )?using orders_(in_time|by_total)/)
    expect(text).not.toContain('Seq Scan on orders')
  })
})
