// A schema change as JSON text inside a change set. DDL is rare and its objects are deep, so text that a person can read
// wins over bytes; but it comes from other machines, so its shape is checked field by field before anyone trusts it.

import { assert } from '../base/assert.ts'
import { tableMaxColumns } from '../base/limits.ts'
import type { SchemaChange } from '../schema/schema-change.ts'
import { schemaChangeFromJson, schemaChangeToJson } from '../schema/schema-json.ts'

/** Answers what is wrong with a value, or null. */
type Check = (value: unknown) => string | null

const text: Check = value => (typeof value === 'string' ? null : 'text expected')
const flag: Check = value => (typeof value === 'boolean' ? null : 'true or false expected')
const id: Check = value => (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? null : 'an id expected')
const integer: Check = value => (typeof value === 'bigint' || Number.isSafeInteger(value) ? null : 'an integer expected')

const orNull =
  (check: Check): Check =>
  value =>
    value === null ? null : check(value)
const optional =
  (check: Check): Check =>
  value =>
    value === undefined ? null : check(value)
const oneOf =
  (...words: readonly string[]): Check =>
  value =>
    typeof value === 'string' && words.includes(value) ? null : `one of ${words.join(', ')} expected`
const listOf =
  (check: Check): Check =>
  value => {
    if (!Array.isArray(value) || value.length > 8 * tableMaxColumns) return 'a list expected'
    for (const item of value) {
      const wrong = check(item)
      if (wrong !== null) return wrong
    }
    return null
  }

function object(fields: Readonly<Record<string, Check>>): Check {
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'an object expected'
    for (const [name, check] of Object.entries(fields)) {
      const wrong = check(Object.hasOwn(value, name) ? value[name as keyof typeof value] : undefined)
      if (wrong !== null) return `${name}: ${wrong}`
    }
    return null
  }
}

/** Fields by kind of object. */
function byKind(fields: Readonly<Record<string, Readonly<Record<string, Check>>>>): Check {
  const checks = new Map(Object.entries(fields).map(([kind, one]) => [kind, object(one)]))
  return value => {
    const kind: unknown = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
    const check = typeof kind === 'string' ? checks.get(kind) : undefined
    return check === undefined ? `unknown kind ${String(kind).slice(0, 40)}` : check(value)
  }
}

const plainType = object({
  kind: oneOf('scalar', 'enum'),
  name: text,
  modifier: optional(listOf(integer)),
  labels: optional(listOf(text)),
})
const type: Check = value => {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'array') return plainType(value)
  return object({ kind: text, name: text, element: plainType, modifier: optional(listOf(integer)) })(value)
}

const column = object({
  id,
  name: text,
  type,
  notNull: flag,
  default: orNull(text),
  identity: orNull(object({ kind: oneOf('always', 'by default'), sequence: text })),
  generated: orNull(text),
})
const index = object({
  name: text,
  columns: listOf(object({ column: id, descending: flag, nullsFirst: flag })),
  unique: flag,
  nullsNotDistinct: flag,
  where: orNull(text),
  constraint: orNull(text),
})
const action = oneOf('no action', 'restrict', 'cascade', 'set null', 'set default')
const constraint = byKind({
  'primary key': { name: text, columns: listOf(id) },
  unique: { name: text, columns: listOf(id), index: text },
  check: { name: text, expression: text, columns: listOf(id), notValid: flag },
  'foreign key': {
    name: text,
    columns: listOf(id),
    references: object({ table: id, columns: listOf(id) }),
    onDelete: action,
    onUpdate: action,
    match: oneOf('simple', 'full'),
    deferrable: flag,
    initiallyDeferred: flag,
  },
})
const table = object({
  kind: oneOf('table'),
  id,
  schema: text,
  name: text,
  columns: listOf(column),
  primaryKey: listOf(id),
  indexes: listOf(index),
  constraints: listOf(constraint),
  temporary: flag,
  nextColumnId: id,
})
const view = object({ kind: oneOf('view'), schema: text, name: text, columns: listOf(object({ name: text, type })), query: text })
const sequence = object({
  kind: oneOf('sequence'),
  schema: text,
  name: text,
  type,
  start: integer,
  increment: integer,
  min: integer,
  max: integer,
  cycle: flag,
  ownedBy: orNull(object({ table: id, column: id })),
})
const enumeration = object({ kind: oneOf('enum'), schema: text, name: text, labels: listOf(text) })

const schemaChange = byKind({
  'create schema': { name: text },
  'drop schema': { name: text },
  'create table': { table },
  'drop table': { table: id },
  'rename table': { table: id, schema: text, name: text },
  'add column': { table: id, column },
  'drop column': { table: id, column: id },
  'alter column': { table: id, column },
  'create index': { table: id, index },
  'drop index': { table: id, name: text },
  'rename index': { table: id, name: text, to: text },
  'add constraint': { table: id, constraint },
  'drop constraint': { table: id, name: text },
  'rename constraint': { table: id, name: text, to: text },
  'create view': { view },
  'drop view': { schema: text, name: text },
  'create sequence': { sequence },
  'alter sequence': { sequence },
  'drop sequence': { schema: text, name: text },
  'create enum': { enum: enumeration },
  'alter enum': { enum: enumeration },
  'drop enum': { schema: text, name: text },
} satisfies Record<SchemaChange['kind'], Readonly<Record<string, Check>>>)

/** Mirror of `decodeSchemaChange`. */
export function encodeSchemaChange(change: SchemaChange): string {
  const json = schemaChangeToJson(change)
  assert(schemaChange(change) === null, `a schema change has its documented shape: ${schemaChange(change)}`)
  return json
}

/** Mirror of `encodeSchemaChange`; `fail` makes the error for text that is none. */
export function decodeSchemaChange(json: string, fail: (reason: string) => Error): SchemaChange {
  let change: SchemaChange
  try {
    change = schemaChangeFromJson(json)
  } catch (cause) {
    assert(cause instanceof Error, 'JSON.parse throws an Error')
    throw fail('a schema change that is not JSON')
  }
  const wrong = schemaChange(change)
  if (wrong !== null) throw fail(`a schema change of a wrong shape: ${wrong}`)
  return change
}
