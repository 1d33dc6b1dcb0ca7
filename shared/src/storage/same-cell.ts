// Equality of cells as storage keeps them: by content, -0 apart from 0, NaN equal to itself.

/** Deep equality of two cells, or of parts of structural ones. */
export function sameCell(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Uint8Array || b instanceof Uint8Array) return a instanceof Uint8Array && b instanceof Uint8Array && sameBytes(a, b)
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameCell(item, b[i]))
  }
  return sameObject(a, b)
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** A property that is undefined counts as absent. */
function sameObject(a: object, b: object): boolean {
  const present = (object: object): [string, unknown][] => Object.entries(object).filter(property => property[1] !== undefined)
  const others = new Map(present(b))
  const properties = present(a)
  return properties.length === others.size && properties.every(([name, value]) => others.has(name) && sameCell(value, others.get(name)))
}
