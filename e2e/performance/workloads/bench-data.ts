// The rows that every engine is given, made from one seed: 100,000 orders and 10,000 customers, and the keys that workloads ask for.

export const orderCount = 100_000
export const customerCount = 10_000
export const statuses = ['pending', 'paid', 'shipped', 'returned', 'cancelled'] as const

export type Value = string | number
export type ValueRow = readonly Value[]

export interface BenchData {
  /** id, name, region */
  readonly customers: readonly ValueRow[]
  /** id, customer_id, status, amount, created_at. Amounts are odd eighths: never whole, and their sums are exact in any order. No two orders have one created_at. */
  readonly orders: readonly ValueRow[]
  /** Customers that have 10 to 100 orders. */
  readonly busyCustomers: readonly number[]
}

/** Integers below `bound`, the same ones for the same seed (mulberry32). */
export function seededIntegers(seed: number): (bound: number) => number {
  let state = seed >>> 0
  return bound => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000) * bound)
  }
}

export function makeBenchData(): BenchData {
  const below = seededIntegers(20)
  const regions = ['north', 'south', 'east', 'west', 'middle', 'coast', 'hills', 'islands']
  const customers = Array.from({ length: customerCount }, (_, i): ValueRow => [i + 1, `Customer ${i + 1}`, regions[below(regions.length)]])
  const counts = new Uint32Array(customerCount + 1)
  const orders = Array.from({ length: orderCount }, (_, i): ValueRow => {
    // Squared: few customers have hundreds of orders, most have a handful.
    const customer = 1 + Math.floor((below(1 << 20) / (1 << 20)) ** 2 * customerCount)
    counts[customer]++
    // 7919 is prime to the count: each created_at comes once, in no order.
    const createdAt = 1_700_000_000 + ((i * 7919) % orderCount) * 60
    return [i + 1, customer, statuses[below(statuses.length)], below(400_000) / 4 + 0.125, createdAt]
  })
  const busyCustomers = customers.map((_, i) => i + 1).filter(id => counts[id] >= 10 && counts[id] <= 100)
  return { customers, orders, busyCustomers }
}

export const schema = [
  'CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, region text NOT NULL)',
  `CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL, status text NOT NULL,
     amount double precision NOT NULL, created_at integer NOT NULL)`,
  'CREATE INDEX orders_customer ON orders (customer_id)',
]
