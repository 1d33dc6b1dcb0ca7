// What the planner may know of a head: its schema, the session's search path, and how many rows there are.

import type { TableId } from '../base/brand.ts'
import type { Catalog } from '../sql/catalog.ts'
import type { Head } from './head.ts'
import type { Session } from './session.ts'

export function headCatalog(head: Head, session: Session): Catalog {
  return {
    schema: head.schema,
    searchPath: session.settings.searchPath,
    rowCount: (table: TableId) => head.tables.get(table)?.tree.count ?? 0,
  }
}
