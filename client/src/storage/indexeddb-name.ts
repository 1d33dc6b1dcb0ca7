// Where a database lies in IndexedDB.

/** Name of the IndexedDB database that holds the ZenDB database `name`. */
export function indexedDbName(name: string): string {
  return `zendb:${name}`
}
