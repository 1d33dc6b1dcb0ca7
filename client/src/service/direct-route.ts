// A database that this process alone has open: in memory, or in a directory.

import { assert } from '@zendb/shared/base/assert'
import { toHex } from '@zendb/shared/base/content-hash'
import { systemRandom } from '@zendb/shared/base/random'
import type { LiveListener } from '@zendb/shared/live/live-query'
import type { CheckedOptions } from '../options/zen-db-options.ts'
import type { DatabaseService } from './database-service.ts'
import type { DatabaseRoute, Role, RouteListener } from './database-route.ts'
import type { AnswerOf, Parameters, RequestKind, RequestOf, StatementAnswer } from './request.ts'
import type { ServiceClient } from './service-client.ts'
import { startService } from './start-service.ts'
import { localStatus, type SyncStatus } from './sync-status.ts'

export class DirectRoute implements DatabaseRoute {
  readonly #options: CheckedOptions
  readonly #listener: RouteListener
  #service: DatabaseService | null = null
  #client: ServiceClient | null = null

  constructor(options: CheckedOptions, listener: RouteListener) {
    this.#options = options
    this.#listener = listener
  }

  get role(): Role {
    return this.#service === null ? 'opening' : 'leading'
  }

  get sync(): SyncStatus {
    return this.#service?.status ?? localStatus
  }

  async open(): Promise<void> {
    const service = await startService(this.#options, {
      owner: toHex(systemRandom.bytes(8)),
      identity: null,
      signal: new AbortController().signal,
      trouble: { lost: () => {}, fenced: () => {} },
    })
    service.onStatus(() => this.#listener.statusChanged())
    service.onEvent(event => this.#listener.syncEvent(event))
    this.#service = service
    this.#client = service.connect()
    this.#listener.statusChanged()
  }

  call<Kind extends RequestKind>(request: RequestOf<Kind>): Promise<AnswerOf<Kind>> {
    return this.#opened.handle(request)
  }

  run(transaction: number, sql: string, parameters: Parameters): StatementAnswer | Promise<StatementAnswer> {
    return this.#opened.run(transaction, sql, parameters)
  }

  subscribe(sql: string, parameters: Parameters, listener: LiveListener): () => void {
    try {
      return this.#opened.subscribe(sql, parameters, listener)
    } catch (error) {
      listener.error(error)
      return () => {}
    }
  }

  get #opened(): ServiceClient {
    assert(this.#client, 'requests come after open()')
    return this.#client
  }

  tidy(): void {
    this.#service?.tidy()
  }

  async close(): Promise<void> {
    await this.#service?.close()
  }

  async destroy(): Promise<void> {
    const { storage, name } = this.#options
    if (storage.kind !== 'directory') return
    const { destroyDirectory } = await import('#node')
    await destroyDirectory(storage.path, name)
  }
}
