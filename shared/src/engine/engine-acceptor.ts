// PORT BranchAcceptor on a real branch: what a server's sync sessions talk to.

import type { Lsn, OriginId, PageHash } from '../base/brand.ts'
import { originHorizonMs } from '../base/limits.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { PageStore } from '../storage/page-store.ts'
import type { AcceptAnswer, BranchAcceptor, BranchListener } from '../sync/branch-acceptor.ts'
import type { LogRecord } from '../sync/log-record.ts'
import { soleRegion } from '../sync/log-record.ts'
import type { Position } from '../sync/position.ts'
import type { Bootstrap } from '../sync/server-message.ts'
import type { BranchDatabase } from './branch-database.ts'
import { encodeManifest } from './manifest.ts'

export class EngineAcceptor implements BranchAcceptor {
  readonly #branch: BranchDatabase
  readonly #pages: PageStore

  constructor(branch: BranchDatabase, pages: PageStore) {
    this.#branch = branch
    this.#pages = pages
  }

  head(): Position {
    return positionAt(this.#branch.lsn)
  }

  hlc() {
    return this.#branch.hlc
  }

  horizonMs(): number {
    return this.#branch.database.clock.nowMs() - originHorizonMs
  }

  decided(origin: OriginId): number {
    return this.#branch.origins.decided(origin)
  }

  isStale(origin: OriginId): boolean {
    return this.#branch.origins.isStale(origin, this.horizonMs())
  }

  async accept(changeSet: ChangeSet): Promise<AcceptAnswer> {
    const answers = await this.#branch.accept([changeSet])
    const own = answers.find(answer => answer.changeSet.origin === changeSet.origin && answer.changeSet.seq === changeSet.seq)
    switch (own?.decision.kind) {
      case 'gap':
        return { kind: 'gap', expected: own.decision.expected }
      case 'hold':
        return { kind: 'hold' }
      case 'duplicate':
        return { kind: 'duplicate' }
      case 'stale':
        return { kind: 'stale' }
      default:
        return { kind: 'decided' }
    }
  }

  recordsAfter(after: Lsn, max: number): Promise<readonly LogRecord[] | null> {
    return this.#branch.recordsAfter(after, max)
  }

  async bootstrap(origins: readonly OriginId[]): Promise<Bootstrap> {
    const checkpoint = await this.#branch.checkpoint()
    const manifest = encodeManifest({
      ...checkpoint.roots,
      seed: checkpoint.seed,
      logPosition: checkpoint.lsn,
      hlc: checkpoint.hlc,
      sequences: checkpoint.sequences,
      replica: null,
    })
    return {
      position: positionAt(checkpoint.lsn),
      commit: checkpoint.hash,
      manifest,
      schemaVersion: checkpoint.schemaVersion,
      // As of the checkpoint: a verdict after it comes with the stream.
      origins: origins.flatMap(origin => checkpoint.origins.get(origin) ?? []),
      hlc: checkpoint.hlc,
    }
  }

  pages(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    return this.#pages.read(hashes)
  }

  subscribe(listener: BranchListener): () => void {
    const stops = [this.#branch.onRecords(() => listener.moved()), this.#branch.onLost(cause => listener.lost(cause))]
    return () => stops.forEach(stop => stop())
  }
}

function positionAt(lsn: Lsn): Position {
  return { region: soleRegion, lsn, vector: new Map([[soleRegion, lsn]]) }
}
