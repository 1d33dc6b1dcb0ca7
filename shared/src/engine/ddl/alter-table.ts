// ALTER TABLE: each action in turn, all in the statement's transaction.

import { unreachable } from '../../base/assert.ts'
import { asColumnId } from '../../base/brand.ts'
import { notSupported, SqlError } from '../../base/errors.ts'
import { qualifiedName, type ColumnDefinition, type TableDefinition } from '../../schema/database-schema.ts'
import type { AlterTable, AlterTableAction } from '../../sql/ast-ddl.ts'
import { bindTableExpression } from '../../sql/bind/bind-table-expression.ts'
import { columnsOfExpression } from '../../sql/bind/bind-constant-expression.ts'
import { resolveType } from '../../sql/bind/resolve-type.ts'
import { printExpression } from '../../sql/print/print-sql.ts'
import { quoteIdentifier } from '../../sql/print/quote.ts'
import { constantDefault } from '../table-expressions.ts'
import { addConstraint, notNullViolation, requireNoRows, tableSql } from './add-constraint.ts'
import { currentTable, findObject, freeRelationName, relationExists, type DdlContext } from './ddl-context.ts'
import { checkColumnExpressions, defineColumn } from './define-column.ts'
import { sequenceFrom, sequenceNameOf } from './define-sequence.ts'
import { dropColumnDependents, dropConstraintDependents, referencesTo } from './drop-objects.ts'

export async function alterTable(context: DdlContext, statement: AlterTable): Promise<void> {
  const table = findObject(context, context.schema.tables, statement.name)
  if (table === undefined) {
    // As in PostgreSQL, and so in its dumps, ALTER TABLE ... OWNER TO may name a view or a sequence.
    const { sequences, views } = context.schema
    const isOther = findObject(context, sequences, statement.name) !== undefined || findObject(context, views, statement.name) !== undefined
    if (isOther && statement.actions.every(action => action.kind === 'ignorable')) return
    if (!statement.ifExists) throw new SqlError('42P01', `relation "${statement.name.join('.')}" does not exist`)
    context.notice(`relation "${statement.name.join('.')}" does not exist, skipping`)
    return
  }
  for (const action of statement.actions) await applyAction(context, currentTable(context, table), action)
}

async function applyAction(context: DdlContext, table: TableDefinition, action: AlterTableAction): Promise<void> {
  switch (action.kind) {
    case 'add column':
      return addColumn(context, table, action)
    case 'drop column':
      return dropColumn(context, table, action)
    case 'add constraint':
      return addConstraint(context, table, action.constraint)
    case 'drop constraint':
      return dropConstraint(context, table, action)
    case 'validate constraint':
      return validateConstraint(context, table, action.name)
    case 'rename column':
      return renameColumn(context, table, action.name, action.to)
    case 'rename constraint': {
      const constraint = table.constraints.find(candidate => candidate.name === action.name)
      if (constraint === undefined) throw new SqlError('42704', `constraint "${action.name}" for table "${table.name}" does not exist`)
      return context.change({ kind: 'rename constraint', table: table.id, name: action.name, to: action.to })
    }
    case 'rename table':
      if (relationExists(context.schema, { schema: table.schema, name: action.to }))
        throw new SqlError('42P07', `relation "${action.to}" already exists`)
      return context.change({ kind: 'rename table', table: table.id, schema: table.schema, name: action.to })
    case 'set schema':
      if (!context.schema.schemas.includes(action.schema)) throw new SqlError('3F000', `schema "${action.schema}" does not exist`)
      return context.change({ kind: 'rename table', table: table.id, schema: action.schema, name: table.name })
    case 'ignorable':
      return
    case 'unsupported':
      throw notSupported(`ALTER TABLE ${action.what}`, action.at)
    default:
      return alterColumn(context, table, action)
  }
}

function requireColumn(table: TableDefinition, name: string): ColumnDefinition {
  const column = table.columns.find(candidate => candidate.name === name)
  if (column === undefined) throw new SqlError('42703', `column "${name}" of relation "${table.name}" does not exist`)
  return column
}

async function addColumn(
  context: DdlContext,
  table: TableDefinition,
  action: Extract<AlterTableAction, { kind: 'add column' }>,
): Promise<void> {
  if (table.columns.some(column => column.name === action.column.name)) {
    if (!action.ifNotExists) throw new SqlError('42701', `column "${action.column.name}" of relation "${table.name}" already exists`)
    context.notice(`column "${action.column.name}" of relation "${table.name}" already exists, skipping`)
    return
  }
  const defined = defineColumn(context, table, table, action.column)
  const { column } = defined
  const extended = { ...table, columns: [...table.columns, column] }
  checkColumnExpressions(extended, column)
  if (defined.sequence !== null) {
    const sequence = { ...defined.sequence, ownedBy: { table: table.id, column: column.id } }
    await context.change({ kind: 'create sequence', sequence })
  }
  await context.change({ kind: 'add column', table: table.id, column: { ...column, notNull: false } })
  await fillColumn(context, currentTable(context, table), column)
  if (column.notNull) await setNotNull(context, currentTable(context, table), { ...column, notNull: false })
  for (const constraint of defined.constraints) await addConstraint(context, currentTable(context, table), constraint)
}

