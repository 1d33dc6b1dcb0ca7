// w11: a fresh page on a database that an earlier one left: the time to the first row, and then to a full scan.

import type { Engine } from './engines/engine.ts'

export interface FirstRow {
  /** From the start of the page to the row: script, WebAssembly, opening, query. */
  readonly total: number
  /** From the call that opens, without what `indexedDB.open` takes; code that the engine loads lazily counts. null where it is not told apart. */
  readonly beyondOpen: number | null
  /** From the call that opens it once more in the same page, without what `indexedDB.open` takes: nothing but the database itself. */
  readonly again: number | null
  /** A filter and count over all orders, right after. */
  readonly scan: number
}

export const firstOrder = 50_123

/** `performance.timeOrigin` of a worker is its own start; the page adds what was before. */
export async function firstRowOf(open: () => Promise<Engine>): Promise<FirstRow> {
  const engine = await open()
  const total = await readFirstOrder(engine)
  await engine.query("SELECT count(*) AS n FROM orders WHERE amount > 25000 AND status <> 'paid'")([])
  const scan = performance.now() - total
  await engine.close()
  return { total: performance.timeOrigin + total, beyondOpen: null, again: null, scan }
}

/** From opening to the row, for an engine whose code is there and that had the database open before. */
export async function openAgain(open: () => Promise<Engine>, spentOpening: () => number): Promise<number> {
  const before = spentOpening()
  const started = performance.now()
  const engine = await open()
  const found = await readFirstOrder(engine)
  await engine.close()
  return found - started - (spentOpening() - before)
}

/** When it was there. */
async function readFirstOrder(engine: Engine): Promise<number> {
  const rows = await engine.query('SELECT id, customer_id, status, amount, created_at FROM orders WHERE id = $1')([firstOrder])
  const found = performance.now()
  if (rows.length !== 1) throw new TypeError(`order ${firstOrder}: ${rows.length} rows`)
  return found
}

/** Sums up the time in which a request of `indexedDB.open` is under way. Call it before any is made. */
export function watchIndexedDbOpen(): () => number {
  let spent = 0
  // oxlint-disable-next-line typescript/unbound-method -- called with the factory below
  const original = IDBFactory.prototype.open
  IDBFactory.prototype.open = function (this: IDBFactory, ...parameters: Parameters<typeof original>) {
    const started = performance.now()
    const request = original.apply(this, parameters)
    request.addEventListener('success', () => (spent += performance.now() - started))
    return request
  }
  return () => spent
}
