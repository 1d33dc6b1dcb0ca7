// How a tab becomes the owner of an IndexedDB database: in one transaction it looks whether this is the database it means, and writes
// only then. Whoever finds another one under the name (deleted and made anew meanwhile), or a layout it does not know, leaves it as it is.
// Called by indexeddb-connection.ts.

import type { IDBPTransaction } from 'idb'
import type { Layout } from './indexeddb-connection.ts'
import { endOfLog, markEnd, readWholeLog, type WholeLog } from './log-end-mark.ts'

/** The number in `meta` of the layout that this code reads and writes. */
export const layoutVersion = 1

type Takeover = IDBPTransaction<Layout, ('meta' | 'log')[], 'readwrite'>
type Look = IDBPTransaction<Layout, ('meta' | 'log')[], 'readonly'>

/** All that an opening has to know, as it was found in one moment. */
export interface Found {
  readonly format: unknown
  readonly identity: unknown
  readonly owner: unknown
  readonly manifest: unknown
  readonly log: WholeLog
}

export async function look(transaction: Look | Takeover): Promise<Found> {
  const meta = transaction.objectStore('meta')
  const [format, identity, owner, manifest, log] = await Promise.all([
    meta.get('format'),
    meta.get('identity'),
    meta.get('owner'),
    meta.get('manifest'),
    readWholeLog(transaction.objectStore('log')),
  ])
  return { format, identity, owner, manifest, log }
}

/** Looks, and takes over what `isWanted`; counts when the transaction is complete. `mark`: where the log's end is marked, if it is. */
export async function takeOver(transaction: Takeover, owner: string, isWanted: (found: Found) => boolean) {
  const found = await look(transaction)
  if (!isWanted(found)) return { found, mark: null }
  const [, mark] = await Promise.all([
    transaction.objectStore('meta').put(owner, 'owner'),
    markEnd(transaction.objectStore('log'), found.log),
  ])
  return { found, mark }
}

/** Nobody has written since `seen`: the log ends where it ended then. */
export function isUnchanged(found: Found, seen: Found): boolean {
  return found.owner === seen.owner && endOfLog(found.log) === endOfLog(seen.log)
}
