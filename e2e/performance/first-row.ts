// w11: a fresh page on a database that an earlier one left: the time to the first row, and then to a full scan.

import type { Engine } from './engines/engine.ts'

export interface FirstRow {
  /** From the start of the page to the row: script, WebAssembly, opening, query. */
  readonly total: number
  /** From the call that opens, without what `indexedDB.open` takes; code that the engine loads lazily counts. null where it is not told apart. */
  readonly beyondOpen: number | null
  /** A filter and count over all orders, right after. */
  readonly scan: number
}

export const firstOrder = 50_123

/** `performance.timeOrigin` of a worker is its own start; the page adds what was before. */
export async function firstRowOf(open: () => Promise<Engine>): Promise<FirstRow> {
  const engine = await open()
  const query = engine.query('SELECT id, customer_id, status, amount, created_at FROM orders WHERE id = $1')
  const rows = await query([firstOrder])
  const total = performance.now()
  if (rows.length !== 1) throw new TypeError(`order ${firstOrder}: ${rows.length} rows`)
  await engine.query("SELECT count(*) AS n FROM orders WHERE amount > 25000 AND status <> 'paid'")([])
  return { total: performance.timeOrigin + total, beyondOpen: null, scan: performance.now() - total }
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