/** Existing rows: constants were filled by the schema change itself; what must be evaluated per row is an UPDATE of this transaction. */
async function fillColumn(context: DdlContext, table: TableDefinition, column: ColumnDefinition): Promise<void> {
  const name = quoteIdentifier(column.name)
  if (column.generated !== null) await context.run(`UPDATE ${tableSql(table)} SET ${name} = DEFAULT`)
  else if (column.identity !== null) await context.run(`UPDATE ${tableSql(table)} SET ${name} = nextval('${column.identity.sequence}')`)
  else if (column.default !== null && constantDefault(table, column) === null)
    await context.run(`UPDATE ${tableSql(table)} SET ${name} = DEFAULT`)
}

async function setNotNull(context: DdlContext, table: TableDefinition, column: ColumnDefinition): Promise<void> {
  await requireNoRows(context, table, `${quoteIdentifier(column.name)} IS NULL`, () => notNullViolation(table, column.name))
  await context.change({ kind: 'alter column', table: table.id, column: { ...column, notNull: true } })
}

async function dropColumn(
  context: DdlContext,
  table: TableDefinition,
  action: Extract<AlterTableAction, { kind: 'drop column' }>,
): Promise<void> {
  const column = table.columns.find(candidate => candidate.name === action.name)
  if (column === undefined) {
    if (!action.ifExists) throw new SqlError('42703', `column "${action.name}" of relation "${table.name}" does not exist`)
    context.notice(`column "${action.name}" of relation "${table.name}" does not exist, skipping`)
    return
  }
  await dropColumnDependents(context, table, column, action.cascade)
  await context.change({ kind: 'drop column', table: table.id, column: column.id })
}

async function dropConstraint(
  context: DdlContext,
  table: TableDefinition,
  action: Extract<AlterTableAction, { kind: 'drop constraint' }>,
): Promise<void> {
  const constraint = table.constraints.find(candidate => candidate.name === action.name)
  if (constraint === undefined) {
    if (!action.ifExists) throw new SqlError('42704', `constraint "${action.name}" of relation "${table.name}" does not exist`)
    context.notice(`constraint "${action.name}" of relation "${table.name}" does not exist, skipping`)
    return
  }
  await dropConstraintDependents(context, table, constraint, action.cascade)
  await context.change({ kind: 'drop constraint', table: table.id, name: action.name })
  if (constraint.kind === 'unique') await context.change({ kind: 'drop index', table: table.id, name: constraint.index })
}

async function validateConstraint(context: DdlContext, table: TableDefinition, name: string): Promise<void> {
  const constraint = table.constraints.find(candidate => candidate.name === name)
  if (constraint === undefined) throw new SqlError('42704', `constraint "${name}" of relation "${table.name}" does not exist`)
  if (constraint.kind !== 'check' || !constraint.notValid) return
  await requireNoRows(
    context,
    table,
    `NOT (${constraint.expression})`,
    () =>
      new SqlError('23514', `check constraint "${name}" of relation "${table.name}" is violated by some row`, {
        table: table.name,
        constraint: name,
      }),
  )
  await context.change({ kind: 'drop constraint', table: table.id, name })
  await context.change({ kind: 'add constraint', table: table.id, constraint: { ...constraint, notValid: false } })
}

/** Expressions in the schema are text that names columns, so those that use the column are refused rather than broken. */
async function renameColumn(context: DdlContext, table: TableDefinition, from: string, to: string): Promise<void> {
  const column = requireColumn(table, from)
  if (table.columns.some(candidate => candidate.name === to))
    throw new SqlError('42701', `column "${to}" of relation "${table.name}" already exists`)
  const texts = [
    ...table.constraints.flatMap(constraint => (constraint.kind === 'check' ? [constraint.expression] : [])),
    ...table.columns.flatMap(candidate => (candidate.generated === null ? [] : [candidate.generated])),
    ...table.indexes.flatMap(index => (index.where === null ? [] : [index.where])),
  ]
  if (texts.some(text => columnsOfExpression(text, table).includes(column.id)))
    throw notSupported(`renaming column "${from}", which a CHECK, generated column or partial index uses`)
  await context.change({ kind: 'alter column', table: table.id, column: { ...column, name: to } })
}

