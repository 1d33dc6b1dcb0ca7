// The system catalogs that queries may read: information_schema and pg_catalog, as rows computed from the schema.

import type { QualifiedName, TableAlias } from '../ast.ts'
import type { BoundFrom } from './bind-from.ts'
import type { StatementContext } from './statement-context.ts'

/** The system relation of this name, or null. */
export function systemRelation(_statement: StatementContext, _name: QualifiedName, _alias: TableAlias | null): BoundFrom | null {
  return null
}
