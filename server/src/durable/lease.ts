// Who may append to a branch. A server takes a branch in two steps: it creates the next manifest with a higher epoch (one
// winner), and it puts a fence into the first free log slot. All records that the holder before it had acknowledged are below
// the fence and are replayed; its next append meets the fence and stops (LEASE_LOST). No clock decides anything here.

import type { LogEntry } from '@zendb/shared/storage/log-store'
import { ZenError } from '@zendb/shared/base/errors'
import type { ObjectStore } from '../object-store/object-store.ts'
import { checkStillHolder, createManifest, leaseLost, readLatestManifest, type ChainPorts } from './manifest-chain.ts'
import { nonceBytes, type BranchManifest, type PackEntry } from './manifest-codec.ts'
import { branchMarkerKey, branchMarkerPrefix, nameOfKeyPart, segmentKey, type BranchName } from './object-names.ts'
import { ObjectPageStore } from './object-page-store.ts'
import { corruptSegment, decodeSegment, encodeSegment, noSegment, segmentChecksum, type Segment } from './segment-codec.ts'
import { SegmentLog, type SegmentPlace } from './segment-log.ts'

/** Segments that recovery reads at once. */
const parallelSegments = 32

export interface LeaseOptions extends ChainPorts {
  /** Address of this server, for those who look for the holder. */
  readonly holder: string
  /** How long an append waits for company; see SegmentLogStart. */
  readonly lingerMs?: number
  readonly sleep: (ms: number) => Promise<void>
}

/** A branch that this server may write. Whoever takes it closes `log` and `pages`. */
export interface HeldBranch {
  readonly name: BranchName
  readonly epoch: number
  readonly pages: ObjectPageStore
  readonly log: SegmentLog
  /** Rejects with LEASE_LOST when another server took the branch since. */
  checkStillHolder(): Promise<void>
}

/** What a new branch starts from: nothing, or a checkpoint of its parent. */
export interface BranchStart {
  readonly packs: readonly PackEntry[]
  readonly engine: Uint8Array<ArrayBuffer> | null
  readonly parent: BranchManifest['parent']
  /** First log position of the new branch: positions of the parent up to the fork are not used again. */
  readonly firstPosition?: number
}

export const emptyBranch: BranchStart = { packs: [], engine: null, parent: null }

/** Creates a branch: two small objects, whatever its size. Throws BRANCH_EXISTS. */
export async function createBranch(ports: ChainPorts, name: BranchName, start: BranchStart = emptyBranch): Promise<void> {
  const { packs, engine, parent, firstPosition = 1 } = start
  const next = { epoch: 0, holder: '', firstSegment: 1, firstPosition, logStart: firstPosition, oldestSegment: 1, packs, engine, parent }
  const first = await createManifest(ports, name, 1, next)
  // Also when it is there already: the try that made it may have failed before it could be listed.
  await ports.objects.put(branchMarkerKey(name), new TextEncoder().encode('1'))
  if (first === null) throw new ZenError('BRANCH_EXISTS', `database ${name.database} has a branch ${name.branch}`, { details: { ...name } })
}

/** Names of the branches of a database, in order. For people and tools: it lists. */
export async function listBranches(objects: ObjectStore, database: string): Promise<readonly string[]> {
  const prefix = branchMarkerPrefix(database)
  return (await objects.list(prefix)).map(key => nameOfKeyPart(key.slice(prefix.length))).sort()
}

/** Takes the branch, whoever holds it. Throws BRANCH_NOT_FOUND, or LEASE_LOST when another server took it in the same moment. */
export async function takeBranch(options: LeaseOptions, name: BranchName): Promise<HeldBranch> {
  const { manifest, tail } = await raiseEpoch(options, name)
  const fenced = await putFence(options, name, manifest, tail)
  const checkHolder = (): Promise<void> => checkStillHolder(options.objects, name, pages.manifest)
  const log = new SegmentLog({
    ...options,
    name,
    epoch: manifest.epoch,
    places: fenced.places,
    nextSeq: fenced.nextSeq,
    nextPosition: fenced.nextPosition,
    previous: fenced.previous,
    entries: fenced.entries,
    logStart: manifest.logStart,
    saveRecoveryStart: () => pages.saveRecoveryStart(),
    lingerMs: options.lingerMs ?? 0,
    checkStillHolder: checkHolder,
  })
  const pages: ObjectPageStore = new ObjectPageStore({ ...options, name, manifest, recoveryStart: () => log.recoveryStart })
  // A server that slept since it made its manifest may have put its fence where nobody looks any more.
  await checkHolder()
  return { name, epoch: manifest.epoch, pages, log, checkStillHolder: checkHolder }
}

