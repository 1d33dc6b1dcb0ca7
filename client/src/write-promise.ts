// What `execute`, `exec` and `transaction` return: a promise of the local result, with the server's verdict beside it.

/**
 * Resolves when the write is durable on this device. `synced` resolves when the server has accepted it and rejects with
 * `WRITE_REJECTED` when it was refused; without an endpoint it resolves with the write itself.
 *
 * @example
 * ```ts
 * const db = new ZenDB()
 * await db.exec('CREATE TABLE todo (title text)')
 * const write = db.execute('INSERT INTO todo VALUES ($1)', ['Buy milk'])
 * const { count } = await write // it is on this device now
 * await write.synced // and the server has it now, if there is one
 * ```
 */
export interface WritePromise<Result> extends Promise<Result> {
  readonly synced: Promise<void>
}

/** `verdict` is asked at the first use of `synced`, so that nobody hears of a rejection that they did not ask for. */
export function withVerdict<Result>(written: Promise<Result>, verdict: () => Promise<void>): WritePromise<Result> {
  let synced: Promise<void> | null = null
  return Object.defineProperty(written, 'synced', {
    get: () => (synced ??= written.then(verdict)),
    enumerable: true,
  }) as WritePromise<Result> // the property was just defined
}
