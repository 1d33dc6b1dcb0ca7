// A schema, or a schema change, as JSON: in manifests, change sets and bootstrap messages, and as canonical text for the
// root hash. bigint bounds of sequences are written as {"bigint": "…"}. Maps become objects with sorted keys.

import type { DatabaseSchema } from './database-schema.ts'
import type { SchemaChange } from './schema-change.ts'

/** Anything that JSON text decodes to. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

function toJson(value: unknown): JsonValue {
  if (typeof value === 'bigint') return { bigint: value.toString() }
  if (value instanceof Map) return toJson(Object.fromEntries(value))
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === 'object' && value !== null) {
    const sorted = Object.entries(value).filter(([, v]) => v !== undefined)
    sorted.sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(sorted.map(([k, v]) => [k, toJson(v)]))
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
  return null
}

function fromJson(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value === 'object' && value !== null) {
    if ('bigint' in value && typeof value.bigint === 'string') return BigInt(value.bigint)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fromJson(v)]))
  }
  return value
}

/** Canonical: equal schemas give equal text. */
export function schemaToJson(schema: DatabaseSchema): string {
  return JSON.stringify(toJson(schema))
}

/** Mirror of schemaToJson. The text was made by ZenDB and is guarded by a hash, so its shape is trusted. */
export function schemaFromJson(text: string): DatabaseSchema {
  const plain = fromJson(JSON.parse(text) as JsonValue) as Record<'tables' | 'views' | 'sequences' | 'enums', Record<string, never>>
  const mapOf = (name: keyof typeof plain): ReadonlyMap<string, never> => new Map(Object.entries(plain[name]))
  const schema: unknown = { ...plain, tables: mapOf('tables'), views: mapOf('views'), sequences: mapOf('sequences'), enums: mapOf('enums') }
  return schema as DatabaseSchema
}

export function schemaChangeToJson(change: SchemaChange): string {
  return JSON.stringify(toJson(change))
}

export function schemaChangeFromJson(text: string): SchemaChange {
  return fromJson(JSON.parse(text) as JsonValue) as SchemaChange
}
