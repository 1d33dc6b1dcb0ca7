// SQL and parameters -> the text that names a query in the cache. Called by live-cache.ts for every key.

import { listId } from '@zendb/shared/live/value-id'

/** Parameters may be of kinds that JSON does not know, or confuses. */
export function hashQuery(key: readonly unknown[]): string {
  return listId(key)
}
