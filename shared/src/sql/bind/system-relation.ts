// The system catalogs in FROM: information_schema.x, pg_catalog.x or a plain pg_x become rows of constants, computed from the
// schema when the statement is bound. Comes with the part of system catalogs; asked only for names that late-system.ts takes for theirs.

import type { QualifiedName, TableAlias } from '../ast.ts'
import { informationTables } from '../system/information-schema.ts'
import { catalogTables } from '../system/pg-catalog.ts'
import { informationSchema, type SystemTable } from '../system/system-table.ts'
import { itemOf, renameColumns, type BoundFrom } from './bind-from.ts'
import type { LogicalExpression } from './relation.ts'
import type { StatementContext } from './statement-context.ts'

/** The system relation of this name, or null. */
export function systemRelation(statement: StatementContext, name: QualifiedName, alias: TableAlias | null, at: number): BoundFrom | null {
  const table = findSystemTable(name)
  if (table === null) return null
  const rows = table.rows(statement.catalog.schema)
  const columns = table.columns.map(c => statement.addColumn(c.name, c.type))
  const visible = table.columns.map((c, i) => ({ name: c.name, value: statement.column(columns[i]) }))
  const shown = alias?.name ?? name[name.length - 1]
  const items = rows.map(row => row.map((value, i): LogicalExpression => ({ kind: 'constant', type: table.columns[i].type, value })))
  return {
    relation: { kind: 'values', columns, rows: items },
    items: [itemOf(shown, renameColumns(visible, alias, { name: shown, at }))],
    lateral: false,
  }
}

function findSystemTable(name: QualifiedName): SystemTable | null {
  const last = name[name.length - 1]
  const isInformation = name.length > 1 && name[name.length - 2] === informationSchema
  const tables: Readonly<Record<string, SystemTable>> = isInformation ? informationTables : catalogTables
  return Object.hasOwn(tables, last) ? tables[last] : null
}
