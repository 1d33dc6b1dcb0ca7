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

  async #claim(): Promise<void> {
    const connection = this.#open('opening the database')
    const transaction = connection.transaction('meta', 'readwrite')
    const [version] = await Promise.all([transaction.store.get('format'), transaction.store.put(this.#owner, 'owner'), transaction.done])
    if (version === layoutVersion) return
    this.close()
    throw new ZenError(
      'STORAGE_FORMAT_VERSION',
      `database "${this.#name}" has layout ${String(version)}, this ZenDB reads ${layoutVersion}; upgrade ZenDB`,
    )
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
