// Views, sequences, schemas, enums, renames.

import { asTableId } from '../../base/brand.ts'
import { notSupported, SqlError } from '../../base/errors.ts'
import { qualifiedName, type EnumDefinition } from '../../schema/database-schema.ts'
import type { AlterEnum, AlterSequence, CreateEnum, CreateSchema, CreateSequence, CreateView, RenameObject } from '../../sql/ast-ddl.ts'
import { describeQuery } from '../../sql/plan/describe-query.ts'
import { findObject, newObjectName, relationExists, requireTable, type DdlContext } from './ddl-context.ts'
import { sequenceFrom } from './define-sequence.ts'

export async function createView(context: DdlContext, statement: CreateView): Promise<void> {
  if (statement.recursive) throw notSupported('CREATE RECURSIVE VIEW', statement.at)
  if (statement.checkOption !== null) throw notSupported('CREATE VIEW ... WITH CHECK OPTION', statement.at)
  const at = newObjectName(context, statement.name)
  const existing = context.schema.views.get(qualifiedName(at.schema, at.name))
  if (existing === undefined ? relationExists(context.schema, at) : !statement.orReplace)
    throw new SqlError('42P07', `relation "${at.name}" already exists`)
  const output = describeQuery(statement.query, context.schema, context.searchPath)
  if (statement.columns.length > output.length) throw new SqlError('42601', 'CREATE VIEW specifies more column names than columns')
  const columns = output.map((column, i) => ({ name: statement.columns[i] ?? column.name, type: column.type }))
  const twice = columns.find((column, i) => columns.findIndex(other => other.name === column.name) !== i)
  if (twice !== undefined) throw new SqlError('42701', `column "${twice.name}" specified more than once`)
  if (existing !== undefined) {
    existing.columns.forEach((column, i) => {
      if (columns[i] === undefined) throw new SqlError('42P16', 'cannot drop columns from view')
      if (columns[i].name !== column.name)
        throw new SqlError('42P16', `cannot change name of view column "${column.name}" to "${columns[i].name}"`)
    })
  }
  await context.change({
    kind: 'create view',
    view: { kind: 'view', schema: at.schema, name: at.name, columns, query: statement.queryText },
  })
}

export async function createSequence(context: DdlContext, statement: CreateSequence): Promise<void> {
  const at = newObjectName(context, statement.name)
  if (relationExists(context.schema, at)) {
    if (!statement.ifNotExists) throw new SqlError('42P07', `relation "${at.name}" already exists`)
    context.notice(`relation "${at.name}" already exists, skipping`)
    return
  }
  await context.change({ kind: 'create sequence', sequence: sequenceFrom(context, at, statement.options) })
}

/** RESTART is the session's part: it changes the running value, not the definition. */
export async function alterSequence(context: DdlContext, statement: AlterSequence): Promise<void> {
  const sequence = findObject(context, context.schema.sequences, statement.name)
  if (sequence === undefined) {
    if (!statement.ifExists) throw new SqlError('42P01', `relation "${statement.name.join('.')}" does not exist`)
    context.notice(`relation "${statement.name.join('.')}" does not exist, skipping`)
    return
  }
  await context.change({ kind: 'alter sequence', sequence: sequenceFrom(context, sequence, statement.options, null, sequence) })
}

export async function createSchema(context: DdlContext, statement: CreateSchema): Promise<void> {
  if (context.schema.schemas.includes(statement.name)) {
    if (!statement.ifNotExists) throw new SqlError('42P06', `schema "${statement.name}" already exists`)
    context.notice(`schema "${statement.name}" already exists, skipping`)
    return
  }
  if (statement.name.startsWith('pg_'))
    throw new SqlError('42939', `unacceptable schema name "${statement.name}"`, {
      detail: 'The prefix "pg_" is reserved for system schemas.',
    })
  await context.change({ kind: 'create schema', name: statement.name })
}

export async function createEnum(context: DdlContext, statement: CreateEnum): Promise<void> {
  const at = newObjectName(context, statement.name)
  if (context.schema.enums.has(qualifiedName(at.schema, at.name))) throw new SqlError('42710', `type "${at.name}" already exists`)
  const twice = statement.labels.find((label, i) => statement.labels.indexOf(label) !== i)
  if (twice !== undefined) throw new SqlError('42710', `enum label "${twice}" used more than once`)
  await context.change({ kind: 'create enum', enum: { kind: 'enum', schema: at.schema, name: at.name, labels: statement.labels } })
}

/** Labels are values in rows, so a rename would have to rewrite them: refused. Columns learn a longer label list. */
export async function alterEnum(context: DdlContext, statement: AlterEnum): Promise<void> {
  const found = findObject(context, context.schema.enums, statement.name)
  if (found === undefined) throw new SqlError('42704', `type "${statement.name.join('.')}" does not exist`)
  const { action } = statement
  if (action.kind === 'rename value') throw notSupported('ALTER TYPE ... RENAME VALUE', statement.at)
  if (found.labels.includes(action.label)) {
    if (!action.ifNotExists) throw new SqlError('42710', `enum label "${action.label}" already exists`)
    context.notice(`enum label "${action.label}" already exists, skipping`)
    return
  }
  await context.change({ kind: 'alter enum', enum: withLabel(found, action) })
  const labels = withLabel(found, action).labels
  for (const table of [...context.schema.tables.values()])
    for (const column of table.columns)
      if (column.type.kind === 'enum' && column.type.name === found.name)
        await context.change({ kind: 'alter column', table: table.id, column: { ...column, type: { ...column.type, labels } } })
}

function withLabel(found: EnumDefinition, action: Extract<AlterEnum['action'], { kind: 'add value' }>): EnumDefinition {
  const labels = [...found.labels]
  if (action.neighbour === null) labels.push(action.label)
  else {
    const at = labels.indexOf(action.neighbour.label)
    if (at < 0) throw new SqlError('22023', `"${action.neighbour.label}" is not an existing enum label`)
    labels.splice(action.neighbour.side === 'before' ? at : at + 1, 0, action.label)
  }
  return { ...found, labels }
}

export async function renameObject(context: DdlContext, statement: RenameObject): Promise<void> {
  const { object, name, to } = statement
  if (object === 'index') {
    const [indexName] = name.slice(-1)
    const table = [...context.schema.tables.values()].find(candidate => candidate.indexes.some(index => index.name === indexName))
    if (table === undefined) {
      if (statement.ifExists) return
      throw new SqlError('42P01', `relation "${name.join('.')}" does not exist`)
    }
    return context.change({ kind: 'rename index', table: table.id, name: indexName, to })
  }
  if (object === 'table') {
    const table = requireTable(context, name)
    return context.change({ kind: 'rename table', table: asTableId(table.id), schema: table.schema, name: to })
  }
  if (object === 'view') {
    const view = findObject(context, context.schema.views, name)
    if (view === undefined) throw new SqlError('42P01', `relation "${name.join('.')}" does not exist`)
    await context.change({ kind: 'drop view', schema: view.schema, name: view.name })
    return context.change({ kind: 'create view', view: { ...view, name: to } })
  }
  throw notSupported(`ALTER ${object.toUpperCase()} ... RENAME`, statement.at)
}
