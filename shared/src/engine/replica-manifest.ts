// The part of a manifest that only a synced replica has: position, outbox, refused writes, verdicts. Change sets are kept as
// the hex of their bytes.

import { fromHex, toHex } from '../base/content-hash.ts'
import type { Lsn } from '../base/brand.ts'
import { encodeChangeSet } from '../changes/change-set-codec.ts'
import { decodeChangeSet } from '../changes/change-set-reader.ts'
import type { ChangeSet } from '../changes/change-set.ts'
import { soleRegion, type Rejection } from '../sync/log-record.ts'
import { encodeOrigins, type OriginTable } from '../sync/origin-table.ts'
import type { ReplicaManifest } from './manifest.ts'
import type { Outbox, RejectedChangeSet } from './outbox.ts'

interface ReplicaFacts {
  readonly lsn: Lsn
  readonly hasStarted: boolean
  readonly branch: string | undefined
  readonly outbox: Outbox
  readonly origins: OriginTable
}

export function replicaManifest({ lsn, hasStarted, branch, outbox, origins }: ReplicaFacts): Omit<ReplicaManifest, 'confirmed'> {
  const hexOf = (changeSet: ChangeSet): string => toHex(encodeChangeSet(changeSet))
  return {
    lsn,
    hasStarted,
    ...(branch === undefined ? {} : { branch }),
    region: soleRegion,
    vector: [[soleRegion, lsn]],
    outbox: outbox.pending.map(hexOf),
    rejected: outbox.rejected.map(({ changeSet, rejection }) => ({ changeSet: hexOf(changeSet), rejection: JSON.stringify(rejection) })),
    origins: toHex(encodeOrigins(origins.entries())),
  }
}

export function outboxOf(manifest: ReplicaManifest | null): readonly ChangeSet[] {
  return manifest?.outbox.map(hex => decodeChangeSet(fromHex(hex))) ?? []
}

export function rejectedOf(manifest: ReplicaManifest | null): readonly RejectedChangeSet[] {
  return (
    manifest?.rejected.map(({ changeSet, rejection }) => ({
      changeSet: decodeChangeSet(fromHex(changeSet)),
      // Written by `replicaManifest` and guarded by the manifest's checksum.
      rejection: JSON.parse(rejection) as Rejection,
    })) ?? []
  )
}
