// PORT ReplicaStore on a real replica: what a client's sync session drives.

import type { OriginId } from '../base/brand.ts'
import type { Hlc } from '../base/hlc.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import type { OpenOrigin } from '../sync/client-message.ts'
import { soleRegion } from '../sync/log-record.ts'
import type { Position } from '../sync/position.ts'
import type { FetchPages, ReplicaStore } from '../sync/replica-store.ts'
import type { Batch, Bootstrap } from '../sync/server-message.ts'
import { sequencesFromManifest } from './head-roots.ts'
import { openManifest } from './open-manifest.ts'
import type { ReplicaDatabase } from './replica-database.ts'

export class EngineReplicaStore implements ReplicaStore {
  readonly #replica: ReplicaDatabase
  readonly #setFetch: (fetch: FetchPages) => void

  /** `setFetch` is told where missing pages can be had from now on (see remote-page-store.ts). */
  constructor(replica: ReplicaDatabase, setFetch: (fetch: FetchPages) => void) {
    this.#replica = replica
    this.#setFetch = setFetch
  }

  position(): Position | null {
    if (!this.#replica.hasStarted) return null
    const { lsn } = this.#replica
    return { region: soleRegion, lsn, vector: new Map([[soleRegion, lsn]]) }
  }

  openOrigins(): readonly OpenOrigin[] {
    return this.#replica.openOrigins()
  }

  outbox(): readonly ChangeSet[] {
    return this.#replica.sendable
  }

  applyBatch(batch: Batch): Promise<void> {
    return this.#replica.applyBatch(batch.records, batch.hlc)
  }

  async installBootstrap(bootstrap: Bootstrap, fetchPages: FetchPages): Promise<void> {
    this.#setFetch(fetchPages)
    const manifest = await openManifest(bootstrap.manifest)
    return this.#replica.start({
      lsn: bootstrap.position.lsn,
      seed: manifest.seed,
      roots: { schema: manifest.schema, tables: manifest.tables },
      hlc: bootstrap.hlc,
      origins: bootstrap.origins,
      sequences: sequencesFromManifest(manifest),
    })
  }

  learnClock(serverNowMs: number, hlc: Hlc): void {
    this.#replica.learnClock(serverNowMs, hlc)
  }

  setStale(origins: readonly OriginId[]): Promise<void> {
    return this.#replica.setStale(origins)
  }
}
