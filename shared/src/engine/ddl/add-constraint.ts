// Constraints: syntax -> definition, checked against the rows that are there. Used by CREATE TABLE and ALTER TABLE alike.

import { unreachable } from '../../base/assert.ts'
import { notSupported, SqlError } from '../../base/errors.ts'
import type { ColumnId } from '../../base/brand.ts'
import type { Constraint, IndexDefinition, TableDefinition } from '../../schema/database-schema.ts'
import { columnPosition } from '../../schema/database-schema.ts'
import type { ConstraintTiming, ForeignKeyTarget, TableConstraint } from '../../sql/ast-ddl.ts'
import type { Expression } from '../../sql/ast.ts'
import { bindTableExpression } from '../../sql/bind/bind-table-expression.ts'
import { columnsOfExpression } from '../../sql/bind/bind-constant-expression.ts'
import { printExpression } from '../../sql/print/print-sql.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import { quoteIdentifier } from '../../sql/print/quote.ts'
import { constraintName } from './constraint-names.ts'
import { currentTable, freeRelationName, requireTable, type DdlContext } from './ddl-context.ts'

/** Adds one table constraint to an existing table, rows included. */
export async function addConstraint(context: DdlContext, table: TableDefinition, constraint: TableConstraint): Promise<void> {
  switch (constraint.kind) {
    case 'primary key':
      return addPrimaryKey(context, table, constraint.name, constraint.columns)
    case 'unique':
      return addUnique(context, table, constraint.name, constraint.columns, constraint.nullsNotDistinct)
    case 'check':
      return addCheck(context, table, constraint.name, constraint.expression, constraint.notValid)
    case 'foreign key':
      return addForeignKey(context, table, constraint.name, constraint.columns, constraint)
    case 'using index':
      return adoptIndex(context, table, constraint.name, constraint)
    case 'exclude':
      throw notSupported('EXCLUDE constraints', constraint.at)
    default:
      return unreachable(constraint)
  }
}

/** Ids of named columns; 42703 when one is missing, 42701 when one is named twice. */
export function columnIds(table: TableDefinition, names: readonly string[], what: string): ColumnId[] {
  const ids = names.map(name => {
    const column = table.columns.find(candidate => candidate.name === name)
    if (column === undefined) throw new SqlError('42703', `column "${name}" ${what} does not exist`)
    return column.id
  })
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new SqlError('42701', `column "${twice}" appears twice in ${what.includes('unique') ? 'unique' : 'primary key'} constraint`)
  return ids
}

async function addPrimaryKey(context: DdlContext, table: TableDefinition, given: string | null, names: readonly string[]): Promise<void> {
  if (table.primaryKey.length > 0) throw new SqlError('42P16', `multiple primary keys for table "${table.name}" are not allowed`)
  const columns = columnIds(table, names, 'named in key')
  for (const id of columns) {
    const column = table.columns[columnPosition(table, id)]
    if (column.notNull) continue
    await requireNoRows(context, table, `${quoteIdentifier(column.name)} IS NULL`, () => notNullViolation(table, column.name))
    await context.change({ kind: 'alter column', table: table.id, column: { ...column, notNull: true } })
  }
  const name = given ?? freeRelationName(context, table.schema, `${table.name}_pkey`)
  await requireUnique(context, table, names, name)
  await context.change({ kind: 'add constraint', table: table.id, constraint: { kind: 'primary key', name, columns } })
}

export function notNullViolation(table: TableDefinition, column: string): SqlError {
  return new SqlError('23502', `column "${column}" of relation "${table.name}" contains null values`, { table: table.name, column })
}

async function addUnique(
  context: DdlContext,
  table: TableDefinition,
  given: string | null,
  names: readonly string[],
  nullsNotDistinct: boolean,
): Promise<void> {
  const columns = columnIds(table, names, 'named in key')
  const name = given ?? freeRelationName(context, table.schema, constraintName(table, names, 'key'))
  const index: IndexDefinition = {
    name,
    columns: columns.map(column => ({ column, descending: false, nullsFirst: false })),
    unique: true,
    nullsNotDistinct,
    where: null,
    constraint: name,
  }
  await context.change({ kind: 'create index', table: table.id, index })
  await context.change({ kind: 'add constraint', table: table.id, constraint: { kind: 'unique', name, columns, index: name } })
}

async function addCheck(
  context: DdlContext,
  table: TableDefinition,
  given: string | null,
  expression: Expression,
  notValid: boolean,
): Promise<void> {
  const text = printExpression(expression)
  bindTableExpression(text, table, sqlTypes.bool)
  const used = columnsOfExpression(text, table)
  const usedNames = used.map(id => table.columns[columnPosition(table, id)].name)
  const name = given ?? constraintName(table, usedNames.length === 1 ? usedNames : [], 'check')
  if (table.constraints.some(constraint => constraint.name === name)) throw duplicateConstraint(table, name)
  if (!notValid)
    await requireNoRows(
      context,
      table,
      `NOT (${text})`,
      () =>
        new SqlError('23514', `check constraint "${name}" of relation "${table.name}" is violated by some row`, {
          table: table.name,
          constraint: name,
        }),
    )
  await context.change({
    kind: 'add constraint',
    table: table.id,
    constraint: { kind: 'check', name, expression: text, columns: used, notValid },
  })
}

