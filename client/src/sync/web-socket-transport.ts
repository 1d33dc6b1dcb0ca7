// PORT Transport over a WebSocket: the browser's, or Node's from the same API (Node 22 has it; Node 20 takes it from `ws`).

import { ZenError } from '@zendb/shared/base/errors'
import type { CloseCode, Connect, Transport } from '@zendb/shared/sync/transport'
import type { Endpoint } from '../options/parse-endpoint.ts'

/** The part of a WebSocket that is used: both kinds have it. */
interface Socket {
  binaryType: string
  readonly bufferedAmount: number
  readonly readyState: number
  send(bytes: Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  onopen: ((event: never) => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
  onerror: ((event: never) => void) | null
}

type SocketConstructor = new (url: string) => Socket

const openState = 1

/** Makes connections to an endpoint. Rejects with OFFLINE when there is no way to the server. */
export function webSocketConnect(endpoint: Endpoint): Connect {
  const url = `${endpoint.scheme}://${endpoint.host}/v1/sync/${encodeURIComponent(endpoint.database)}/${encodeURIComponent(endpoint.branch)}`
  return async () => {
    const make = await socketConstructor()
    return new Promise((resolve, reject) => {
      const socket = new make(url)
      socket.binaryType = 'arraybuffer'
      const refused = (): void => reject(new ZenError('OFFLINE', `there is no way to ${endpoint.host} now; it is tried again by itself`))
      socket.onerror = refused
      socket.onclose = refused
      socket.onopen = () => resolve(new WebSocketTransport(socket))
    })
  }
}

async function socketConstructor(): Promise<SocketConstructor> {
  if (typeof WebSocket !== 'undefined') return WebSocket as unknown as SocketConstructor
  const { nodeWebSocket } = await import('#node')
  return nodeWebSocket() as SocketConstructor
}

class WebSocketTransport implements Transport {
  readonly #socket: Socket
  #early: Uint8Array<ArrayBuffer>[] = []
  #onMessage: ((bytes: Uint8Array<ArrayBuffer>) => void) | null = null
  #onClose: ((code: number) => void) | null = null
  #closedWith: number | null = null

  constructor(socket: Socket) {
    this.#socket = socket
    socket.onerror = () => {}
    socket.onmessage = ({ data }) => {
      if (!(data instanceof ArrayBuffer)) return
      const bytes = new Uint8Array(data)
      if (this.#onMessage === null) this.#early.push(bytes)
      else this.#onMessage(bytes)
    }
    socket.onclose = ({ code }) => {
      this.#closedWith = code
      this.#onClose?.(code)
    }
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState === openState) this.#socket.send(bytes)
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  close(code: CloseCode, reason: string): void {
    // Browsers let pages send 1000 and 3000-4999 only.
    this.#socket.close(code === 1000 || code >= 3000 ? code : 1000, reason.slice(0, 100))
  }

  onMessage(listener: (bytes: Uint8Array<ArrayBuffer>) => void): void {
    this.#onMessage = listener
    const early = this.#early
    this.#early = []
    for (const bytes of early) listener(bytes)
  }

  onClose(listener: (code: number) => void): void {
    this.#onClose = listener
    if (this.#closedWith !== null) listener(this.#closedWith)
  }
}
