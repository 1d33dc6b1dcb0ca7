// Change sets in the order in which the acceptor looks at them: those offered, and those held until what they waited for had
// a verdict. The acceptor calls `next` until it answers null; when the judge throws (a page is not in memory) the change set
// stays first, and `next` is called again after the page was loaded. What was decided is in the head already: nothing is lost.

import type { ChangeSet } from '../changes/change-set.ts'
import { decide, type Decision, type DecisionContext } from './decide.ts'
import { HoldQueue } from './hold-queue.ts'
import type { LogRecord } from './log-record.ts'

/** The acceptor's state: asked anew for each decision. */
export interface DecisionHead {
  context(): DecisionContext
  /**
   * Takes a decision in: origins, clock, lsn, and the trial becomes the state. The record is not durable yet; the caller
   * appends it, then publishes it: in that order (R15).
   */
  take(record: LogRecord, hlc: DecisionContext['hlc']): void
}

export interface Decided {
  readonly changeSet: ChangeSet
  readonly decision: Decision
}

export class DecisionQueue {
  readonly #head: DecisionHead
  readonly #holds = new HoldQueue()
  readonly #ready: ChangeSet[] = []

  constructor(head: DecisionHead) {
    this.#head = head
  }

  /** Change sets that wait for others. */
  get heldCount(): number {
    return this.#holds.size
  }

  offer(changeSet: ChangeSet): void {
    this.#ready.push(changeSet)
  }

  /** Looks at the next change set; null when there is none. */
  next(): Decided | null {
    if (this.#ready.length === 0) return null
    const changeSet = this.#ready[0]
    const decision = this.#decide(changeSet)
    this.#ready.shift()
    if (decision.kind === 'hold') this.#holds.hold(changeSet, decision.until)
    if (decision.kind === 'decided') {
      this.#head.take(decision.record, decision.hlc)
      // Before anything that was offered later: a held change set has waited longest.
      this.#ready.unshift(...this.#holds.release(changeSet))
    }
    return { changeSet, decision }
  }

  #decide(changeSet: ChangeSet): Decision {
    const decision = decide(changeSet, this.#head.context())
    if (decision.kind !== 'gap') return decision
    // What comes after a held change set waits with it: asking for the held one again would go on for as long as it is held.
    const before = { origin: changeSet.origin, seq: changeSet.seq - 1 }
    return this.#holds.has(before) ? { kind: 'hold', until: before } : decision
  }
}