/** The log is read first: whoever cannot read it takes nothing, and leaves no manifest behind with every try. */
async function raiseEpoch(options: LeaseOptions, name: BranchName): Promise<{ readonly manifest: BranchManifest; readonly tail: Tail }> {
  const { objects } = options
  for (;;) {
    const latest = await readLatestManifest(objects, name)
    if (latest === null)
      throw new ZenError('BRANCH_NOT_FOUND', `database ${name.database} has no branch ${name.branch}`, { details: { ...name } })
    const tail = newTail(latest)
    while (await readMore(objects, name, tail));
    if (tail.epoch > latest.epoch) {
      await requireTaken(objects, name, latest, tail)
      continue
    }
    const made = await createManifest(options, name, latest.number + 1, { ...latest, epoch: latest.epoch + 1, holder: options.holder })
    if (made === null) continue
    // What the holder before us wrote meanwhile.
    while (await readMore(objects, name, tail));
    requireNewest(name, made, tail)
    return { manifest: made, tail }
  }
}

/** Another server took the branch meanwhile: its manifest was there before its first segment. */
async function requireTaken(objects: ObjectStore, name: BranchName, known: BranchManifest, tail: Tail): Promise<void> {
  const latest = await readLatestManifest(objects, name, known.number)
  if ((latest?.epoch ?? 0) < tail.epoch) throw corruptSegment(tail.key, `it is of epoch ${tail.epoch}, and no manifest is`)
}

function requireNewest(name: BranchName, { epoch }: BranchManifest, tail: Tail): void {
  if (tail.epoch > epoch) throw leaseLost(name, null)
}

/** The log from the last checkpoint on. */
interface Tail {
  readonly places: SegmentPlace[]
  readonly entries: LogEntry[]
  nextSeq: number
  nextPosition: number
  previous: Uint8Array<ArrayBuffer>
  /** Key of the last segment, and the greatest epoch of any; 0: none was read. */
  key: string
  epoch: number
  /** Nothing was ever kept of the branch: its log may begin anywhere. */
  readonly isNew: boolean
}

function newTail({ firstSegment, firstPosition, engine }: BranchManifest): Tail {
  const isNew = engine === null && firstPosition === 1
  return { places: [], entries: [], nextSeq: firstSegment, nextPosition: firstPosition, previous: noSegment, key: '', epoch: 0, isNew }
}

/** Takes up to `parallelSegments` further segments; false at the end. Slots are filled one after the other: the first free one is the end. */
async function readMore(objects: ObjectStore, name: BranchName, tail: Tail): Promise<boolean> {
  const keys = Array.from({ length: parallelSegments }, (_, i) => segmentKey(name, tail.nextSeq + i))
  const found = await Promise.all(keys.map(key => objects.get(key)))
  const last = found.findLastIndex(bytes => bytes !== null)
  for (let i = 0; i <= last; i++) {
    // Asked for together with those after it, it may have been written after the look.
    const bytes = found[i] ?? (await objects.get(keys[i]))
    if (bytes === null) throw corruptSegment(keys[i], `it is missing, and ${keys[last]} is there`)
    takeSegment(tail, bytes, decodeSegment(bytes, keys[i]), keys[i])
  }
  return last === keys.length - 1
}

function takeSegment(tail: Tail, bytes: Uint8Array<ArrayBuffer>, segment: Segment, key: string): void {
  // The first one follows a segment that was not read.
  const follows = tail.previous === noSegment || Buffer.compare(segment.previous, tail.previous) === 0
  const mayBegin = tail.isNew && tail.entries.length === 0 && segment.firstPosition > tail.nextPosition
  if (!follows || (segment.firstPosition !== tail.nextPosition && !mayBegin))
    throw corruptSegment(key, `it does not follow ${tail.key === '' ? 'the newest manifest' : tail.key}`)
  tail.key = key
  tail.epoch = Math.max(tail.epoch, segment.epoch)
  const { firstPosition, createdMs } = segment
  tail.places.push({ seq: tail.nextSeq, firstPosition, count: segment.records.length, createdMs })
  for (const [i, record] of segment.records.entries()) tail.entries.push({ position: firstPosition + i, bytes: record })
  tail.nextPosition = firstPosition + segment.records.length
  tail.previous = segmentChecksum(bytes)
  tail.nextSeq++
}

async function putFence(options: LeaseOptions, name: BranchName, manifest: BranchManifest, tail: Tail): Promise<Tail> {
  const { objects, random, clock } = options
  for (;;) {
    const { nextPosition: firstPosition, previous } = tail
    const nonce = random.bytes(nonceBytes)
    const fence: Segment = { kind: 'fence', epoch: manifest.epoch, nonce, createdMs: clock.nowMs(), previous, firstPosition, records: [] }
    const bytes = encodeSegment(fence)
    const key = segmentKey(name, tail.nextSeq)
    const outcome = await objects.putIfAbsent(key, bytes)
    if (outcome === 'created' || isOurs(await objects.get(key), bytes)) {
      takeSegment(tail, bytes, fence, key)
      return tail
    }
    // The holder before us was quicker: its record counts, and is replayed.
    await readMore(objects, name, tail)
    requireNewest(name, manifest, tail)
  }
}

function isOurs(found: Uint8Array<ArrayBuffer> | null, bytes: Uint8Array<ArrayBuffer>): boolean {
  return found !== null && Buffer.compare(found, bytes) === 0
}