async function addForeignKey(
  context: DdlContext,
  table: TableDefinition,
  given: string | null,
  names: readonly string[],
  target: ForeignKeyTarget & ConstraintTiming,
): Promise<void> {
  const parent = requireTable(context, target.table)
  const columns = columnIds(table, names, 'referenced in foreign key constraint')
  const parentColumns = referencedColumns(parent, target.targetColumns)
  if (parentColumns.length !== columns.length)
    throw new SqlError('42830', 'number of referencing and referenced columns for foreign key disagree')
  const name = given ?? constraintName(table, names, 'fkey')
  if (table.constraints.some(constraint => constraint.name === name)) throw duplicateConstraint(table, name)
  if (target.match === 'partial') throw notSupported('MATCH PARTIAL')
  const constraint: Constraint = {
    kind: 'foreign key',
    name,
    columns,
    references: { table: parent.id, columns: parentColumns },
    onDelete: target.onDelete,
    onUpdate: target.onUpdate,
    match: target.match,
    deferrable: target.deferrable,
    initiallyDeferred: target.initiallyDeferred,
  }
  if (!target.notValid) await requireParents(context, table, parent, constraint)
  await context.change({ kind: 'add constraint', table: table.id, constraint })
}

/** The parent's columns: those named, or its primary key. 42830 unless they are unique. */
function referencedColumns(parent: TableDefinition, names: readonly string[]): readonly ColumnId[] {
  if (names.length === 0) {
    if (parent.primaryKey.length === 0) throw new SqlError('42704', `there is no primary key for referenced table "${parent.name}"`)
    return parent.primaryKey
  }
  const ids = columnIds(parent, names, 'referenced in foreign key constraint')
  const sorted = (list: readonly number[]): string => [...list].sort((a, b) => a - b).join()
  const isKey =
    sorted(parent.primaryKey) === sorted(ids) ||
    parent.indexes.some(index => index.unique && index.where === null && sorted(index.columns.map(column => column.column)) === sorted(ids))
  if (!isKey) throw new SqlError('42830', `there is no unique constraint matching given keys for referenced table "${parent.name}"`)
  return ids
}

async function requireParents(
  context: DdlContext,
  table: TableDefinition,
  parent: TableDefinition,
  constraint: Extract<Constraint, { kind: 'foreign key' }>,
): Promise<void> {
  const childNames = constraint.columns.map(id => `c.${quoteIdentifier(table.columns[columnPosition(table, id)].name)}`)
  const parentNames = constraint.references.columns.map(id => `p.${quoteIdentifier(parent.columns[columnPosition(parent, id)].name)}`)
  const matches = childNames.map((name, i) => `${name} = ${parentNames[i]}`).join(' AND ')
  const present = childNames.map(name => `${name} IS NOT NULL`).join(' AND ')
  // An outer join, not a subquery: making the first tables of an app needs no more of the code than this.
  const orphans = await context.countRows(
    `SELECT count(*) FROM ${tableSql(table)} c LEFT JOIN ${tableSql(parent)} p ON ${matches} WHERE ${present} AND ${parentNames[0]} IS NULL`,
  )
  if (orphans > 0)
    throw new SqlError('23503', `insert or update on table "${table.name}" violates foreign key constraint "${constraint.name}"`, {
      table: table.name,
      constraint: constraint.name,
      detail: `${orphans} rows have no match in table "${parent.name}".`,
    })
}

async function adoptIndex(
  context: DdlContext,
  table: TableDefinition,
  given: string | null,
  spec: { readonly primary: boolean; readonly index: string },
): Promise<void> {
  const index = table.indexes.find(candidate => candidate.name === spec.index)
  if (index === undefined) throw new SqlError('42704', `index "${spec.index}" does not exist`)
  if (!index.unique) throw new SqlError('42809', `"${spec.index}" is not a unique index`)
  const names = index.columns.map(column => table.columns[columnPosition(table, column.column)].name)
  await context.change({ kind: 'drop index', table: table.id, name: spec.index })
  const current = currentTable(context, table)
  if (spec.primary) return addPrimaryKey(context, current, given ?? spec.index, names)
  return addUnique(context, current, given ?? spec.index, names, index.nullsNotDistinct)
}

function duplicateConstraint(table: TableDefinition, name: string): SqlError {
  return new SqlError('42710', `constraint "${name}" for relation "${table.name}" already exists`)
}

/** Throws `error()` when a row of the table satisfies `condition`. */
export async function requireNoRows(context: DdlContext, table: TableDefinition, condition: string, error: () => SqlError): Promise<void> {
  if ((await context.countRows(`SELECT count(*) FROM ${tableSql(table)} WHERE ${condition}`)) > 0) throw error()
}

async function requireUnique(context: DdlContext, table: TableDefinition, names: readonly string[], constraint: string): Promise<void> {
  const list = names.map(quoteIdentifier).join(', ')
  const doubles = await context.countAnswers(`SELECT 1 FROM ${tableSql(table)} GROUP BY ${list} HAVING count(*) > 1`)
  if (doubles > 0)
    throw new SqlError('23505', `could not create unique index "${constraint}"`, {
      table: table.name,
      constraint,
      detail: `${doubles} keys are duplicated.`,
    })
}

/** The table's qualified name, quoted. */
export function tableSql(table: TableDefinition): string {
  return `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`
}
