// w8 and w9: one-row updates, each durable by itself or all in one transaction. The sum afterwards must be the same on every engine.

import type { Durability, Engine, Row } from '../engines/engine.ts'
import { orderCount, seededIntegers } from './bench-data.ts'
import { loop, measureLoop, measureOnce, type Figure } from './measure.ts'
import type { Outcome, Workload } from './workload.ts'

const update = 'UPDATE orders SET amount = $1 WHERE id = $2'
const checkSum = 'SELECT count(*) AS n, sum(amount) AS total FROM orders'

/** What update `i` of a workload sets: the same for every engine. */
function changes(seed: number, count: number): [amount: number, id: number][] {
  const below = seededIntegers(seed)
  return Array.from({ length: count }, () => [below(400_000) / 4, 1 + below(orderCount)])
}

async function outcome(engine: Engine, figure: Figure): Promise<Outcome> {
  const rows: readonly Row[] = await engine.query(checkSum)([])
  return { figure, answer: figure.isScaled === true ? null : rows }
}

async function updateOneByOne(engine: Engine, seed: number, durability: Durability): Promise<Outcome> {
  await engine.setDurability?.(durability)
  const run = engine.execute(update)
  const rows = changes(seed, 1100)
  await loop(100, i => run(rows[1000 + i]))
  return outcome(engine, await measureLoop(1000, i => run(rows[i])))
}

async function updateInOneTransaction(engine: Engine): Promise<Outcome> {
  const rows = changes(9, 10_000)
  let done = 0
  const figure = await measureOnce(() =>
    engine.transaction(async statements => {
      const run = statements.execute(update)
      done = await loop(rows.length, i => run(rows[i]))
    }),
  )
  const factor = rows.length / done
  if (factor === 1) return outcome(engine, figure)
  return outcome(engine, { wall: figure.wall * factor, cpu: figure.cpu === null ? null : figure.cpu * factor, isScaled: true })
}

export const writeWorkloads: readonly Workload[] = [
  { id: 'w8', title: '1k updates, a transaction each, relaxed', run: engine => updateOneByOne(engine, 8, 'relaxed') },
  {
    id: 'w8s',
    title: '1k updates, a transaction each, strict',
    canRun: engine => engine.setDurability !== undefined,
    run: engine => updateOneByOne(engine, 88, 'strict'),
  },
  { id: 'w9', title: '10k updates, one transaction', run: updateInOneTransaction },
]
