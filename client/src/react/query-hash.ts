// SQL and parameters -> the text that names a query in the cache. Called by live-cache.ts for every key.

/** Parameters may be of kinds that JSON does not know, or confuses. */
export function hashQuery(key: readonly unknown[]): string {
  return JSON.stringify(key, function (this: Readonly<Record<string, unknown>>, name: string, value: unknown) {
    // Dates have a toJSON, so `value` is a text already.
    const given = this[name]
    if (given instanceof Date) return { date: given.getTime() }
    if (typeof value === 'bigint') return { bigint: String(value) }
    if (typeof value === 'number' && !Number.isFinite(value)) return { number: String(value) }
    if (value instanceof Uint8Array) return { bytes: Array.from(value) }
    return value === undefined ? null : value
  })
}
