// Live queries of one tab, carried over from one leader to the next: each is answered by the leader that is known now, and goes
// on from the rows that its listener has when another one takes over.

import type { RowObject } from '@zendb/shared/exec/row-objects'
import type { LiveListener } from '@zendb/shared/live/live-query'
import type { Parameters } from '../service/request.ts'
import type { ServiceClient } from '../service/service-client.ts'
import { LiveContinuation } from './live-continuation.ts'
import { applyLiveDelta } from './live-delta.ts'
import { notCloneable, plainParameters } from './plain-parameters.ts'
import type { FollowerMessage, LeaderMessage, Untagged } from './tab-messages.ts'

interface LiveQuery {
  readonly id: number
  readonly sql: string
  readonly parameters: Parameters
  readonly listener: LiveContinuation
  /** Rows as the present leader sent them: its next delta refers to them. */
  received: readonly RowObject[]
  end: () => void
}

/** Who answers live queries now. */
export type LiveSource =
  | { readonly kind: 'here'; readonly client: ServiceClient }
  /** `tell` answers to nobody once that leader is gone. */
  | { readonly kind: 'leader'; readonly tell: (message: Untagged<FollowerMessage>) => void }
  | { readonly kind: 'nobody' }

export class TabLiveQueries {
  readonly #source: () => LiveSource
  readonly #queries = new Map<number, LiveQuery>()
  #last = 0

  constructor(source: () => LiveSource) {
    this.#source = source
  }

  subscribe(sql: string, parameters: Parameters, listener: LiveListener): () => void {
    const live: LiveQuery = { id: ++this.#last, sql, parameters, listener: new LiveContinuation(listener), received: [], end: () => {} }
    this.#queries.set(live.id, live)
    this.#attach(live)
    return () => {
      if (this.#queries.delete(live.id)) live.end()
    }
  }

  /** Brings all of them to the leader that is known now. */
  attachAll(): void {
    for (const live of this.#queries.values()) this.#attach(live)
  }

  takeUpdate({ id, delta }: Extract<LeaderMessage, { kind: 'update' }>): void {
    const live = this.#queries.get(id)
    if (live === undefined) return
    const update = applyLiveDelta(live.received, delta)
    live.received = update.rows
    live.listener.update(update)
  }

  fail(id: number, error: unknown): void {
    this.#queries.get(id)?.listener.error(error)
  }

  #attach(live: LiveQuery): void {
    live.end()
    live.end = () => {}
    live.received = []
    const { id, sql, parameters } = live
    const source = this.#source()
    try {
      if (source.kind === 'here') live.end = source.client.subscribe(sql, parameters, live.listener)
      else if (source.kind === 'leader') {
        source.tell({ kind: 'subscribe', id, sql, parameters: plainParameters(parameters) })
        live.end = () => source.tell({ kind: 'unsubscribe', id })
      }
    } catch (error) {
      live.listener.error(notCloneable(error))
    }
  }
}
