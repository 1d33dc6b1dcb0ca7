// What a DDL statement works with: the schema as it is now and a way to change it. The session hands one in per statement.

import { SqlError } from '../../base/errors.ts'
import type { TableDefinition, DatabaseSchema } from '../../schema/database-schema.ts'
import { qualifiedName } from '../../schema/database-schema.ts'
import type { SchemaChange } from '../../schema/schema-change.ts'
import type { QualifiedName } from '../../sql/ast.ts'
import type { Catalog } from '../../sql/catalog.ts'

/** Its `schema` is always the newest: every `change` shows there at once. New objects go into the first schema of the search path that exists. */
export interface DdlContext extends Catalog {
  /** Applies one change to schema and rows, and records it for the log. */
  change(change: SchemaChange): Promise<void>
  /** Runs a statement inside the same transaction: CREATE TABLE AS, and filling columns with volatile defaults. */
  run(sql: string): Promise<void>
  /** Tests every row of a table against a condition; false or the count of rows that fail. */
  countRows(sql: string): Promise<number>
  /** How many rows the query answers. */
  countAnswers(sql: string): Promise<number>
  notice(message: string): void
}

export interface ResolvedName {
  readonly schema: string
  readonly name: string
}

/** Where a new object of this name goes. 3F000 when its schema does not exist. */
export function newObjectName(context: DdlContext, name: QualifiedName): ResolvedName {
  const [last] = name.slice(-1)
  if (name.length === 1) {
    const schema = context.searchPath.find(candidate => context.schema.schemas.includes(candidate))
    if (schema === undefined) throw new SqlError('3F000', 'no schema has been selected to create in')
    return { schema, name: last }
  }
  const schema = name[name.length - 2]
  if (!context.schema.schemas.includes(schema)) throw new SqlError('3F000', `schema "${schema}" does not exist`)
  return { schema, name: last }
}

/** Finds an existing object in one of the schema's maps, along the search path. */
export function findObject<Definition>(
  context: DdlContext,
  objects: ReadonlyMap<string, Definition>,
  name: QualifiedName,
): Definition | undefined {
  const [last] = name.slice(-1)
  const schemas = name.length === 1 ? context.searchPath : [name[name.length - 2]]
  for (const schema of schemas) {
    const found = objects.get(qualifiedName(schema, last))
    if (found !== undefined) return found
  }
  return undefined
}

/** 42P01 when there is none. */
export function requireTable(context: DdlContext, name: QualifiedName): TableDefinition {
  const table = findObject(context, context.schema.tables, name)
  if (table === undefined) throw new SqlError('42P01', `relation "${name.join('.')}" does not exist`)
  return table
}

/** The newest definition of a table that this statement is changing. */
export function currentTable(context: DdlContext, table: TableDefinition): TableDefinition {
  for (const candidate of context.schema.tables.values()) if (candidate.id === table.id) return candidate
  throw new SqlError('42P01', `relation "${table.name}" does not exist`)
}

/** Tables, views, sequences and indexes share one name space per schema: 42P07. */
export function relationExists(schema: DatabaseSchema, at: ResolvedName): boolean {
  const name = qualifiedName(at.schema, at.name)
  if (schema.tables.has(name) || schema.views.has(name) || schema.sequences.has(name)) return true
  for (const table of schema.tables.values())
    if (table.schema === at.schema && table.indexes.some(index => index.name === at.name)) return true
  return false
}

/** `base`, or `base1`, `base2` …: a relation name that is free in the schema. */
export function freeRelationName(context: DdlContext, schemaName: string, base: string): string {
  let name = base.slice(0, 63)
  for (let i = 1; relationExists(context.schema, { schema: schemaName, name }); i++) name = `${base.slice(0, 60)}${i}`
  return name
}
