// What the binder may ask about the database: relations by name along the search path, and how many rows they have.
// The engine makes one per statement or per schema version; `DatabaseSchema` itself stays plain data.

import type { TableId } from '../base/brand.ts'
import {
  type DatabaseSchema,
  type SequenceDefinition,
  type TableDefinition,
  type ViewDefinition,
  defaultSchemaName,
  qualifiedName,
} from '../schema/database-schema.ts'
import type { QualifiedName } from './ast.ts'

/** The part of a catalog that resolves names. */
export type CatalogNames = Pick<Catalog, 'schema' | 'searchPath'>

export interface Catalog {
  readonly schema: DatabaseSchema
  /** Schemas in which unqualified names are looked up, first match wins. */
  readonly searchPath: readonly string[]
  /** Rows of a table, for estimates only. */
  rowCount(table: TableId): number
}

/** A catalog over `schema`. Without row counts every table counts as 1,000 rows. */
export function createCatalog(options: {
  readonly schema: DatabaseSchema
  readonly searchPath?: readonly string[]
  readonly rowCount?: (table: TableId) => number
}): Catalog {
  return {
    schema: options.schema,
    searchPath: options.searchPath ?? [defaultSchemaName],
    rowCount: options.rowCount ?? (() => 1000),
  }
}

export function findTable(catalog: CatalogNames, name: QualifiedName): TableDefinition | null {
  return findByName(catalog, catalog.schema.tables, name)
}

export function findView(catalog: CatalogNames, name: QualifiedName): ViewDefinition | null {
  return findByName(catalog, catalog.schema.views, name)
}

/** A table or a view: the first schema of the search path that has either. */
export function findRelation(catalog: CatalogNames, name: QualifiedName): TableDefinition | ViewDefinition | null {
  const { tables, views } = catalog.schema
  if (views.size === 0) return findByName(catalog, tables, name)
  if (name.length > 1) return findByName(catalog, tables, name) ?? findByName(catalog, views, name)
  for (const schema of catalog.searchPath) {
    const key = qualifiedName(schema, name[0])
    const found = tables.get(key) ?? views.get(key)
    if (found !== undefined) return found
  }
  return null
}

export function findSequence(catalog: CatalogNames, name: QualifiedName): SequenceDefinition | null {
  return findByName(catalog, catalog.schema.sequences, name)
}

export function findByName<T>(catalog: CatalogNames, objects: ReadonlyMap<string, T>, name: QualifiedName): T | null {
  if (name.length > 1) return objects.get(qualifiedName(name[name.length - 2], name[name.length - 1])) ?? null
  for (const schema of catalog.searchPath) {
    const found = objects.get(qualifiedName(schema, name[0]))
    if (found !== undefined) return found
  }
  return null
}
