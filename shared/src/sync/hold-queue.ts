// Change sets that wait at the acceptor for others (R3, R15). In memory only: whoever lost them (a crash, an overflow) is sent
// them again by their origins, which keep every undecided change set.

import { printChangeSetId, type ChangeSet, type ChangeSetId } from '../changes/change-set.ts'

/** Held change sets of one branch; beyond it the newest is dropped and will be sent again. */
export const heldMax = 10_000

export class HoldQueue {
  readonly #heldByAwaited = new Map<string, ChangeSet[]>()
  readonly #held = new Set<string>()

  get size(): number {
    return this.#held.size
  }

  has(id: ChangeSetId): boolean {
    return this.#held.has(printChangeSetId(id))
  }

  /** Holds `changeSet` until `until` has a verdict. */
  hold(changeSet: ChangeSet, until: ChangeSetId): void {
    const name = printChangeSetId(changeSet)
    if (this.#held.has(name) || this.#held.size >= heldMax) return
    this.#held.add(name)
    const awaited = printChangeSetId(until)
    const others = this.#heldByAwaited.get(awaited)
    if (others === undefined) this.#heldByAwaited.set(awaited, [changeSet])
    else others.push(changeSet)
  }

  /** Those that waited for `decided`: to be decided now, or held again for something else. */
  release(decided: ChangeSetId): readonly ChangeSet[] {
    const awaited = printChangeSetId(decided)
    const released = this.#heldByAwaited.get(awaited)
    if (released === undefined) return []
    this.#heldByAwaited.delete(awaited)
    for (const changeSet of released) this.#held.delete(printChangeSetId(changeSet))
    return released
  }
}
