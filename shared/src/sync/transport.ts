// PORT Transport: one connection that carries whole messages as bytes. Implementations: WebSocket (web-socket-transport.ts on
// the client, the server's endpoint), in-process and lossy ones in testing/.
// A transport may lose everything at its end, and a test's one may lose, repeat and reorder: the sessions stand it all.

export interface Transport {
  /** Queues a message; nothing happens after the end. */
  send(bytes: Uint8Array<ArrayBuffer>): void
  /** Bytes queued and not yet sent: the sender of many messages waits while it is high. */
  readonly bufferedBytes: number
  close(code: CloseCode, reason: string): void
  /** Called for each message; messages that came before it was set are not lost. */
  onMessage(listener: (bytes: Uint8Array<ArrayBuffer>) => void): void
  /** Called once, at the end. */
  onClose(listener: (code: number) => void): void
}

/** WebSocket close codes that ZenDB uses. 4400-4499 mean: do not come back without a change. */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  tooBig: 1009,
  internal: 1011,
  tryLater: 1013,
  malformed: 4400,
  auth: 4401,
  notFound: 4404,
  version: 4426,
} as const

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes]

/** Makes a connection; rejects when there is none to be had now. */
export type Connect = () => Promise<Transport>

/** PORT Timers: the only way in which sync waits. */
export interface Timers {
  /** Calls `fire` once after `delayMs`; answers how to cancel it. */
  set(delayMs: number, fire: () => void): () => void
}

export const systemTimers: Timers = {
  set: (delayMs, fire) => {
    const handle = setTimeout(fire, delayMs)
    return () => clearTimeout(handle)
  },
}
