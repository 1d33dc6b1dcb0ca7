// Which change sets of the outbox go out now (S9): in order, few enough that a slow server is not buried, and each of one
// connection once. What is in flight is found by looking: pushed and still in the outbox means that its verdict is not here.

import type { OriginId } from '../base/brand.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { ClientMessage } from './client-message.ts'
import { pushMaxChangeSets } from './protocol-version.ts'

/** Change sets in flight. */
export const pushWindow = 256
/** Row changes after which a push message is full. */
const pushMaxRows = 5000

export interface PushPlan {
  readonly messages: readonly ClientMessage[]
  readonly pushed: ReadonlyMap<OriginId, number>
}

export function planPushes(outbox: readonly ChangeSet[], pushed: ReadonlyMap<OriginId, number>): PushPlan {
  const messages: ClientMessage[] = []
  let after: Map<OriginId, number> | null = null
  let changeSets: ChangeSet[] = []
  let rows = 0
  for (let i = 0; i < outbox.length && i < pushWindow; i++) {
    const changeSet = outbox[i]
    if (changeSet.seq <= ((after ?? pushed).get(changeSet.origin) ?? 0)) continue
    after ??= new Map(pushed)
    after.set(changeSet.origin, changeSet.seq)
    changeSets.push(changeSet)
    rows += changeSet.rows.length
    if (changeSets.length < pushMaxChangeSets && rows < pushMaxRows) continue
    messages.push({ kind: 'push', changeSets })
    changeSets = []
    rows = 0
  }
  if (changeSets.length > 0) messages.push({ kind: 'push', changeSets })
  return { messages, pushed: after ?? pushed }
}
