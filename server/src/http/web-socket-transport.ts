// PORT Transport over a server's WebSocket.

import type { WebSocket } from 'ws'
import type { CloseCode, Transport } from '@zendb/shared/sync/transport'

export class ServerWebSocketTransport implements Transport {
  readonly #socket: WebSocket
  #early: Uint8Array<ArrayBuffer>[] = []
  #listener: ((bytes: Uint8Array<ArrayBuffer>) => void) | null = null

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    // Heard from the first moment on: the hello may come before anyone listens.
    socket.on('message', (data: ArrayBuffer, isBinary: boolean) => {
      const bytes = isBinary ? new Uint8Array(data) : new Uint8Array(0)
      if (this.#listener === null) this.#early.push(bytes)
      else this.#listener(bytes)
    })
    // An error is followed by a close, which is what the session reacts to.
    socket.on('error', () => {})
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(bytes)
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  close(code: CloseCode, reason: string): void {
    this.#socket.close(code, reason.slice(0, 120))
  }

  onMessage(listener: (bytes: Uint8Array<ArrayBuffer>) => void): void {
    this.#listener = listener
    const early = this.#early
    this.#early = []
    for (const bytes of early) listener(bytes)
  }

  onClose(listener: (code: number) => void): void {
    this.#socket.on('close', listener)
  }
}
