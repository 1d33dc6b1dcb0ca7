// CREATE TABLE and CREATE TABLE AS.

import { asColumnId, asTableId } from '../../base/brand.ts'
import { notSupported, SqlError } from '../../base/errors.ts'
import { tableMaxColumns } from '../../base/limits.ts'
import type { SequenceDefinition, TableDefinition } from '../../schema/database-schema.ts'
import type { CreateTable, TableConstraint } from '../../sql/ast-ddl.ts'
import { addConstraint } from './add-constraint.ts'
import { currentTable, newObjectName, relationExists, requireTable, type DdlContext } from './ddl-context.ts'
import { checkColumnExpressions, defineColumn } from './define-column.ts'

/** Answers null when IF NOT EXISTS found the table. */
export async function createTable(context: DdlContext, statement: CreateTable): Promise<TableDefinition | null> {
  if (statement.unsupported !== null) throw notSupported(`CREATE TABLE ${statement.unsupported}`, statement.at)
  const at = newObjectName(context, statement.name)
  if (relationExists(context.schema, at)) {
    if (!statement.ifNotExists) throw new SqlError('42P07', `relation "${at.name}" already exists`)
    context.notice(`relation "${at.name}" already exists, skipping`)
    return null
  }
  let table: TableDefinition = {
    kind: 'table',
    id: asTableId(context.schema.nextTableId),
    schema: at.schema,
    name: at.name,
    columns: [],
    primaryKey: [],
    indexes: [],
    constraints: [],
    temporary: statement.temporary,
    nextColumnId: 1,
  }
  const constraints: TableConstraint[] = []
  const sequences: SequenceDefinition[] = []
  for (const like of statement.like) table = copyColumns(requireTable(context, like.table), table, like.options)
  for (const spec of statement.columns) {
    if (table.columns.some(column => column.name === spec.name))
      throw new SqlError('42701', `column "${spec.name}" specified more than once`, { position: spec.at })
    const defined = defineColumn(context, table, at, spec)
    table = { ...table, columns: [...table.columns, defined.column], nextColumnId: table.nextColumnId + 1 }
    constraints.push(...defined.constraints)
    if (defined.sequence !== null) sequences.push({ ...defined.sequence, ownedBy: { table: table.id, column: defined.column.id } })
  }
  if (table.columns.length > tableMaxColumns) throw new SqlError('54011', `tables can have at most ${tableMaxColumns} columns`)
  for (const sequence of sequences) await context.change({ kind: 'create sequence', sequence })
  for (const column of table.columns) checkColumnExpressions(table, column)
  await context.change({ kind: 'create table', table })
  await addConstraints(context, table, [...constraints, ...statement.constraints])
  return table
}

/** Keys first, so that a foreign key may refer to the table itself. */
async function addConstraints(context: DdlContext, table: TableDefinition, constraints: readonly TableConstraint[]): Promise<void> {
  const order = ['primary key', 'unique', 'check', 'foreign key']
  if (constraints.filter(constraint => constraint.kind === 'primary key').length > 1)
    throw new SqlError('42P16', `multiple primary keys for table "${table.name}" are not allowed`)
  const sorted = [...constraints].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  for (const constraint of sorted) await addConstraint(context, currentTable(context, table), constraint)
}

function copyColumns(source: TableDefinition, into: TableDefinition, options: readonly string[]): TableDefinition {
  const withDefaults = options.includes('defaults') || options.includes('all')
  const withGenerated = options.includes('generated') || options.includes('all')
  let table = into
  for (const column of source.columns) {
    const copy = {
      ...column,
      id: asColumnId(table.nextColumnId),
      default: withDefaults ? column.default : null,
      identity: null,
      generated: withGenerated ? column.generated : null,
    }
    table = { ...table, columns: [...table.columns, copy], nextColumnId: table.nextColumnId + 1 }
  }
  return table
}
