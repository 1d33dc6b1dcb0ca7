// An open database and the tabs that use it: one ServiceClient each, one hub of live queries for all.
// Also its housekeeping: the log is sealed and checkpointed when nothing else happens.

import { LiveHub } from '@zendb/shared/live/live-hub'
import type { OpenStores } from '../storage/stores.ts'
import { Housekeeping } from './housekeeping.ts'
import type { OpenDatabase } from './open-database.ts'
import { ServiceClient } from './service-client.ts'
import { localStatus, type SyncEvent, type SyncStatus } from './sync-status.ts'

export class DatabaseService {
  readonly #open: OpenDatabase
  readonly #hub: LiveHub
  readonly #housekeeping: Housekeeping
  readonly #clients = new Set<ServiceClient>()

  /** Tells this database from one of the same name that is made after it was deleted. */
  readonly identity: string | null

  constructor(open: OpenDatabase, { logStore, identity }: Pick<OpenStores, 'logStore' | 'identity'>) {
    this.identity = identity
    this.#open = open
    this.#hub = new LiveHub(open.database)
    this.#housekeeping = new Housekeeping(open, logStore)
  }

  connect(): ServiceClient {
    const client = new ServiceClient(this.#open, this.#hub)
    this.#clients.add(client)
    return client
  }

  disconnect(client: ServiceClient): void {
    this.#clients.delete(client)
    client.close()
  }

  get status(): SyncStatus {
    return this.#open.sync?.status ?? localStatus
  }

  onStatus(listener: () => void): () => void {
    return this.#open.sync?.onStatus(listener) ?? (() => {})
  }

  onEvent(listener: (event: SyncEvent) => void): () => void {
    return this.#open.sync?.onEvent(listener) ?? (() => {})
  }

  /** Makes the log short, so that the next opening is quick: called when the page is hidden. */
  tidy(): void {
    this.#housekeeping.tidy()
  }

  async close(): Promise<void> {
    this.#letGo()
    await this.#open.close()
  }

  /** After its stores were given up: what is under way is told so, and nothing more is stored. */
  abandon(): void {
    this.#letGo()
    this.#open.close().catch(() => {})
  }

  #letGo(): void {
    this.#housekeeping.close()
    for (const client of [...this.#clients]) this.disconnect(client)
    this.#hub.close()
  }
}
