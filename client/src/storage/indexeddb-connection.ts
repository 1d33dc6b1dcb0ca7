// One connection to one IndexedDB database, shared by its page store and its log store.
//
//   object store  key       value
//   meta          'format'  number: layout of this database, 1
//                 'owner'   string: who may write; taken by every open
//                 'manifest' bytes: engine/manifest.ts
//   pages         hex hash  bytes of the page
//   log           position  run of log records that begins there (log-run-codec.ts); an empty one marks the end (log-end-mark.ts)
//
// The IndexedDB version is 1 for ever, because a higher one would lock out tabs with older code; the layout's version is in `meta`.
// A write counts when its transaction is complete, and only while this connection owns the database: the tab that lost it is refused.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import { ZenError } from '@zendb/shared/base/errors'
import type { Durability } from '@zendb/shared/storage/log-store'
import { endOfLog, markEnd, replaceMark } from './log-end-mark.ts'
import { storageClosed, toStorageError } from './storage-error.ts'
import type { StorageTrouble } from './stores.ts'

export interface Layout extends DBSchema {
  meta: { key: string; value: string | number | Uint8Array<ArrayBuffer> }
  pages: { key: string; value: Uint8Array<ArrayBuffer> }
  log: { key: number; value: Uint8Array<ArrayBuffer> }
}

type StoreName = StoreNames<Layout>
export type WriteTransaction<Name extends StoreName> = IDBPTransaction<Layout, (Name | 'meta')[], 'readwrite'>
export type ReadTransaction<Name extends StoreName> = IDBPTransaction<Layout, Name[], 'readonly'>

export interface ConnectionOptions {
  /** Name of the IndexedDB database. */
  readonly name: string
  /** Names this opening; the next one that opens the database takes it over. */
  readonly owner: string
  readonly trouble: StorageTrouble
}

const layoutVersion = 1

export class IndexedDbConnection {
  readonly #name: string
  readonly #owner: string
  readonly #trouble: StorageTrouble
  #users = 0
  /** What the device held when it was too full to be taken over; null: it was. */
  #seen: { readonly owner: unknown; readonly logEnd: number | null } | null = null
  /** Where marks of the log's end may stand that are ours to replace. */
  readonly #marks = new Set<number>()
  /** null: closed. */
  #connection: IDBPDatabase<Layout> | null

  private constructor(name: string, owner: string, trouble: StorageTrouble, connection: IDBPDatabase<Layout>) {
    this.#name = name
    this.#owner = owner
    this.#trouble = trouble
    this.#connection = connection
  }

  static async open({ name, owner, trouble }: ConnectionOptions): Promise<IndexedDbConnection> {
    let lose = (): void => {}
    try {
      const database = await openDB<Layout>(name, 1, {
        upgrade: (fresh, _from, _to, transaction) => {
          fresh.createObjectStore('meta')
          fresh.createObjectStore('pages')
          fresh.createObjectStore('log')
          ignoreRequest(transaction.objectStore('meta').put(layoutVersion, 'format'))
        },
        // Someone deletes the database: holding on would block them for ever.
        blocking: () => lose(),
        terminated: () => lose(),
      })
      const connection = new IndexedDbConnection(name, owner, trouble, database)
      lose = () => {
        if (connection.#connection === null) return
        connection.close()
        trouble.lost()
      }
      await connection.#claim()
      return connection
    } catch (cause) {
      throw toStorageError(cause, 'opening the database')
    }
  }

  /** Takes the database over. A full device has no room for even that: then it is read, and the first write that fits takes it over. */
  async #claim(): Promise<void> {
    const version = await this.#takeOver().catch((cause: unknown) => {
      if (toStorageError(cause, 'opening the database').code !== 'STORAGE_QUOTA') throw cause
      return this.#lookOnly()
    })
    if (version === layoutVersion) return
    this.close()
    throw new ZenError(
      'STORAGE_FORMAT_VERSION',
      `database "${this.#name}" has layout ${String(version)}, this ZenDB reads ${layoutVersion}; upgrade ZenDB`,
    )
  }

  /** The layout's version. */
  async #takeOver(): Promise<unknown> {
    const transaction = this.#open('opening the database').transaction(['meta', 'log'], 'readwrite')
    const meta = transaction.objectStore('meta')
    const requests = [meta.get('format'), meta.put(this.#owner, 'owner'), markEnd(transaction.objectStore('log'))] as const
    for (const request of requests) ignoreRequest(request)
    await transaction.done
    this.expectMark(await requests[2])
    return requests[0]
  }

  async #lookOnly(): Promise<unknown> {
    const transaction = this.#open('opening the database').transaction(['meta', 'log'], 'readonly')
    const meta = transaction.objectStore('meta')
    const [version, owner, logEnd] = await Promise.all([meta.get('format'), meta.get('owner'), endOfLog(transaction.objectStore('log'))])
    this.#seen = { owner, logEnd }
    return version
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
    if (this.#seen !== null) await this.#takeOverLate(doing)
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
      await transaction.done
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
    if (this.#seen !== null) await this.#takeOverLate(doing)
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
      await transaction.done
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

  /** Only if nobody wrote since the database was opened: its log ends where it ended then. */
  async #takeOverLate(doing: string): Promise<void> {
    const seen = this.#seen
    let isUnchanged = true
    let mark: number | null = null
    try {
      const transaction = this.#open(doing).transaction(['meta', 'log'], 'readwrite')
      const meta = transaction.objectStore('meta')
      const check = async (): Promise<void> => {
        const [owner, logEnd] = await Promise.all([meta.get('owner'), endOfLog(transaction.objectStore('log'))])
        isUnchanged = owner === this.#owner || (owner === seen?.owner && logEnd === seen?.logEnd)
        if (!isUnchanged) return transaction.abort()
        await meta.put(this.#owner, 'owner')
        mark = await markEnd(transaction.objectStore('log'))
      }
      ignoreRequest(check())
      await transaction.done
      this.#seen = null
      this.expectMark(mark)
    } catch (cause) {
      throw isUnchanged ? this.#failure(cause, doing) : this.#fenced(cause)
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
      const [result] = await Promise.all([work(transaction), transaction.done])
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

/** A failed request aborts its transaction, whose promise carries the failure; the request's own rejection says nothing more. */
function ignoreRequest(request: Promise<unknown>): void {
  request.catch(() => {})
}

function leaseLost(name: string, cause: unknown): ZenError {
  return new ZenError('LEASE_LOST', `another tab has taken over database "${name}"; nothing was written. Try again`, {
    details: { name },
    cause,
  })
}
