// The manifests of one branch: find the newest, create the next. Whoever creates number n + 1 decides what it says; everyone
// else sees that the number is taken, reads it, and learns who holds the branch now.

import type { Clock } from '@zendb/shared/base/clock'
import { ZenError } from '@zendb/shared/base/errors'
import type { Random } from '@zendb/shared/base/random'
import type { ObjectStore } from '../object-store/object-store.ts'
import { decodeHead, encodeHead } from './head-hint.ts'
import { corruptManifest, decodeManifest, encodeManifest, nonceBytes, type BranchManifest } from './manifest-codec.ts'
import { headKey, manifestKey, manifestNumber, manifestPrefix, type BranchName } from './object-names.ts'

/** What the next manifest says; number, nonce and time are the chain's. */
export type NextManifest = Omit<BranchManifest, 'number' | 'nonce' | 'createdMs'>

export interface ChainPorts {
  readonly objects: ObjectStore
  readonly clock: Clock
  readonly random: Random
}

/** Reads manifest `number`; null when there is none. */
export async function readManifest(objects: ObjectStore, name: BranchName, number: number): Promise<BranchManifest | null> {
  const key = manifestKey(name, number)
  const bytes = await objects.get(key)
  if (bytes === null) return null
  const manifest = decodeManifest(bytes, key)
  // Whoever follows the numbers of misplaced manifests may walk in circles.
  if (manifest.number !== number) throw corruptManifest(key, `it is number ${manifest.number}`)
  return manifest
}

/** The newest manifest, or null when there is no such branch. HEAD may lag: the numbers after it are probed. */
export async function readLatestManifest(objects: ObjectStore, name: BranchName, atLeast = 0): Promise<BranchManifest | null> {
  const hint = Math.max(atLeast, await readHead(objects, name))
  let latest = hint === 0 ? null : await readManifest(objects, name, hint)
  // No usable hint: the branch is new, or HEAD was lost. The only listing of this path.
  latest ??= await findByListing(objects, name)
  // The manifest is there before anything names it, and the newest one is never deleted: older ones say what was, not what is.
  if ((latest?.number ?? 0) < hint) throw corruptManifest(manifestKey(name, hint), 'it is missing, and the newest one')
  while (latest !== null) {
    const next = await readManifest(objects, name, latest.number + 1)
    if (next === null) return latest
    latest = next
  }
  return null
}

async function readHead(objects: ObjectStore, name: BranchName): Promise<number> {
  return decodeHead(name, await objects.get(headKey(name)))
}

async function findByListing(objects: ObjectStore, name: BranchName): Promise<BranchManifest | null> {
  const numbers = (await objects.list(manifestPrefix(name))).map(manifestNumber).filter(number => number !== null)
  return numbers.length === 0 ? null : readManifest(objects, name, Math.max(...numbers))
}

/**
 * Creates manifest `number`; null when the number is taken, or was: a server that slept for days finds slots empty that were deleted
 * since (collect-garbage.ts), and HEAD tells it.
 */
export async function createManifest(
  ports: ChainPorts,
  name: BranchName,
  number: number,
  next: NextManifest,
): Promise<BranchManifest | null> {
  const manifest: BranchManifest = { ...next, number, nonce: ports.random.bytes(nonceBytes), createdMs: ports.clock.nowMs() }
  if ((await ports.objects.putIfAbsent(manifestKey(name, number), encodeManifest(manifest))) === 'exists') return null
  if ((await readHead(ports.objects, name)) > number) return null
  // A hint only: when this fails, readers probe from an older number.
  await ports.objects.put(headKey(name), encodeHead(name, number)).catch(() => undefined)
  return manifest
}

/** Throws LEASE_LOST when a newer epoch than `held` exists. */
export async function checkStillHolder(objects: ObjectStore, name: BranchName, held: BranchManifest): Promise<void> {
  const latest = await readLatestManifest(objects, name, held.number)
  if (latest === null || latest.epoch !== held.epoch) throw leaseLost(name, latest)
}

export function leaseLost(name: BranchName, latest: BranchManifest | null): ZenError {
  const by = latest === null || latest.holder === '' ? 'another server' : latest.holder
  const message = `branch ${name.branch} of ${name.database} is now held by ${by}; nothing more is accepted here, connect again`
  return new ZenError('LEASE_LOST', message, { details: { ...name, holder: latest?.holder ?? null, epoch: latest?.epoch ?? null } })
}
