// The columns that a query answers, without planning it: CREATE VIEW and CREATE TABLE AS need only these.

import type { DatabaseSchema } from '../../schema/database-schema.ts'
import type { Query } from '../ast.ts'
import { bindQuery, settleColumns } from '../bind/bind-query.ts'
import { StatementContext } from '../bind/statement-context.ts'
import { createCatalog } from '../catalog.ts'
import type { OutputColumn } from '../plan.ts'

export function describeQuery(query: Query, schema: DatabaseSchema, searchPath: readonly string[]): OutputColumn[] {
  const statement = new StatementContext(createCatalog({ schema, searchPath }))
  const bound = settleColumns(statement, bindQuery(statement, null, query))
  return bound.columns.map((column, i) => ({ name: bound.names[i], type: statement.types[column] }))
}
