// A value, a row's key or a list of parameters -> a text that is equal exactly when they are. Called by diff-rows.ts for each row,
// by the hub to find queries that are the same, and by the hooks of the client.

/** Values of different types have different texts: `1`, `1n` and `'1'`, NaN and null, bytes and an object of numbers. */
export function valueId(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `s${value}`
    case 'object':
      if (value === null) return 'n'
      if (value instanceof Date) return `d${value.getTime()}`
      return value instanceof Uint8Array ? `b${String(value)}` : `o${JSON.stringify(value, marked)}`
    case 'number':
      return Object.is(value, -0) ? 'number-0' : `number${value}`
    default:
      return `${typeof value}${String(value)}`
  }
}

/** Each part behind its length, so that texts do not run into each other. */
export function listId(values: readonly unknown[]): string {
  let id = ''
  for (const value of values) {
    const part = valueId(value)
    id += `${part.length}:${part}`
  }
  return id
}

/** What JSON does not know, or writes like something else, becomes an object with a key that no document can have. */
function marked(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  // Dates have a toJSON, so `value` is a text already.
  const given = this[name]
  if (given instanceof Date) return { '\u0000date': String(given.getTime()) }
  if (typeof value === 'bigint') return { '\u0000bigint': String(value) }
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return { '\u0000number': valueId(value) }
  if (value instanceof ArrayBuffer) return { '\u0000bytes': String(new Uint8Array(value)) }
  if (ArrayBuffer.isView(value)) return { '\u0000bytes': String(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) }
  return value
}
