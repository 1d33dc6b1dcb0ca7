// Deletes what no recovery reads any more: log segments before the newest manifest's first one, and manifests before the newest.
// Only what is older than a week: manifests and segments are the branch's history, which can be looked back at as long as they are there.
// And a server that stood still must bump into the slots that were filled meanwhile; one that slept for longer looks before it believes
// a create (segment-log.ts, manifest-chain.ts). Packs are kept: replicas fetch pages of older states.
//
// Run by the holder, at most once a day and branch: it lists, and nothing else on the server's usual ways does.

import type { ObjectStore } from '../object-store/object-store.ts'
import { encodeHead } from './head-hint.ts'
import { listBranches } from './lease.ts'
import { readLatestManifest, readManifest } from './manifest-chain.ts'
import type { BranchManifest } from './manifest-codec.ts'
import {
  headKey,
  manifestKey,
  manifestNumber,
  manifestPrefix,
  segmentKey,
  segmentNumber,
  segmentPrefix,
  type BranchName,
} from './object-names.ts'
import { decodeSegment } from './segment-codec.ts'

const dayMs = 24 * 3_600_000
export const garbageAgeMs = 7 * dayMs
/** How often a branch is looked through. */
export const collectEveryMs = dayMs
const parallelDeletes = 16

export interface Collected {
  readonly segments: number
  readonly manifests: number
}

/** `newest`: the manifest by which the caller holds the branch. */
export async function collectGarbage(objects: ObjectStore, name: BranchName, newest: BranchManifest, nowMs: number): Promise<Collected> {
  const oldestMs = nowMs - garbageAgeMs
  // Whoever finds a slot empty that was deleted here must learn from HEAD that it is late.
  await objects.put(headKey(name), encodeHead(name, newest.number))
  const segments = await olderThan(oldestMs, await numbersOf(objects, segmentPrefix(name), segmentNumber, newest.firstSegment), async seq =>
    segmentMs(objects, segmentKey(name, seq)),
  )
  const manifests = await olderThan(
    oldestMs,
    await numbersOf(objects, manifestPrefix(name), manifestNumber, newest.number),
    async number => (await readManifest(objects, name, number))?.createdMs ?? 0,
  )
  const parents = await parentsIn(objects, name)
  const unneeded = manifests.filter(number => !parents.has(number))
  await deleteAll(objects, [...segments.map(seq => segmentKey(name, seq)), ...unneeded.map(number => manifestKey(name, number))])
  return { segments: segments.length, manifests: unneeded.length }
}

async function numbersOf(
  objects: ObjectStore,
  prefix: string,
  numberOf: (key: string) => number | null,
  below: number,
): Promise<readonly number[]> {
  const numbers: number[] = []
  for (const key of await objects.list(prefix)) {
    const number = numberOf(key)
    if (number !== null && number < below) numbers.push(number)
  }
  return numbers.sort((a, b) => a - b)
}

/** The first of `numbers`, which were created in their order: a few looks find where the others begin. */
async function olderThan(
  oldestMs: number,
  numbers: readonly number[],
  createdMs: (number: number) => Promise<number>,
): Promise<readonly number[]> {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((await createdMs(numbers[middle])) < oldestMs) low = middle + 1
    else high = middle
  }
  return numbers.slice(0, low)
}

async function segmentMs(objects: ObjectStore, key: string): Promise<number> {
  const bytes = await objects.get(key)
  return bytes === null ? 0 : decodeSegment(bytes, key).createdMs
}

/** Manifests of this branch from which others were made: a later merge starts from them. */
async function parentsIn(objects: ObjectStore, { database, branch }: BranchName): Promise<ReadonlySet<number>> {
  const parents = new Set<number>()
  for (const other of await listBranches(objects, database)) {
    const parent = (await readLatestManifest(objects, { database, branch: other }))?.parent ?? null
    if (parent?.branch === branch) parents.add(parent.manifest)
  }
  return parents
}

/** Ascending: what is left after an interruption has no holes. */
async function deleteAll(objects: ObjectStore, keys: readonly string[]): Promise<void> {
  for (let i = 0; i < keys.length; i += parallelDeletes)
    await Promise.all(keys.slice(i, i + parallelDeletes).map(key => objects.delete(key)))
}
