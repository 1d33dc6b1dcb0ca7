// One subscription of this tab over all leaders: when another tab takes over, the query starts anew there, and what the
// listener hears is only what differs from what it had. Rows that did not change stay the same objects.

import { diffRows } from '@zendb/shared/live/diff-rows'
import type { LiveListener, LiveUpdate } from '@zendb/shared/live/live-query'

export class LiveContinuation implements LiveListener {
  readonly #listener: LiveListener
  /** What the listener has; null: nothing yet. */
  #shown: LiveUpdate['rows'] | null = null
  /** true: the present source's row objects are not the ones that the listener has. */
  #isContinued = false
  #hasFailed = false

  constructor(listener: LiveListener) {
    this.#listener = listener
  }

  update(update: LiveUpdate): void {
    if (update.origin === 'initial' && this.#shown !== null) this.#isContinued = true
    const told = this.#isContinued ? this.#translate(update) : update
    if (told === null) return
    this.#shown = told.rows
    this.#hasFailed = false
    this.#listener.update(told)
  }

  #translate(update: LiveUpdate): LiveUpdate | null {
    const before = this.#shown ?? []
    const { rows, changes } = diffRows(before, update.rows, update.keyColumns)
    // The same rows again say that the query has healed.
    if (rows === before && !this.#hasFailed) return null
    // Who made a change while no tab led is not known; this device is.
    return { ...update, rows: Object.freeze(rows), changes, origin: update.origin === 'initial' ? 'local' : update.origin }
  }

  error(error: unknown): void {
    this.#hasFailed = true
    this.#listener.error(error)
  }
}
