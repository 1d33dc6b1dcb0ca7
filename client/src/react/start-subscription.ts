// Subscribes for a component: one that appears when the database is closed or has failed must not take the page down.

import { ZenError } from '@zendb/shared/base/errors'
import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { Subscription } from '../subscription.ts'
import type { ZenDB } from '../zen-db.ts'

export type StartedSubscription<Row extends object> =
  | { readonly kind: 'started'; readonly subscription: Subscription<Row> }
  /** Nothing will change any more: why. */
  | { readonly kind: 'refused'; readonly error: unknown }

/** Throws what is wrong with the arguments. */
export function startSubscription<Row extends object = RowObject>(
  db: ZenDB,
  sql: string,
  parameters: readonly unknown[],
): StartedSubscription<Row> {
  try {
    return { kind: 'started', subscription: db.subscribe<Row>(sql, parameters) }
  } catch (error) {
    const isOver = db.status.state === 'failed' || (error instanceof ZenError && error.code === 'STORAGE_CLOSED')
    if (isOver) return { kind: 'refused', error }
    throw error
  }
}