type ColumnAction = Extract<AlterTableAction, { column: string }>

async function alterColumn(context: DdlContext, table: TableDefinition, action: ColumnAction): Promise<void> {
  const column = requireColumn(table, action.column)
  const change = (edited: ColumnDefinition): Promise<void> => context.change({ kind: 'alter column', table: table.id, column: edited })
  switch (action.kind) {
    case 'set default': {
      const edited = { ...column, default: printExpression(action.expression) }
      checkColumnExpressions(table, edited)
      return change(edited)
    }
    case 'drop default':
      return change({ ...column, default: null })
    case 'set not null':
      return column.notNull ? undefined : setNotNull(context, table, column)
    case 'drop not null':
      if (table.primaryKey.includes(column.id)) throw new SqlError('42P16', `column "${column.name}" is in a primary key`)
      return change({ ...column, notNull: false })
    case 'drop identity':
      if (column.identity === null && !action.ifExists)
        throw new SqlError('55000', `column "${column.name}" of relation "${table.name}" is not an identity column`)
      return change({ ...column, identity: null })
    case 'drop expression':
      if (column.generated === null && !action.ifExists)
        throw new SqlError('55000', `column "${column.name}" of relation "${table.name}" is not a stored generated column`)
      return change({ ...column, generated: null })
    case 'add identity': {
      if (column.identity !== null)
        throw new SqlError('55000', `column "${column.name}" of relation "${table.name}" is already an identity column`)
      if (!column.notNull)
        throw new SqlError(
          '55000',
          `column "${column.name}" of relation "${table.name}" must be declared NOT NULL before identity can be added`,
        )
      const name = sequenceNameOf(action.options, () => freeRelationName(context, table.schema, `${table.name}_${column.name}_seq`))
      const sequence = sequenceFrom(context, { schema: table.schema, name }, action.options, column.type)
      await context.change({ kind: 'create sequence', sequence: { ...sequence, ownedBy: { table: table.id, column: column.id } } })
      return change({ ...column, identity: { kind: action.always ? 'always' : 'by default', sequence: qualifiedName(table.schema, name) } })
    }
    case 'set type':
      return setType(context, table, column, action)
    default:
      return unreachable(action)
  }
}

async function setType(
  context: DdlContext,
  table: TableDefinition,
  column: ColumnDefinition,
  action: Extract<ColumnAction, { kind: 'set type' }>,
): Promise<void> {
  const type = resolveType(action.type, context)
  const edited = { ...column, type }
  if (referencesTo(context, table).some(({ constraint }) => constraint.references.columns.includes(column.id)))
    throw notSupported(`changing the type of column "${column.name}", which a foreign key refers to`)
  checkColumnExpressions({ ...table, columns: table.columns.map(candidate => (candidate.id === column.id ? edited : candidate)) }, edited)
  if (action.using === null) return context.change({ kind: 'alter column', table: table.id, column: edited })
  // USING: the new values are computed beside the old ones in a spare column, then take the column's place.
  const text = printExpression(action.using)
  bindTableExpression(text, table, type)
  const spare: ColumnDefinition = {
    ...edited,
    id: asColumnId(table.nextColumnId),
    name: `${column.name} (new)`,
    notNull: false,
    default: null,
    generated: null,
    identity: null,
  }
  await context.change({ kind: 'add column', table: table.id, column: spare })
  await context.run(`UPDATE ${tableSql(table)} SET ${quoteIdentifier(spare.name)} = ${text}`)
  await replaceColumn(context, currentTable(context, table), edited, spare)
}

/** Drops NOT NULL while the old values make room; a primary key cannot, so its type changes need a plain cast. */
async function replaceColumn(
  context: DdlContext,
  table: TableDefinition,
  edited: ColumnDefinition,
  spare: ColumnDefinition,
): Promise<void> {
  if (table.primaryKey.includes(edited.id)) throw notSupported(`ALTER COLUMN TYPE ... USING on primary-key column "${edited.name}"`)
  const name = quoteIdentifier(edited.name)
  await context.change({ kind: 'alter column', table: table.id, column: { ...requireColumn(table, edited.name), notNull: false } })
  await context.run(`UPDATE ${tableSql(table)} SET ${name} = NULL`)
  await context.change({ kind: 'alter column', table: table.id, column: { ...edited, notNull: false } })
  await context.run(`UPDATE ${tableSql(table)} SET ${name} = ${quoteIdentifier(spare.name)}`)
  await context.change({ kind: 'drop column', table: table.id, column: spare.id })
  if (edited.notNull) await setNotNull(context, currentTable(context, table), { ...edited, notNull: false })
}
