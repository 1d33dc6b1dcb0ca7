// Reads fields of node-sql-parser's trees, which have no types that hold.

/** A node: an object of unknown fields. */
export type ForeignNode = Readonly<Record<string, unknown>>

export function nodeOf(value: unknown): ForeignNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ForeignNode) : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** True for a field that holds something. */
export function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined && value !== ''
}

/** The parts of a name: `name: [{value: 'f'}]`. */
export function namesOf(value: unknown): string[] {
  return listOf(nodeOf(value)['name']).map(part => textOf(nodeOf(part)['value']))
}
