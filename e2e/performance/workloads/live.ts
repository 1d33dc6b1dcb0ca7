// w10: live queries. A row is updated; the time counts until the new rows are with the app. An engine without live queries runs all
// of them again after each write, as apps do on it.

import type { Engine, LiveQuery, Parameters, Row } from '../engines/engine.ts'
import { orderCount, seededIntegers, type BenchData } from './bench-data.ts'
import { figureOfEvents, measureOnce } from './measure.ts'
import type { Outcome, Workload } from './workload.ts'

const update = 'UPDATE orders SET amount = $1 WHERE id = $2'
const warmUps = 5
const waitLimitMs = 10_000

interface Watched {
  readonly sql: string
  readonly parameters: Parameters
}

/** One update, the query that must tell it, and how its rows then are. */
interface Event {
  readonly amount: number
  readonly id: number
  readonly query: number
  isTold(rows: readonly Row[]): boolean
}

/** Holds the rows of all queries; `waitFor` resolves when those of one are as they must be. */
interface Watch {
  /** Writes, and resolves when the event is told. */
  tell(event: Event): Promise<void>
  rows(query: number): readonly Row[]
  stop(): Promise<void>
}

async function subscribeAll(engine: Engine, queries: readonly Watched[]): Promise<Watch> {
  const latest: (readonly Row[])[] = queries.map(() => [])
  let waiting: { event: Event; told: () => void } | null = null
  const live: LiveQuery[] = []
  for (const [index, { sql, parameters }] of queries.entries()) {
    const started = await engine.subscribe?.(sql, parameters, rows => {
      latest[index] = rows
      if (waiting?.event.query === index && waiting.event.isTold(rows)) waiting.told()
    })
    if (started !== undefined) live.push(started)
  }
  const write = engine.execute(update)
  return {
    tell: async event => {
      let written: unknown
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new TypeError(`the update of ${event.id} was not told in 10 s`)), waitLimitMs)
        const told = (): void => {
          clearTimeout(timer)
          resolve()
        }
        waiting = { event, told }
        written = write([event.amount, event.id])
        if (written instanceof Promise) written.catch(reject)
      })
      waiting = null
      await written
    },
    rows: query => latest[query],
    stop: async () => {
      for (const each of live) await each.stop()
    },
  }
}

async function rerunAll(engine: Engine, queries: readonly Watched[]): Promise<Watch> {
  const latest: (readonly Row[])[] = []
  const prepared = new Map(queries.map(({ sql }) => [sql, engine.query(sql)] as const))
  const write = engine.execute(update)
  const runAll = async (): Promise<void> => {
    for (const [index, { sql, parameters }] of queries.entries()) {
      const pending = prepared.get(sql)?.(parameters) ?? []
      latest[index] = pending instanceof Promise ? await pending : pending
    }
  }
  await runAll()
  return {
    tell: async event => {
      const pending = write([event.amount, event.id])
      if (pending instanceof Promise) await pending
      await runAll()
      if (!event.isTold(latest[event.query])) throw new TypeError(`the update of ${event.id} does not show`)
    },
    rows: query => latest[query],
    stop: async () => {},
  }
}

async function runEvents(engine: Engine, queries: readonly Watched[], events: readonly Event[]): Promise<Outcome> {
  const watch = await (engine.subscribe === undefined ? rerunAll : subscribeAll)(engine, queries)
  const wall: number[] = []
  let cpu: number | null = null
  for (const [index, event] of events.entries()) {
    const one = await measureOnce(() => watch.tell(event))
    // Between events the page is idle, as it is between the clicks of a user.
    await new Promise(resolve => setTimeout(resolve, 0))
    if (index < warmUps) continue
    wall.push(one.wall)
    if (one.cpu !== null) cpu = (cpu ?? 0) + one.cpu
  }
  const answer = queries.flatMap((_, index) => watch.rows(index))
  await watch.stop()
  return { figure: figureOfEvents(wall, cpu), answer }
}

const hasAmount =
  (id: number, amount: number) =>
  (rows: readonly Row[]): boolean =>
    rows.some(row => row['id'] === id && row['amount'] === amount)

/** A new amount that no order has: amounts of the data are whole and a half-quarter. */
const freshAmount = (below: (bound: number) => number): number => below(400_000) / 4 + 0.0625

async function watchTop50(engine: Engine): Promise<Outcome> {
  const sql = `SELECT id, customer_id, status, amount, created_at FROM orders WHERE status = 'pending' ORDER BY created_at LIMIT 50`
  const shown = (await engine.query(sql)([])).map(row => row['id'] as number)
  const below = seededIntegers(101)
  const events = Array.from({ length: 60 + warmUps }, (_, i): Event => {
    const [id, amount] = [shown[(i * 7) % shown.length], freshAmount(below)]
    return { id, amount, query: 0, isTold: hasAmount(id, amount) }
  })
  return runEvents(engine, [{ sql, parameters: [] }], events)
}

async function watchJoin(engine: Engine): Promise<Outcome> {
  const sql = `SELECT c.region, count(*) AS n, sum(o.amount) AS total FROM orders o JOIN customers c ON c.id = o.customer_id
    GROUP BY c.region ORDER BY c.region`
  const below = seededIntegers(102)
  const [before] = await engine.query('SELECT sum(amount) AS total FROM orders')([])
  let total = before['total'] as number
  const amountOf = engine.query('SELECT amount FROM orders WHERE id = $1')
  const ids = new Set<number>()
  while (ids.size < 30 + warmUps) ids.add(1 + below(orderCount))
  const events: Event[] = []
  for (const id of ids) {
    const [row] = await amountOf([id])
    const amount = freshAmount(below)
    total += amount - (row['amount'] as number)
    const expected = total
    events.push({ id, amount, query: 0, isTold: rows => rows.reduce((sum, each) => sum + (each['total'] as number), 0) === expected })
  }
  return runEvents(engine, [{ sql, parameters: [] }], events)
}

async function watchCustomers(engine: Engine, data: BenchData): Promise<Outcome> {
  const sql = `SELECT id, customer_id, status, amount, created_at FROM orders WHERE customer_id = $1 ORDER BY created_at LIMIT 50`
  const below = seededIntegers(103)
  const ordersOf = new Map<number, number[]>()
  for (const [id, customer] of data.orders as readonly (readonly number[])[]) {
    const orders = ordersOf.get(customer)
    if (orders === undefined) ordersOf.set(customer, [id])
    else orders.push(id)
  }
  // Up to 50 orders: all of them are in the result.
  const customers = data.busyCustomers.filter(id => (ordersOf.get(id)?.length ?? 0) <= 50).slice(0, 100)
  const events = Array.from({ length: 60 + warmUps }, (): Event => {
    const query = below(customers.length)
    const orders = ordersOf.get(customers[query]) ?? []
    const [id, amount] = [orders[below(orders.length)], freshAmount(below)]
    return { id, amount, query, isTold: hasAmount(id, amount) }
  })
  return runEvents(
    engine,
    customers.map(customer => ({ sql, parameters: [customer] })),
    events,
  )
}

export const liveWorkloads: readonly Workload[] = [
  { id: 'w10a', title: 'live top 50: update to callback', run: watchTop50 },
  { id: 'w10b', title: 'live join + group: update to callback', run: watchJoin },
  { id: 'w10c', title: '100 live queries: update to callback', run: watchCustomers },
]
