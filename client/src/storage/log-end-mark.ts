// An empty run of log records at the place where the next one will stand: how a takeover keeps the previous owner from writing.
//
// An append is committed as soon as it is issued, without waiting to hear whether this tab still owns the database: that wait would
// be a fifth of its time. So the log itself must refuse the tab that lost it. That tab's next record would stand right behind the
// last one; whoever takes over puts a mark there, and `add` fails where something stands. The new owner's first record replaces its
// own mark. Truncation leaves a mark, too, where nothing else is left: so the end of the log can always be told from the log.

import type { IDBPObjectStore, StoreNames } from 'idb'
import { ZenError } from '@zendb/shared/base/errors'
import type { Layout } from './indexeddb-connection.ts'
import { countLogRun, encodeLogRun } from './log-run-codec.ts'

export type LogObjectStore = IDBPObjectStore<Layout, StoreNames<Layout>[], 'log', 'readwrite'>

type LogReader = IDBPObjectStore<Layout, StoreNames<Layout>[], 'log', 'readonly'>

export interface WholeLog {
  readonly positions: readonly number[]
  readonly runs: readonly Uint8Array<ArrayBuffer>[]
}

/** Positions are dense from 1 (log-store.ts). */
const firstPosition = 1

export async function readWholeLog(log: LogReader | LogObjectStore): Promise<WholeLog> {
  const [positions, runs] = await Promise.all([log.getAllKeys(), log.getAll()])
  return { positions, runs }
}

/** Marks the end of the log for whoever takes it over. Answers where; null in a damaged log, which nobody can write anyway. */
export async function markEnd(log: LogObjectStore, whole: WholeLog): Promise<number | null> {
  const end = endOfLog(whole)
  if (end !== null) await log.put(encodeLogRun([]), end)
  return end
}

/** Where the next record belongs; null in a damaged log. */
export function endOfLog({ positions, runs }: WholeLog): number | null {
  const last = positions.length - 1
  return last < 0 ? firstPosition : endAfter(positions[last], runs[last])
}

function endAfter(position: number, run: Uint8Array<ArrayBuffer>): number | null {
  try {
    return position + countLogRun(run, position)
  } catch (error) {
    if (error instanceof ZenError) return null
    throw error
  }
}

/** After a truncation below `position`: leaves a mark there if nothing else is left. */
export async function markTruncated(log: LogObjectStore, position: number): Promise<void> {
  const next = await log.getKey(IDBKeyRange.lowerBound(position))
  if (next === undefined) await log.put(encodeLogRun([]), position)
}

/**
 * Puts a run where a mark may stand, and ends the transaction, which asked for the database's owner before: once the mark was read, that
 * answer is there, too. false when records stand there.
 */
export async function replaceMark(log: LogObjectStore, position: number, run: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const there = await log.get(position)
  if (there !== undefined && countLogRun(there, position) > 0) return false
  const put = log.put(run, position)
  log.transaction.commit()
  await put
  return true
}
