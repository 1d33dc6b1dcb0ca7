// Deletes what a database keeps in IndexedDB. Called by `db.destroy()`, when this tab has let go of it.

import { deleteDB } from 'idb'
import { indexedDbName } from './indexeddb-name.ts'
import { toStorageError } from './storage-error.ts'

export async function deleteIndexedDb(name: string): Promise<void> {
  try {
    await deleteDB(indexedDbName(name))
  } catch (cause) {
    throw toStorageError(cause, 'deleting the database')
  }
}
