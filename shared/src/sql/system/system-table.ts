// What a system catalog is: columns, and rows computed from the schema. Read-only; one module a catalog.

import type { DatabaseSchema, TableDefinition } from '../../schema/database-schema.ts'
import { hashName, relationOids } from '../../schema/relation-oids.ts'
import { sqlTypes, type ScalarTypeName, type SqlType } from '../../values/sql-type.ts'
import type { SqlValue } from '../../values/sql-value.ts'
import { typeOid } from '../../values/resolve-type-name.ts'

/** A column and how its value is computed from one fact. */
export interface SystemColumn<Fact> {
  readonly name: string
  readonly type: SqlType
  readonly value: (fact: Fact) => SqlValue
}

export interface SystemTable {
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[]
  readonly rows: (schema: DatabaseSchema) => SqlValue[][]
}

type Cells<Fact> = Readonly<Record<string, readonly [type: ScalarTypeName, value: (fact: Fact) => SqlValue]>>

/** A catalog with one row for each fact. */
export function systemTable<Fact>(facts: (schema: DatabaseSchema) => readonly Fact[], cells: Cells<Fact>): SystemTable {
  const entries = Object.entries(cells)
  return {
    columns: entries.map(([name, [type]]) => ({ name, type: sqlTypes[type] })),
    rows: schema => facts(schema).map(fact => entries.map(([, [, value]]) => value(fact))),
  }
}

export const catalogSchema = 'pg_catalog'
export const informationSchema = 'information_schema'

/** Oid of a schema: the catalog's own and public's are PostgreSQL's. */
export function schemaOid(name: string): number {
  return name === catalogSchema ? 11 : name === 'public' ? 2200 : 16384 + hashName(`schema ${name}`)
}

/** Oid of a relation that exists. */
export function oidOf(schema: DatabaseSchema, inSchema: string, name: string): number {
  return relationOids(schema).byName.get(`${inSchema}.${name}`)?.oid ?? 0
}

export function oidOfType(type: SqlType): number {
  if (type.kind === 'enum') return enumOid(type.name)
  return typeOid(type)
}

export const enumOid = (name: string): number => 16384 + hashName(`type ${name}`)
export const constraintOid = (table: TableDefinition, name: string): number =>
  16384 + hashName(`constraint ${table.schema}.${table.name}.${name}`)

/** A value that is the same in every row. */
export const always =
  (value: SqlValue): (() => SqlValue) =>
  () =>
    value
