// One connection to one IndexedDB database, shared by its page store and its log store.
//
//   object store  key       value
//   meta          'format'  number: layout of this database, 1
//                 'owner'   string: who may write; taken by every open
//                 'identity' string: made with the database; one that is made after it was deleted has another
//                 'manifest' bytes: engine/manifest.ts
//   pages         hex hash  bytes of the page
//   log           position  run of log records that begins there (log-run-codec.ts); an empty one marks the end (log-end-mark.ts)
//
// The IndexedDB version is 1 for ever, because a higher one would lock out tabs with older code; the layout's version is in `meta`.
// A write counts when its transaction is complete, and only while this connection owns the database: the tab that lost it is refused.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import { toHex } from '@zendb/shared/base/content-hash'
import { ZenError } from '@zendb/shared/base/errors'
import { systemRandom } from '@zendb/shared/base/random'
import type { Durability } from '@zendb/shared/storage/log-store'
import { isUnchanged, layoutVersion, look, takeOver, type Found } from './indexeddb-takeover.ts'
import { readWholeLog, replaceMark, type WholeLog } from './log-end-mark.ts'
import { storageClosed, storageLost, toOpeningError, toStorageError } from './storage-error.ts'
import type { Opening, StorageTrouble } from './stores.ts'

export interface Layout extends DBSchema {
  meta: { key: string; value: string | number | Uint8Array<ArrayBuffer> }
  pages: { key: string; value: Uint8Array<ArrayBuffer> }
  log: { key: number; value: Uint8Array<ArrayBuffer> }
}

type StoreName = StoreNames<Layout>
export type WriteTransaction<Name extends StoreName> = IDBPTransaction<Layout, (Name | 'meta')[], 'readwrite'>
export type ReadTransaction<Name extends StoreName> = IDBPTransaction<Layout, Name[], 'readonly'>

export interface ConnectionOptions extends Opening {
  /** Name of the IndexedDB database. */
  readonly name: string
}

export class IndexedDbConnection {
  readonly #name: string
  readonly #owner: string
  readonly #trouble: StorageTrouble
  #identity: string | null
  #users = 0
  readonly #running = new Set<{ abort(): void }>()
  /** What the device held when it was too full to be taken over; null: it was. */
  #seen: Found | null = null
  /** What the takeover has read, for whoever asks first: two trips less before the first row. Absent: it was asked for, or written since. */
  #firstLook: { manifest?: { readonly value: unknown }; log?: WholeLog } = {}
  /** Where marks of the log's end may stand that are ours to replace. */
  readonly #marks = new Set<number>()
  /** null: closed. */
  #connection: IDBPDatabase<Layout> | null

  private constructor({ name, owner, identity, trouble }: ConnectionOptions, connection: IDBPDatabase<Layout>) {
    this.#name = name
    this.#owner = owner
    this.#identity = identity
    this.#trouble = trouble
    this.#connection = connection
  }

