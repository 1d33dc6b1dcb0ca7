// w8 and w9: one-row updates, each durable by itself or all in one transaction. What the rows are afterwards must be the same on every engine.

import type { Durability, Engine } from '../engines/engine.ts'
import { seededIntegers } from './bench-data.ts'
import { loop, measureLoop, measureOnce, type Figure } from './measure.ts'
import type { Outcome, Workload } from './workload.ts'

const warmUps = 100
const update = 'UPDATE orders SET amount = $1 WHERE id = $2'

/** Orders that one workload alone changes, so that its answer does not depend on which others ran. */
interface Range {
  readonly first: number
  readonly count: number
}

/** New amounts for all orders of the range, in an order that is no order of keys: the same for every engine. */
function changes({ first, count }: Range): [amount: number, id: number][] {
  const below = seededIntegers(first)
  return Array.from({ length: count }, (_, i) => [below(400_000) / 4 + 0.125, first + ((i * 7919) % count)])
}

async function outcome(engine: Engine, { first, count }: Range, figure: Figure): Promise<Outcome> {
  const rows = await engine.query('SELECT count(*) AS n, sum(amount) AS total FROM orders WHERE id >= $1 AND id < $2')([
    first,
    first + count,
  ])
  return { figure, answer: figure.isScaled === true ? null : rows }
}

async function updateOneByOne(engine: Engine, range: Range, durability: Durability): Promise<Outcome> {
  await engine.setDurability?.(durability)
  const run = engine.execute(update)
  const rows = changes(range)
  await loop(warmUps, i => run(rows[i]))
  return outcome(engine, range, await measureLoop(range.count - warmUps, i => run(rows[warmUps + i])))
}

async function updateInOneTransaction(engine: Engine): Promise<Outcome> {
  const range = { first: 1, count: 10_000 }
  const rows = changes(range)
  let done = 0
  const figure = await measureOnce(() =>
    engine.transaction(async statements => {
      const run = statements.execute(update)
      done = await loop(rows.length, i => run(rows[i]))
    }),
  )
  const factor = rows.length / done
  if (factor === 1) return outcome(engine, range, figure)
  return outcome(engine, range, { wall: figure.wall * factor, cpu: figure.cpu === null ? null : figure.cpu * factor, isScaled: true })
}

/**
 * w9 comes first: w8 opens the database anew for another durability, and would leave it strict and with cold pages, while a peer that is
 * all in memory stays as it was.
 */
export const writeWorkloads: readonly Workload[] = [
  { id: 'w9', title: '10k updates, one transaction', run: updateInOneTransaction },
  {
    id: 'w8',
    title: '1k updates, a transaction each, relaxed',
    run: engine => updateOneByOne(engine, { first: 20_001, count: 1100 }, 'relaxed'),
  },
  {
    id: 'w8s',
    title: '1k updates, a transaction each, strict',
    canRun: engine => engine.setDurability !== undefined,
    run: engine => updateOneByOne(engine, { first: 40_001, count: 1100 }, 'strict'),
  },
]
