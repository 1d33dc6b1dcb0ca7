// The pages of a branch in the object store (PORT PageStore): packs of pages, and numbered manifests that list the packs.
// A write is durable when its manifest is created; packs that no manifest lists are garbage. Branches of one database share
// packs, so a fork copies a list, not pages.

import { assert } from '@zendb/shared/base/assert'
import type { PageHash } from '@zendb/shared/base/brand'
import { toHex } from '@zendb/shared/base/content-hash'
import { ZenError } from '@zendb/shared/base/errors'
import type { PageStore } from '@zendb/shared/storage/page-store'
import { createManifest, leaseLost, readLatestManifest, type ChainPorts } from './manifest-chain.ts'
import { sha256, type BranchManifest, type PackEntry } from './manifest-codec.ts'
import { packKey, type BranchName } from './object-names.ts'
import type { RecoveryStart } from './segment-log.ts'
import { corruptPack, decodePackFooter, makePacks, type PageAddress } from './pack-codec.ts'

/** Bytes between two wanted pages that are cheaper to read than a second request. */
const gapMaxBytes = 64 * 1024
/** One range request at most. */
const rangeMaxBytes = 4 * 1024 * 1024
const parallelRequests = 16
/** A pack with a smaller share of live pages is rewritten by `delete`. */
const liveShareMin = 0.3

export interface PageStoreStart extends ChainPorts {
  readonly name: BranchName
  /** The newest manifest; its epoch is the one that may write. */
  readonly manifest: BranchManifest
  /** Where in the log a recovery from now on has to start. */
  readonly recoveryStart: () => RecoveryStart
}

export class ObjectPageStore implements PageStore {
  readonly #start: PageStoreStart
  #manifest: BranchManifest
  readonly #addresses = new Map<PageHash, PageAddress>()
  /** Packs that are written and that no manifest lists yet: the next one must, also when the write that made them failed. */
  #unlisted: PackEntry[] = []
  #footersLoaded: Promise<void> | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #isClosed = false

  constructor(start: PageStoreStart) {
    this.#start = start
    this.#manifest = start.manifest
  }

  /** The newest manifest that this holder made or took over. */
  get manifest(): BranchManifest {
    return this.#manifest
  }

  async read(hashes: readonly PageHash[]): Promise<readonly (Uint8Array<ArrayBuffer> | null)[]> {
    this.#checkOpen()
    if (hashes.some(hash => !this.#addresses.has(hash))) await this.#loadFooters()
    const found = new Map<PageHash, Uint8Array<ArrayBuffer>>()
    const requests = planRequests(hashes.map(hash => [hash, this.#addresses.get(hash)] as const))
    for (let i = 0; i < requests.length; i += parallelRequests)
      await Promise.all(requests.slice(i, i + parallelRequests).map(request => this.#fetch(request, found)))
    return hashes.map(hash => found.get(hash) ?? null)
  }

  /** Key of the pack in which a page lies; of none that exists when it is not here. */
  packOf(hash: PageHash): string {
    return packKey(this.#start.name.database, this.#addresses.get(hash)?.pack ?? 'none')
  }

  /** Key of the first pack that is not what its name says, or null. Reads all of them: for the moment when something is wrong. */
  async damagedPack(): Promise<string | null> {
    const { objects, name } = this.#start
    for (const pack of this.#manifest.packs) {
      const key = packKey(name.database, pack.name)
      const bytes = await objects.get(key)
      if (bytes === null || toHex(sha256(bytes)) !== pack.name) return key
    }
    return null
  }

  async #fetch(request: RangeRequest, found: Map<PageHash, Uint8Array<ArrayBuffer>>): Promise<void> {
    const { objects, name } = this.#start
    const key = packKey(name.database, request.pack)
    const bytes = await objects.get(key, { start: request.start, end: request.end })
    if (bytes === null) throw missingPack(key)
    if (bytes.length !== request.end - request.start) throw corruptPack(key, 'it is cut')
    for (const [hash, address] of request.pages) found.set(hash, bytes.slice(address.start - request.start, address.end - request.start))
  }

  async write(pages: ReadonlyMap<PageHash, Uint8Array<ArrayBuffer>>, manifest: Uint8Array<ArrayBuffer> | null): Promise<void> {
    this.#checkOpen()
    await this.#inTurn(async () => {
      await this.#loadFooters()
      const fresh = [...pages].filter(page => !this.#addresses.has(page[0]))
      if (fresh.length === 0 && manifest === null) return
      await this.#putPacks(fresh)
      await this.#commit(this.#manifest.packs, manifest?.slice() ?? this.#manifest.engine)
    })
  }

  async readManifest(): Promise<Uint8Array<ArrayBuffer> | null> {
    this.#checkOpen()
    await this.#queue
    return this.#manifest.engine?.slice() ?? null
  }

  async list(): Promise<readonly PageHash[]> {
    this.#checkOpen()
    await this.#loadFooters()
    return [...this.#addresses.keys()]
  }

  /** Makes a manifest that says what the newest one says, with the log's new start. */
  saveRecoveryStart(): Promise<void> {
    return this.#inTurn(() => this.#commit(this.#manifest.packs, this.#manifest.engine))
  }

  /** Forgets pages. A pack without live pages leaves the manifest; one with few is rewritten. */
  async delete(hashes: readonly PageHash[]): Promise<void> {
    this.#checkOpen()
    await this.#inTurn(async () => {
      await this.#loadFooters()
      const deadByPack = this.#forget(hashes)
      if (deadByPack.size === 0) return
      const liveByPack = new Map<string, PageHash[]>()
      for (const [hash, address] of this.#addresses) {
        const live = liveByPack.get(address.pack)
        if (live === undefined) liveByPack.set(address.pack, [hash])
        else live.push(hash)
      }
      const liveOf = (entry: PackEntry): readonly PageHash[] => liveByPack.get(entry.name) ?? []
      const kept = this.#manifest.packs.filter(entry => liveOf(entry).length >= entry.pageCount * liveShareMin)
      const moving = this.#manifest.packs.filter(entry => !kept.includes(entry)).flatMap(liveOf)
      const pages = await this.read(moving)
      for (const hash of moving) this.#addresses.delete(hash)
      await this.#putPacks(moving.map((hash, i) => [hash, existing(pages[i], hash)]))
      await this.#commit(
        kept.map(entry => withDead(entry, deadByPack.get(entry.name) ?? [])),
        this.#manifest.engine,
      )
    })
  }

  /** Numbers of the forgotten pages by pack. */
  #forget(hashes: readonly PageHash[]): Map<string, number[]> {
    const deadByPack = new Map<string, number[]>()
    for (const hash of hashes) {
      const address = this.#addresses.get(hash)
      if (address === undefined) continue
      this.#addresses.delete(hash)
      const dead = deadByPack.get(address.pack)
      if (dead === undefined) deadByPack.set(address.pack, [address.number])
      else dead.push(address.number)
    }
    return deadByPack
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#queue.catch(() => undefined)
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ZenError('STORAGE_CLOSED', `the pages of branch ${this.#start.name.branch} are closed`)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => undefined)
    return result
  }

  async #putPacks(pages: readonly (readonly [PageHash, Uint8Array<ArrayBuffer>])[]): Promise<void> {
    const { objects, name, clock } = this.#start
    const packs = makePacks(pages, clock.nowMs())
    for (let i = 0; i < packs.length; i += parallelRequests)
      await Promise.all(packs.slice(i, i + parallelRequests).map(pack => objects.put(packKey(name.database, pack.entry.name), pack.bytes)))
    for (const pack of packs) for (const [hash, address] of pack.addresses) this.#addresses.set(hash, address)
    this.#unlisted.push(...packs.map(pack => pack.entry))
  }

  async #commit(packs: readonly PackEntry[], engine: Uint8Array<ArrayBuffer> | null): Promise<void> {
    const { name, objects, recoveryStart } = this.#start
    for (;;) {
      const before = this.#manifest
      const { epoch, holder, oldestSegment, parent } = before
      const next = { epoch, holder, oldestSegment, parent, ...recoveryStart(), packs: [...packs, ...this.#unlisted], engine }
      const made = await createManifest(this.#start, name, before.number + 1, next)
      if (made !== null) {
        this.#manifest = made
        this.#unlisted = []
        return
      }
      const latest = await readLatestManifest(objects, name, before.number)
      if (latest === null || latest.epoch !== epoch) throw leaseLost(name, latest)
      // Ours, from a try whose answer was lost: go on after it.
      this.#manifest = latest
    }
  }

  #loadFooters(): Promise<void> {
    this.#footersLoaded ??= this.#fetchFooters().catch((cause: unknown) => {
      this.#footersLoaded = null
      throw cause
    })
    return this.#footersLoaded
  }

