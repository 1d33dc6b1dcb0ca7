// CREATE INDEX. Column indexes, unique or not, partial or not; expression and non-btree indexes are refused by name.

import { notSupported, SqlError } from '../../base/errors.ts'
import type { IndexColumn, TableDefinition } from '../../schema/database-schema.ts'
import type { CreateIndex } from '../../sql/ast-ddl.ts'
import type { OrderTerm } from '../../sql/ast.ts'
import { bindTableExpression } from '../../sql/bind/bind-table-expression.ts'
import { printExpression } from '../../sql/print/print-sql.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import { freeRelationName, relationExists, requireTable, type DdlContext } from './ddl-context.ts'

export async function createIndex(context: DdlContext, statement: CreateIndex): Promise<void> {
  const table = requireTable(context, statement.table)
  if (statement.name !== null && relationExists(context.schema, { schema: table.schema, name: statement.name })) {
    if (!statement.ifNotExists) throw new SqlError('42P07', `relation "${statement.name}" already exists`)
    context.notice(`relation "${statement.name}" already exists, skipping`)
    return
  }
  // A hash index answers equality only; a tree answers that and more, so the choice of method is a hint.
  if (statement.method !== 'btree' && statement.method !== 'hash')
    throw notSupported(`CREATE INDEX USING ${statement.method}`, statement.at)
  const columns = statement.columns.map(term => indexColumn(table, term))
  const where = statement.where === null ? null : printExpression(statement.where)
  if (where !== null) bindTableExpression(where, table, sqlTypes.bool)
  const names = columns.map(column => table.columns.find(candidate => candidate.id === column.column)?.name ?? 'expr')
  const name = statement.name ?? freeRelationName(context, table.schema, [table.name, ...names, 'idx'].join('_'))
  const index = { name, columns, unique: statement.unique, nullsNotDistinct: statement.nullsNotDistinct, where, constraint: null }
  await context.change({ kind: 'create index', table: table.id, index })
}

function indexColumn(table: TableDefinition, term: OrderTerm): IndexColumn {
  const { expression } = term
  if (expression.kind !== 'column' || expression.name.length !== 1) throw notSupported('indexes on expressions', term.at)
  const column = table.columns.find(candidate => candidate.name === expression.name[0])
  if (column === undefined) throw new SqlError('42703', `column "${expression.name[0]}" does not exist`, { position: expression.at })
  const nullsFirst = term.nulls === null ? term.descending : term.nulls === 'first'
  return { column: column.id, descending: term.descending, nullsFirst }
}
