// Pages asked for over the sync connection, by request number. Belongs to the client driver: answers may come out of order, in
// parts, twice or not at all.

import { assert } from '../base/assert.ts'
import type { PageHash } from '../base/brand.ts'
import { ZenError } from '../base/errors.ts'
import type { ClientMessage } from './client-message.ts'

/** Hashes of one request: an answer of ordinary pages stays near half a megabyte. */
const hashesPerRequest = 64

interface Request {
  readonly hashes: readonly PageHash[]
  readonly resolve: (pages: readonly Uint8Array<ArrayBuffer>[]) => void
  readonly reject: (error: ZenError) => void
}

export class PageRequests {
  readonly #send: (message: ClientMessage) => void
  readonly #open = new Map<number, Request>()
  #next = 1

  constructor(send: (message: ClientMessage) => void) {
    this.#send = send
  }

  /** All pages of `hashes`, in order. Rejects with OFFLINE or STORAGE_MISSING_PAGE. */
  async fetch(hashes: readonly PageHash[]): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const parts: Promise<readonly Uint8Array<ArrayBuffer>[]>[] = []
    for (let i = 0; i < hashes.length; i += hashesPerRequest) parts.push(this.#fetchPart(hashes.slice(i, i + hashesPerRequest)))
    return (await Promise.all(parts)).flat()
  }

  async #fetchPart(hashes: readonly PageHash[]): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const pages: Uint8Array<ArrayBuffer>[] = []
    // A server answers a prefix when the whole would be too long for one message.
    while (pages.length < hashes.length) pages.push(...(await this.#request(hashes.slice(pages.length))))
    return pages
  }

  #request(hashes: readonly PageHash[]): Promise<readonly Uint8Array<ArrayBuffer>[]> {
    const request = this.#next++
    return new Promise((resolve, reject) => {
      this.#open.set(request, { hashes, resolve, reject })
      this.#send({ kind: 'pages', request, hashes })
    })
  }

  /** Takes an answer; one to no open request is a repetition. */
  answer(request: number, pages: readonly (Uint8Array<ArrayBuffer> | null)[]): void {
    const open = this.#open.get(request)
    if (open === undefined) return
    this.#open.delete(request)
    const missing = pages.findIndex(page => page === null)
    if (pages.length === 0 || pages.length > open.hashes.length || missing >= 0) {
      const name = open.hashes[Math.max(0, missing)]
      open.reject(new ZenError('STORAGE_MISSING_PAGE', `the server has no page ${name}; start again from a new bootstrap`))
      return
    }
    open.resolve(pages.map(page => notNull(page)))
  }

  /** Sends the open requests again: an answer may have been lost. */
  resend(): void {
    for (const [request, { hashes }] of this.#open) this.#send({ kind: 'pages', request, hashes })
  }

  /** The connection is gone. */
  rejectAll(): void {
    const open = [...this.#open.values()]
    this.#open.clear()
    for (const { reject } of open) reject(new ZenError('OFFLINE', 'the connection ended before the pages came'))
  }
}

function notNull(page: Uint8Array<ArrayBuffer> | null): Uint8Array<ArrayBuffer> {
  assert(page !== null, 'missing pages were refused before')
  return page
}
