// Numbers for the catalog: every table, index, view and sequence has an oid that its qualified name decides, the same on every
// replica and in every session. regclass, pg_class and the like go through here.

import type { DatabaseSchema } from './database-schema.ts'
import { qualifiedName } from './database-schema.ts'

/** Oids of user relations begin here, as in PostgreSQL. */
const firstOid = 16384
const oidSpan = 2 ** 30

export interface NamedRelation {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'index' | 'view' | 'sequence'
}

export interface RelationOids {
  readonly byOid: ReadonlyMap<number, NamedRelation>
  /** Keys are `schema.name`. */
  readonly byName: ReadonlyMap<string, NamedRelation>
}

const oidsBySchema = new WeakMap<DatabaseSchema, RelationOids>()

/** All relations of a schema with their oids; made once per schema version. */
export function relationOids(schema: DatabaseSchema): RelationOids {
  const known = oidsBySchema.get(schema)
  if (known !== undefined) return known
  const byOid = new Map<number, NamedRelation>()
  const byName = new Map<string, NamedRelation>()
  const add = (kind: NamedRelation['kind'], inSchema: string, name: string): void => {
    const key = qualifiedName(inSchema, name)
    let oid = firstOid + hashName(key)
    while (byOid.has(oid)) oid++
    const relation: NamedRelation = { oid, schema: inSchema, name, kind }
    byOid.set(oid, relation)
    byName.set(key, relation)
  }
  for (const table of schema.tables.values()) {
    add('table', table.schema, table.name)
    const primary = table.constraints.find(c => c.kind === 'primary key')
    if (primary !== undefined) add('index', table.schema, primary.name)
    for (const index of table.indexes) add('index', table.schema, index.name)
  }
  for (const view of schema.views.values()) add('view', view.schema, view.name)
  for (const sequence of schema.sequences.values()) add('sequence', sequence.schema, sequence.name)
  const oids: RelationOids = { byOid, byName }
  oidsBySchema.set(schema, oids)
  return oids
}

/** FNV-1a over the UTF-16 code units, within the span of oids. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % oidSpan
}

/** Finds a relation as regclass input spells it: `name`, `schema.name`, either part in double quotes; null when there is none. */
export function relationOidOf(schema: DatabaseSchema, searchPath: readonly string[], text: string): number | null {
  const parts = [...text.trim().matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain.toLowerCase(),
  )
  const { byName } = relationOids(schema)
  const candidates = parts.length > 1 ? [parts.slice(-2).join('.')] : searchPath.map(s => qualifiedName(s, parts[0]))
  for (const key of candidates) {
    const found = byName.get(key)
    if (found !== undefined) return found.oid
  }
  return null
}

/** The name that regclass prints: qualified only when the search path does not find it. */
export function relationNameOf(schema: DatabaseSchema, searchPath: readonly string[], oid: number): string | null {
  const found = relationOids(schema).byOid.get(oid)
  if (found === undefined) return null
  const first = searchPath.find(s => relationOids(schema).byName.has(qualifiedName(s, found.name)))
  const quote = (name: string): string => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
  return first === found.schema ? quote(found.name) : `${quote(found.schema)}.${quote(found.name)}`
}