  static async open(options: ConnectionOptions): Promise<IndexedDbConnection> {
    const { name, trouble } = options
    let lose = (): void => {}
    let isGone = false
    try {
      const database = await openDB<Layout>(name, 1, {
        upgrade: (fresh, _from, _to, transaction) => {
          // Whoever comes back to a database that was deleted must not make another in its place.
          isGone = options.identity !== null
          if (isGone) {
            ignoreRequest(transaction.done)
            return transaction.abort()
          }
          fresh.createObjectStore('meta')
          fresh.createObjectStore('pages')
          fresh.createObjectStore('log')
          const meta = transaction.objectStore('meta')
          ignoreRequest(meta.put(layoutVersion, 'format'))
          ignoreRequest(meta.put(newIdentity(), 'identity'))
        },
        // Someone deletes the database: holding on would block them for ever.
        blocking: () => lose(),
        terminated: () => lose(),
      })
      const connection = new IndexedDbConnection(options, database)
      lose = () => {
        if (connection.#connection === null) return
        connection.close()
        trouble.lost()
      }
      const abandon = (): void => connection.#abandon()
      if (options.signal.aborted) abandon()
      else options.signal.addEventListener('abort', abandon)
      await connection.#claim()
      return connection
    } catch (cause) {
      throw isGone ? storageLost(name) : toOpeningError(cause, name)
    }
  }

  /** Which database this is: another one of the same name, made later, has another. */
  get identity(): string | null {
    return this.#identity
  }

  /** Takes the database over. A full device has no room for even that: then it is read, and the first write that fits takes it over. */
  async #claim(): Promise<void> {
    try {
      const { format, identity } = await this.#takeOver().catch((cause: unknown) => {
        if (toStorageError(cause, 'opening the database').code !== 'STORAGE_QUOTA') throw cause
        return this.#lookOnly()
      })
      if (this.#isAnother(identity)) throw storageLost(this.#name)
      if (format !== layoutVersion)
        throw new ZenError(
          'STORAGE_FORMAT_VERSION',
          `database "${this.#name}" has layout ${String(format)}, this ZenDB reads ${layoutVersion}; upgrade ZenDB`,
        )
      this.#identity = typeof identity === 'string' ? identity : await this.#identify()
    } catch (error) {
      this.close()
      throw error
    }
  }

  #isAnother(identity: unknown): boolean {
    return this.#identity !== null && this.#identity !== identity
  }

  async #takeOver(): Promise<Found> {
    const { found, mark } = await this.#takeOverIf(
      ({ format, identity }) => format === layoutVersion && !this.#isAnother(identity),
      'opening the database',
    )
    this.expectMark(mark)
    this.#firstLook = { manifest: { value: found.manifest }, log: found.log }
    return found
  }

  async #takeOverIf(isWanted: (found: Found) => boolean, doing: string): ReturnType<typeof takeOver> {
    const transaction = this.#open(doing).transaction(['meta', 'log'], 'readwrite')
    const taking = takeOver(transaction, this.#owner, isWanted)
    ignoreRequest(taking)
    await this.#complete(transaction)
    return taking
  }

  async #lookOnly(): Promise<Found> {
    this.#seen = await look(this.#open('opening the database').transaction(['meta', 'log'], 'readonly'))
    return this.#seen
  }

  /** A database that was made before there were identities gets one; on a full device, with a later opening. */
  async #identify(): Promise<string | null> {
    if (this.#seen !== null) return null
    const identity = newIdentity()
    await this.#open('opening the database').put('meta', identity, 'identity')
    return identity
  }

  async readManifest(): Promise<unknown> {
    const { manifest } = this.#firstLook
    delete this.#firstLook.manifest
    if (manifest !== undefined && this.isOpen) return manifest.value
    return this.read(['meta'], 'reading the manifest', transaction => transaction.objectStore('meta').get('manifest'))
  }

  async readLog(): Promise<WholeLog> {
    const { log } = this.#firstLook
    delete this.#firstLook.log
    if (log !== undefined && this.isOpen) return log
    return this.read(['log'], 'reading the log', transaction => readWholeLog(transaction.objectStore('log')))
  }

  /** Each store that shares the connection says so, and then closes it with `release`. */
  retain(): void {
    this.#users++
  }

  release(): void {
    this.#users--
    if (this.#users === 0) this.close()
  }

  close(): void {
    this.#connection?.close()
    this.#connection = null
  }

  /** Gives up what is under way, and closes: a page that is about to stop must leave no transaction open, since others wait for it. */
  #abandon(): void {
    for (const transaction of this.#running) abort(transaction)
    this.close()
  }

  /** Until `transaction` is complete, `abandon` can give it up. */
  async #complete(transaction: { abort(): void; readonly done: Promise<void> }): Promise<void> {
    this.#running.add(transaction)
    try {
      await transaction.done
    } finally {
      this.#running.delete(transaction)
    }
  }

  get isOpen(): boolean {
    return this.#connection !== null
  }

  /**
   * Runs `issue`, which starts all its requests at once and returns their promises; resolves when the transaction is complete.
   * Rejects with STORAGE_QUOTA, STORAGE_FAILED, STORAGE_CLOSED or LEASE_LOST, and then nothing was written.
   */
  async write<Name extends StoreName>(
    { stores, durability, doing }: { readonly stores: readonly Name[]; readonly durability: Durability; readonly doing: string },
    issue: (transaction: WriteTransaction<Name>) => Iterable<Promise<unknown>>,
  ): Promise<void> {
    this.#firstLook = {}
    if (this.#seen !== null) await this.#takeOverLate(doing, this.#seen)
    const connection = this.#open(doing)
    let isOwner = true
    try {
      const transaction = connection.transaction<(Name | 'meta')[], 'readwrite'>(['meta', ...stores], 'readwrite', { durability })
      const meta = transaction.objectStore('meta' as Name | 'meta')
      ignoreRequest(
        meta.get('owner').then(owner => {
          isOwner = owner === this.#owner
          if (!isOwner) transaction.abort()
        }),
      )
      for (const request of issue(transaction)) ignoreRequest(request)
      await this.#complete(transaction)
    } catch (cause) {
      throw isOwner ? this.#failure(cause, doing) : this.#fenced(cause)
    }
  }

  /**
   * Appends a run of log records at `position`. It is committed at once, without waiting to hear who owns the database: a tab that
   * lost it finds the mark of the new owner at this position, or records. Where even these are gone, because they are in pages,
   * the record comes to stand below the log's beginning, where nobody reads it, and is refused afterwards.
   */
  async append(position: number, run: Uint8Array<ArrayBuffer>, durability: Durability): Promise<void> {
    const doing = 'writing the log'
    this.#firstLook = {}
    if (this.#seen !== null) await this.#takeOverLate(doing, this.#seen)
    if (this.#marks.has(position)) return this.#replaceMark(position, run, durability)
    const connection = this.#open(doing)
    let isOwner = true
    try {
      const transaction = connection.transaction(['meta', 'log'], 'readwrite', { durability })
      ignoreRequest(
        transaction
          .objectStore('meta')
          .get('owner')
          .then(owner => (isOwner = owner === this.#owner)),
      )
      // `add` fails where a record stands already: two writers can never take one position.
      ignoreRequest(transaction.objectStore('log').add(run, position))
      transaction.commit()
      await this.#complete(transaction)
    } catch (cause) {
      throw isOwner ? this.#failure(cause, doing) : this.#fenced(cause)
    }
    if (!isOwner) throw this.#fenced(undefined)
  }

  async #replaceMark(position: number, run: Uint8Array<ArrayBuffer>, durability: Durability): Promise<void> {
    let isFree = true
    const doing = 'writing the log'
    await this.write({ stores: ['log'], durability, doing }, transaction => [
      replaceMark(transaction.objectStore('log'), position, run).then(isDone => (isFree = isDone)),
    ])
    if (!isFree) throw toStorageError(new DOMException('the position is taken', 'ConstraintError'), doing)
    this.#marks.delete(position)
  }

  /** A mark stands at `position`, or soon may: the record that comes there replaces it. */
  expectMark(position: number | null): void {
    if (position !== null) this.#marks.add(position)
  }

  #failure(cause: unknown, doing: string): ZenError {
    return this.isOpen ? toStorageError(cause, doing) : storageClosed(doing, cause)
  }

  #fenced(cause: unknown): ZenError {
    this.#trouble.fenced()
    return leaseLost(this.#name, cause)
  }

  async #takeOverLate(doing: string, seen: Found): Promise<void> {
    let isOurs = true
    try {
      const { mark } = await this.#takeOverIf(found => (isOurs = found.owner === this.#owner || isUnchanged(found, seen)), doing)
      if (!isOurs) throw this.#fenced(undefined)
      this.#seen = null
      this.expectMark(mark)
    } catch (cause) {
      throw isOurs ? this.#failure(cause, doing) : cause
    }
  }

  /** Reads from one consistent state. */
  async read<Name extends StoreName, Result>(
    stores: readonly Name[],
    doing: string,
    work: (transaction: ReadTransaction<Name>) => Promise<Result>,
  ): Promise<Result> {
    const connection = this.#open(doing)
    try {
      const transaction = connection.transaction<Name[], 'readonly'>([...stores], 'readonly')
      const [result] = await Promise.all([work(transaction), this.#complete(transaction)])
      return result
    } catch (cause) {
      throw this.#failure(cause, doing)
    }
  }

  #open(doing: string): IDBPDatabase<Layout> {
    if (this.#connection === null) throw storageClosed(doing)
    return this.#connection
  }
}

function newIdentity(): string {
  return toHex(systemRandom.bytes(16))
}

/** A failed request aborts its transaction, whose promise carries the failure; the request's own rejection says nothing more. */
function ignoreRequest(request: Promise<unknown>): void {
  request.catch(() => {})
}

/** The transaction may have ended by itself, or be past recall: then it counts. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort()
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

function leaseLost(name: string, cause: unknown): ZenError {
  return new ZenError('LEASE_LOST', `another tab has taken over database "${name}"; nothing was written. Try again`, {
    details: { name },
    cause,
  })
}
