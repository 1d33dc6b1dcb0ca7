// IndexedDB without a database on top: the floor for what commits and openings cost (w8, w8s, w11). It has no SQL, so it is no Engine.

import type { EngineRun } from '../run-engine.ts'
import { makeBenchData, type BenchData } from '../workloads/bench-data.ts'
import { measureLoop, measureOnce } from '../workloads/measure.ts'
import type { Durability } from './engine.ts'

const databaseName = 'raw-bench'

export async function runRawIndexedDb(chosen: readonly string[]): Promise<EngineRun> {
  const run: EngineRun = { figures: {}, answers: {}, failures: {} }
  const data = makeBenchData()
  const db = await openRaw()
  const load = await measureOnce(() => loadOrders(db, data))
  if (chosen.includes('w1')) run.figures['w1'] = load
  for (const [workload, durability] of [
    ['w8', 'relaxed'],
    ['w8s', 'strict'],
  ] as const) {
    if (!chosen.includes(workload)) continue
    for (let i = 0; i < 100; i++) await putOne(db, data, i, durability)
    run.figures[workload] = await measureLoop(1000, i => putOne(db, data, i, durability))
  }
  db.close()
  return run
}

/** One row by its key from what an earlier page left. */
export async function firstRawRow(id: number): Promise<{ scan: () => Promise<number> }> {
  const db = await openRaw()
  const row = await answered(db.transaction('orders').objectStore('orders').get(id))
  if (row === undefined) throw new TypeError(`order ${id} is not there`)
  return {
    scan: async () => {
      const rows = (await answered(db.transaction('orders').objectStore('orders').getAll())) as { amount: number; status: string }[]
      return rows.filter(({ amount, status }) => amount > 25000 && status !== 'paid').length
    },
  }
}

function openRaw(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1)
  request.onupgradeneeded = () => request.result.createObjectStore('orders', { keyPath: 'id' })
  return answered(request)
}

function orderAt(data: BenchData, index: number): Record<string, unknown> {
  const [id, customer, status, amount, createdAt] = data.orders[index]
  return { id, customer_id: customer, status, amount, created_at: createdAt }
}

function loadOrders(db: IDBDatabase, data: BenchData): Promise<void> {
  const transaction = db.transaction('orders', 'readwrite')
  const store = transaction.objectStore('orders')
  for (let i = 0; i < data.orders.length; i++) store.put(orderAt(data, i))
  return committed(transaction)
}

function putOne(db: IDBDatabase, data: BenchData, i: number, durability: Durability): Promise<void> {
  const transaction = db.transaction('orders', 'readwrite', { durability })
  transaction.objectStore('orders').put({ ...orderAt(data, (i * 7919) % data.orders.length), amount: i })
  return committed(transaction)
}

function answered<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new TypeError('a request of IndexedDB failed'))
  })
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new TypeError('a transaction of IndexedDB was aborted'))
  })
}
