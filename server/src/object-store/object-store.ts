// PORT ObjectStore: named immutable bytes. One contract suite: testing/object-store-contract.ts, run on memory, file system
// and a real S3. `putIfAbsent` is the only conditional operation, because it is the only one that every good store has:
// each commit point of the server is one such call (design: lease.ts, segment-log.ts).

/** Bytes `start` (inclusive) to `end` (exclusive). */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Keys are `/`-separated names of [A-Za-z0-9._-]; no empty parts, no `.` or `..`. */
export interface ObjectStore {
  /** The bytes, or null when there is no such object. A range beyond the end is cut; a range that starts beyond it is empty. */
  get(key: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | null>
  /** Creates or replaces. For hints and for content-addressed objects only: never for a commit point. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /**
   * Creates, or answers that the key is taken and leaves the object as it is. Durable before it answers. When an answer was
   * lost on the way the implementation reads the object back and compares: bytes of different writers must differ (put
   * a nonce in them).
   */
  putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<'created' | 'exists'>
  /** No error when there is none. */
  delete(key: string): Promise<void>
  /** Keys that start with `prefix`, ascending by char code. For garbage collection and tools: the hot path never lists. */
  list(prefix: string): Promise<readonly string[]>
  close(): Promise<void>
}
