// w2 to w7: reads. Nothing is changed, and every engine must answer the same rows.

import type { Engine, Later, Parameters, Row, Statements } from '../engines/engine.ts'
import { orderCount, seededIntegers, type BenchData } from './bench-data.ts'
import { loop, measureLoop, measureOnce, measureRepeated } from './measure.ts'
import type { Outcome, Workload } from './workload.ts'

const pointSelect = 'SELECT id, customer_id, status, amount, created_at FROM orders WHERE id = $1'
const lookup = 'SELECT id, customer_id, status, amount, created_at FROM orders WHERE customer_id = $1'
const warmUps = 300

/** Asks for `keys` one after the other; the answer sums up what came. */
function asker(statements: Statements, sql: string): { ask: (parameters: Parameters) => Later<void>; answer: () => Row[] } {
  const query = statements.query(sql)
  let rows = 0
  let cents = 0
  const take = (found: readonly Row[]): void => {
    rows += found.length
    for (const row of found) cents += (row['amount'] as number) * (row['id'] as number)
  }
  return {
    ask: parameters => {
      const found = query(parameters)
      return found instanceof Promise ? found.then(take) : take(found)
    },
    answer: () => [{ rows, cents }],
  }
}

function orderKeys(seed: number, count: number): number[] {
  const below = seededIntegers(seed)
  return Array.from({ length: count }, () => 1 + below(orderCount))
}

async function askAll(engine: Engine, sql: string, keys: readonly number[]): Promise<Outcome> {
  const warm = asker(engine, sql)
  await loop(Math.min(warmUps, keys.length), i => warm.ask([keys[keys.length - 1 - i]]))
  const { ask, answer } = asker(engine, sql)
  const figure = await measureLoop(keys.length, i => ask([keys[i]]))
  return { figure, answer: figure.isScaled === true ? null : answer() }
}

async function selectInTransaction(engine: Engine): Promise<Outcome> {
  const keys = orderKeys(3, 10_000)
  let done = 0
  let rows: Row[] = []
  const figure = await measureOnce(() =>
    engine.transaction(async statements => {
      const { ask, answer } = asker(statements, pointSelect)
      done = await loop(keys.length, i => ask([keys[i]]))
      rows = answer()
    }),
  )
  if (done === keys.length) return { figure, answer: rows }
  const factor = keys.length / done
  return { figure: { wall: figure.wall * factor, cpu: figure.cpu === null ? null : figure.cpu * factor, isScaled: true }, answer: null }
}

function lookUpBusyCustomers(engine: Engine, data: BenchData): Promise<Outcome> {
  const below = seededIntegers(4)
  const keys = Array.from({ length: 1000 }, () => data.busyCustomers[below(data.busyCustomers.length)])
  return askAll(engine, lookup, keys)
}

/** One query, run once to warm up and five times for the median. */
function oneQuery(id: string, title: string, sql: string): Workload {
  return {
    id,
    title,
    run: async engine => {
      const query = engine.query(sql)
      let answer: readonly Row[] = []
      const figure = await measureRepeated(5, 1, async () => (answer = await query([])))
      return { figure, answer }
    },
  }
}

export const readWorkloads: readonly Workload[] = [
  { id: 'w2', title: '10k point selects by key', run: engine => askAll(engine, pointSelect, orderKeys(2, 10_000)) },
  { id: 'w2t', title: '10k point selects, one transaction', run: selectInTransaction },
  { id: 'w3', title: '1k index lookups of 10-100 rows', run: lookUpBusyCustomers },
  oneQuery('w4', 'scan, filter, count', "SELECT count(*) AS n FROM orders WHERE amount > 25000 AND status <> 'paid'"),
  oneQuery('w5', 'group by, 5 groups', 'SELECT status, count(*) AS n, sum(amount) AS total FROM orders GROUP BY status ORDER BY status'),
  oneQuery(
    'w5b',
    'group by, 10k groups',
    'SELECT customer_id, count(*) AS n, sum(amount) AS total FROM orders GROUP BY customer_id ORDER BY customer_id',
  ),
  oneQuery(
    'w6',
    'join, group by region',
    `SELECT c.region, count(*) AS n, sum(o.amount) AS total FROM orders o JOIN customers c ON c.id = o.customer_id
     GROUP BY c.region ORDER BY c.region`,
  ),
  oneQuery('w7', 'order by unindexed, limit 50', 'SELECT id, status, amount, created_at FROM orders ORDER BY created_at DESC LIMIT 50'),
]
