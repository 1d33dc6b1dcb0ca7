// Requests whose commits are stored here, by the name that the asker gave them: who lost the answer can ask again without writing twice.
// Kept in memory, in the log with each commit, and in the manifest at a checkpoint. The newest `recentRequests` are known.

import { recentRequests } from '../base/limits.ts'
import { asOriginId } from '../base/brand.ts'
import type { ChangeSetId } from '../changes/change-set.ts'

/** A request that commits. */
export interface CommitRequest {
  readonly name: string
  /** PostgreSQL's command tag of what it did: `INSERT 0 1`. */
  readonly tag: string
}

/** What a request did. */
export interface RequestOutcome {
  readonly tag: string
  /** null: nothing that a server decides on. */
  readonly changeSet: ChangeSetId | null
}

/** For the manifest: name, tag, origin and number of the change set. */
export type RecentRequest = readonly [name: string, tag: string, origin: string | null, seq: number]

export class RecentRequests {
  readonly #byName = new Map<string, RequestOutcome>()

  add({ name, tag }: CommitRequest, changeSet: ChangeSetId | null): void {
    this.#byName.delete(name)
    this.#byName.set(name, { tag, changeSet: changeSet === null ? null : { origin: changeSet.origin, seq: changeSet.seq } })
    if (this.#byName.size <= recentRequests) return
    for (const oldest of this.#byName.keys()) {
      this.#byName.delete(oldest)
      return
    }
  }

  /** The commit was taken back. */
  remove({ name }: CommitRequest): void {
    this.#byName.delete(name)
  }

  /** undefined: no request of this name is stored here. */
  find(name: string): RequestOutcome | undefined {
    return this.#byName.get(name)
  }

  entries(): readonly RecentRequest[] {
    return [...this.#byName].map(([name, { tag, changeSet }]) => [name, tag, changeSet?.origin ?? null, changeSet?.seq ?? 0])
  }

  restore(entries: readonly RecentRequest[]): void {
    for (const [name, tag, origin, seq] of entries) this.add({ name, tag }, origin === null ? null : { origin: asOriginId(origin), seq })
  }
}
