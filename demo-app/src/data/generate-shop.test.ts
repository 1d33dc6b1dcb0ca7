import { describe, expect, it } from 'vitest'
import { generateShop } from './generate-shop.ts'

const size = { customers: 30, products: 20, orders: 200, untilMs: Date.UTC(2026, 10, 22, 18) }
const shop = generateShop(7, size)

describe('a shop from a seed', () => {
  it('is the same each time, and another one from another seed', () => {
    expect(generateShop(7, size)).toEqual(shop)
    expect(generateShop(8, size)).not.toEqual(shop)
  })

  it('has lines that add up and lead to what is there', () => {
    const [customers, products] = [new Set(shop.customers.map(({ id }) => id)), new Set(shop.products.map(({ id }) => id))]
    for (const { customerId, lines, total } of shop.orders) {
      expect(customers.has(customerId)).toBe(true)
      expect(lines.every(({ productId }) => products.has(productId))).toBe(true)
      const sum = lines.reduce((cents, { quantity, unitPrice }) => cents + quantity * Math.round(Number(unitPrice) * 100), 0)
      expect((sum / 100).toFixed(2)).toBe(total)
    }
  })

  it('gives orders and lines ids of version 7 in the order of time, all different', () => {
    const ids = shop.orders.map(({ id }) => id)
    const all = [...ids, ...shop.orders.flatMap(({ lines }) => lines.map(({ id }) => id))]
    expect(new Set(all).size).toBe(all.length)
    for (const id of all) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const placed = new Map(shop.orders.map(({ id, placedAt }) => [id, placedAt]))
    const times = ids.toSorted().map(id => placed.get(id))
    expect(times).toEqual(shop.orders.map(({ placedAt }) => placedAt))
  })
})