  async #fetchFooters(): Promise<void> {
    const { objects, name } = this.#start
    const entries = this.#manifest.packs
    for (let i = 0; i < entries.length; i += parallelRequests)
      await Promise.all(
        entries.slice(i, i + parallelRequests).map(async entry => {
          const key = packKey(name.database, entry.name)
          const bytes = await objects.get(key, { start: entry.byteLength - entry.footerBytes, end: entry.byteLength })
          if (bytes === null) throw missingPack(key)
          for (const [hash, address] of decodePackFooter(bytes, entry, key).addresses) this.#addresses.set(hash, address)
        }),
      )
  }
}

function missingPack(key: string): ZenError {
  return new ZenError('STORAGE_MISSING_PAGE', `pack ${key} is missing; restore the object from a copy`, { details: { key } })
}

function withDead(entry: PackEntry, numbers: readonly number[]): PackEntry {
  return numbers.length === 0 ? entry : { ...entry, dead: [...entry.dead, ...numbers].sort((a, b) => a - b) }
}

function existing(bytes: Uint8Array<ArrayBuffer> | null, hash: PageHash): Uint8Array<ArrayBuffer> {
  assert(bytes !== null, `page ${hash} is in its pack`)
  return bytes
}

interface RangeRequest {
  readonly pack: string
  readonly start: number
  end: number
  readonly pages: (readonly [PageHash, PageAddress])[]
}

/** Joins neighbours into one range. */
function planRequests(pages: readonly (readonly [PageHash, PageAddress | undefined])[]): readonly RangeRequest[] {
  const known: (readonly [PageHash, PageAddress])[] = []
  for (const [hash, address] of pages) if (address !== undefined) known.push([hash, address])
  known.sort((a, b) => (a[1].pack < b[1].pack ? -1 : a[1].pack > b[1].pack ? 1 : a[1].start - b[1].start))
  const requests: RangeRequest[] = []
  for (const page of known) {
    const [, { pack, start, end }] = page
    const last = requests.at(-1)
    if (last !== undefined && last.pack === pack && start - last.end <= gapMaxBytes && end - last.start <= rangeMaxBytes) {
      last.end = Math.max(last.end, end)
      last.pages.push(page)
    } else requests.push({ pack, start, end, pages: [page] })
  }
  return requests
}
