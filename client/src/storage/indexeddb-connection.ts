// One connection to one IndexedDB database, shared by its page store and its log store.
//
//   object store  key       value
//   meta          'format'  number: layout of this database, 1
//                 'owner'   string: who may write; taken by every open
//                 'manifest' bytes: engine/manifest.ts
//   pages         hex hash  bytes of the page
//   log           position  run of log records that begins there (log-run-codec.ts)
//
// The IndexedDB version is 1 for ever, because a higher one would lock out tabs with older code; the layout's version is in `meta`.
// A write counts when its transaction is complete, and only while this connection owns the database: the tab that lost it is refused.

import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import { ZenError } from '@zendb/shared/base/errors'
import type { Durability } from '@zendb/shared/storage/log-store'
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
    const transaction = this.#open('opening the database').transaction('meta', 'readwrite')
    const requests = [transaction.store.get('format'), transaction.store.put(this.#owner, 'owner')] as const
    for (const request of requests) ignoreRequest(request)
    await transaction.done
    return requests[0]
  }

  async #lookOnly(): Promise<unknown> {
    const transaction = this.#open('opening the database').transaction(['meta', 'log'], 'readonly')
    const meta = transaction.objectStore('meta')
    const [version, owner, logEnd] = await Promise.all([meta.get('format'), meta.get('owner'), lastKey(transaction.objectStore('log'))])
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
    const connection = this.#open(doing)
    if (this.#seen !== null) await this.#takeOverLate(doing)
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
      if (!isOwner) {
        this.#trouble.fenced()
        throw leaseLost(this.#name, cause)
      }
      if (!this.isOpen) throw storageClosed(doing, cause)
      throw toStorageError(cause, doing)
    }
  }

  /** Only if nobody wrote since the database was opened: its log ends where it ended then. */
  async #takeOverLate(doing: string): Promise<void> {
    const seen = this.#seen
    let isUnchanged = true
    try {
      const transaction = this.#open(doing).transaction(['meta', 'log'], 'readwrite')
      const meta = transaction.objectStore('meta')
      const check = async (): Promise<void> => {
        const [owner, logEnd] = await Promise.all([meta.get('owner'), lastKey(transaction.objectStore('log'))])
        isUnchanged = owner === this.#owner || (owner === seen?.owner && logEnd === seen?.logEnd)
        if (isUnchanged) await meta.put(this.#owner, 'owner')
        else transaction.abort()
      }
      ignoreRequest(check())
      await transaction.done
      this.#seen = null
    } catch (cause) {
      if (isUnchanged) throw this.isOpen ? toStorageError(cause, doing) : storageClosed(doing, cause)
      this.#trouble.fenced()
      throw leaseLost(this.#name, cause)
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
      if (!this.isOpen) throw storageClosed(doing, cause)
      throw toStorageError(cause, doing)
    }
  }

  #open(doing: string): IDBPDatabase<Layout> {
    if (this.#connection === null) throw storageClosed(doing)
    return this.#connection
  }
}

async function lastKey(log: {
  openKeyCursor(query: null, direction: 'prev'): Promise<{ readonly key: number } | null>
}): Promise<number | null> {
  return (await log.openKeyCursor(null, 'prev'))?.key ?? null
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
