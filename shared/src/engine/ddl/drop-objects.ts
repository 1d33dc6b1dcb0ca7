// DROP TABLE | INDEX | VIEW | SEQUENCE | SCHEMA | TYPE, and what depends on a table, column or constraint.
// Without CASCADE a dependent is 2BP01 and nothing is dropped.

import { notSupported, SqlError } from '../../base/errors.ts'
import {
  columnPosition,
  qualifiedName,
  type ColumnDefinition,
  type Constraint,
  type TableDefinition,
} from '../../schema/database-schema.ts'
import type { DropObjects } from '../../sql/ast-ddl.ts'
import type { QualifiedName } from '../../sql/ast.ts'
import { columnsOfExpression } from '../../sql/bind/bind-constant-expression.ts'
import { tablesOfView } from '../../sql/bind/tables-of-view.ts'
import { currentTable, findObject, type DdlContext } from './ddl-context.ts'

type ForeignKey = Extract<Constraint, { kind: 'foreign key' }>

/** Foreign keys of all tables that refer to `table`. */
export function referencesTo(
  context: DdlContext,
  table: TableDefinition,
): readonly { readonly child: TableDefinition; readonly constraint: ForeignKey }[] {
  return [...context.schema.tables.values()].flatMap(child =>
    child.constraints.flatMap(constraint =>
      constraint.kind === 'foreign key' && constraint.references.table === table.id ? [{ child, constraint }] : [],
    ),
  )
}

export async function dropObjects(context: DdlContext, statement: DropObjects): Promise<void> {
  for (const name of statement.names) {
    switch (statement.object) {
      case 'table':
        await dropTables(context, name, statement)
        break
      case 'index':
        await dropIndex(context, name, statement)
        break
      case 'view':
        await dropNamed(context, name, statement, context.schema.views, view =>
          dropView(context, view.schema, view.name, statement.cascade),
        )
        break
      case 'sequence':
        await dropNamed(context, name, statement, context.schema.sequences, sequence => dropSequence(context, sequence, statement.cascade))
        break
      case 'type':
        await dropNamed(context, name, statement, context.schema.enums, found => dropEnum(context, found))
        break
      case 'schema':
        await dropSchema(context, name[name.length - 1], statement)
        break
      default:
        // Objects that cannot exist here: IF EXISTS has nothing to do, anything else is not built.
        if (!statement.ifExists) throw notSupported(`DROP ${statement.object.toUpperCase()}`, statement.at)
    }
  }
}

/** The name that messages use for a kind of object. */
function missing(statement: DropObjects, name: QualifiedName): SqlError {
  const code = statement.object === 'table' || statement.object === 'view' || statement.object === 'sequence' ? '42P01' : '42704'
  return new SqlError(code, `${statement.object} "${name.join('.')}" does not exist`)
}

async function dropNamed<Definition>(
  context: DdlContext,
  name: QualifiedName,
  statement: DropObjects,
  objects: ReadonlyMap<string, Definition>,
  drop: (definition: Definition) => Promise<void>,
): Promise<void> {
  const found = findObject(context, objects, name)
  if (found !== undefined) return drop(found)
  if (!statement.ifExists) throw wrongKind(context, statement, name) ?? missing(statement, name)
  context.notice(`${statement.object} "${name.join('.')}" does not exist, skipping`)
}

/** 42809 when the name is there but names another kind of relation. */
function wrongKind(context: DdlContext, statement: DropObjects, name: QualifiedName): SqlError | undefined {
  const isOther =
    (statement.object !== 'table' && findObject(context, context.schema.tables, name)) ||
    (statement.object !== 'view' && findObject(context, context.schema.views, name)) ||
    (statement.object !== 'sequence' && findObject(context, context.schema.sequences, name))
  return isOther && statement.object !== 'type'
    ? new SqlError('42809', `"${name[name.length - 1]}" is not ${/^[aeiou]/.test(statement.object) ? 'an' : 'a'} ${statement.object}`)
    : undefined
}

async function dropTables(context: DdlContext, name: QualifiedName, statement: DropObjects): Promise<void> {
  await dropNamed(context, name, statement, context.schema.tables, table => dropTable(context, table, statement))
}

async function dropTable(context: DdlContext, table: TableDefinition, statement: Pick<DropObjects, 'cascade' | 'names'>): Promise<void> {
  // Tables that the same statement drops too are no obstacle.
  const alsoDropped = new Set(statement.names.map(name => findObject(context, context.schema.tables, name)?.id))
  const foreign = referencesTo(context, table).filter(({ child }) => child.id !== table.id)
  const blocking = foreign.filter(({ child }) => !alsoDropped.has(child.id))
  const views = viewsOn(context, table)
  if (!statement.cascade && (blocking.length > 0 || views.length > 0)) {
    const [first] = [
      ...blocking.map(({ child, constraint }) => `constraint ${constraint.name} on table ${child.name}`),
      ...views.map(view => `view ${view.name}`),
    ]
    throw new SqlError('2BP01', `cannot drop table ${table.name} because other objects depend on it`, {
      detail: `${first} depends on table ${table.name}`,
      hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
    })
  }
  for (const view of views) await dropView(context, view.schema, view.name, true)
  for (const { child, constraint } of foreign) await context.change({ kind: 'drop constraint', table: child.id, name: constraint.name })
  await context.change({ kind: 'drop table', table: table.id })
  for (const sequence of [...context.schema.sequences.values()])
    if (sequence.ownedBy?.table === table.id) await context.change({ kind: 'drop sequence', schema: sequence.schema, name: sequence.name })
}

function viewsOn(context: DdlContext, relation: { readonly schema: string; readonly name: string }) {
  const target = qualifiedName(relation.schema, relation.name)
  return [...context.schema.views.values()].filter(view => tablesOfView(view, context.schema).includes(target))
}

async function dropView(context: DdlContext, schema: string, name: string, cascade: boolean): Promise<void> {
  if (!context.schema.views.has(qualifiedName(schema, name))) return
  const dependents = viewsOn(context, { schema, name })
  if (dependents.length > 0 && !cascade)
    throw new SqlError('2BP01', `cannot drop view ${name} because other objects depend on it`, {
      detail: `view ${dependents[0].name} depends on view ${name}`,
      hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
    })
  for (const view of dependents) await dropView(context, view.schema, view.name, true)
  await context.change({ kind: 'drop view', schema, name })
}

async function dropIndex(context: DdlContext, name: QualifiedName, statement: DropObjects): Promise<void> {
  const [indexName] = name.slice(-1)
  const schemas = name.length === 1 ? context.searchPath : [name[name.length - 2]]
  const table = [...context.schema.tables.values()].find(
    candidate => schemas.includes(candidate.schema) && candidate.indexes.some(index => index.name === indexName),
  )
  const index = table?.indexes.find(candidate => candidate.name === indexName)
  if (table === undefined || index === undefined) {
    if (!statement.ifExists) throw wrongKind(context, statement, name) ?? missing(statement, name)
    context.notice(`index "${name.join('.')}" does not exist, skipping`)
    return
  }
  if (index.constraint !== null)
    throw new SqlError(
      '2BP01',
      `cannot drop index ${index.name} because constraint ${index.constraint} on table ${table.name} requires it`,
      {
        hint: `You can drop constraint ${index.constraint} on table ${table.name} instead.`,
      },
    )
  await context.change({ kind: 'drop index', table: table.id, name: index.name })
}

async function dropSequence(
  context: DdlContext,
  sequence: { readonly schema: string; readonly name: string },
  cascade: boolean,
): Promise<void> {
  const full = qualifiedName(sequence.schema, sequence.name)
  for (const table of [...context.schema.tables.values()]) {
    for (const column of table.columns) {
      const isUsed = column.default?.includes(full) || column.identity?.sequence === full
      if (!isUsed) continue
      if (!cascade)
        throw new SqlError('2BP01', `cannot drop sequence ${sequence.name} because other objects depend on it`, {
          detail: `default value for column ${column.name} of table ${table.name} depends on sequence ${sequence.name}`,
          hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
        })
      await context.change({ kind: 'alter column', table: table.id, column: { ...column, default: null, identity: null } })
    }
  }
  await context.change({ kind: 'drop sequence', schema: sequence.schema, name: sequence.name })
}

async function dropEnum(context: DdlContext, type: { readonly schema: string; readonly name: string }): Promise<void> {
  for (const table of context.schema.tables.values()) {
    const user = table.columns.find(column => column.type.kind === 'enum' && column.type.name === type.name)
    if (user !== undefined)
      throw new SqlError('2BP01', `cannot drop type ${type.name} because other objects depend on it`, {
        detail: `column ${user.name} of table ${table.name} depends on type ${type.name}`,
        hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
      })
  }
  await context.change({ kind: 'drop enum', schema: type.schema, name: type.name })
}

async function dropSchema(context: DdlContext, name: string, statement: DropObjects): Promise<void> {
  if (!context.schema.schemas.includes(name)) {
    if (!statement.ifExists) throw new SqlError('3F000', `schema "${name}" does not exist`)
    context.notice(`schema "${name}" does not exist, skipping`)
    return
  }
  const inside = <Definition extends { readonly schema: string }>(objects: ReadonlyMap<string, Definition>): Definition[] =>
    [...objects.values()].filter(object => object.schema === name)
  const { tables, views, sequences, enums } = context.schema
  const isEmpty = [tables, views, sequences, enums].every(objects => inside<{ readonly schema: string }>(objects).length === 0)
  if (!isEmpty && !statement.cascade)
    throw new SqlError('2BP01', `cannot drop schema ${name} because other objects depend on it`, {
      hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
    })
  for (const view of inside(views)) await dropView(context, view.schema, view.name, true)
  for (const table of inside(tables))
    if (context.schema.tables.has(qualifiedName(table.schema, table.name))) await dropTable(context, table, { cascade: true, names: [] })
  for (const sequence of inside(context.schema.sequences)) await dropSequence(context, sequence, true)
  for (const type of inside(enums)) await context.change({ kind: 'drop enum', schema: type.schema, name: type.name })
  await context.change({ kind: 'drop schema', name })
}

/** Indexes, constraints and views that use a column: dropped with it when they are the table's own, refused when they are not. */
export async function dropColumnDependents(
  context: DdlContext,
  table: TableDefinition,
  column: ColumnDefinition,
  cascade: boolean,
): Promise<void> {
  const position = columnPosition(table, column.id)
  const foreign = referencesTo(context, table).filter(({ constraint }) => constraint.references.columns.includes(column.id))
  const views = viewsOn(context, table)
  const generated = table.columns.filter(
    candidate => candidate.generated !== null && columnsOfExpression(candidate.generated, table).includes(column.id),
  )
  const blocking = [
    ...foreign.map(({ child, constraint }) => `constraint ${constraint.name} on table ${child.name}`),
    ...views.map(view => `view ${view.name}`),
    ...generated.map(candidate => `column ${candidate.name} of table ${table.name}`),
  ]
  if (blocking.length > 0 && !cascade)
    throw new SqlError('2BP01', `cannot drop column ${column.name} of table ${table.name} because other objects depend on it`, {
      detail: `${blocking[0]} depends on column ${column.name} of table ${table.name}`,
      hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
      column: table.columns[position].name,
    })
  for (const view of views) await dropView(context, view.schema, view.name, true)
  for (const { child, constraint } of foreign) await context.change({ kind: 'drop constraint', table: child.id, name: constraint.name })
  for (const candidate of generated) await context.change({ kind: 'drop column', table: table.id, column: candidate.id })
  for (const constraint of currentTable(context, table).constraints)
    if (constraint.columns.includes(column.id)) await context.change({ kind: 'drop constraint', table: table.id, name: constraint.name })
  for (const index of currentTable(context, table).indexes)
    if (
      index.columns.some(part => part.column === column.id) ||
      (index.where !== null && columnsOfExpression(index.where, table).includes(column.id))
    )
      await context.change({ kind: 'drop index', table: table.id, name: index.name })
  for (const sequence of [...context.schema.sequences.values()])
    if (sequence.ownedBy?.table === table.id && sequence.ownedBy.column === column.id)
      await context.change({ kind: 'drop sequence', schema: sequence.schema, name: sequence.name })
}

/** Foreign keys that rely on a unique or primary-key constraint. */
export async function dropConstraintDependents(
  context: DdlContext,
  table: TableDefinition,
  constraint: Constraint,
  cascade: boolean,
): Promise<void> {
  if (constraint.kind !== 'primary key' && constraint.kind !== 'unique') return
  const key = sortedIds(constraint.columns)
  const users = referencesTo(context, table).filter(({ constraint: foreign }) => sortedIds(foreign.references.columns) === key)
  if (users.length > 0 && !cascade)
    throw new SqlError('2BP01', `cannot drop constraint ${constraint.name} on table ${table.name} because other objects depend on it`, {
      detail: `constraint ${users[0].constraint.name} on table ${users[0].child.name} depends on index ${constraint.name}`,
      hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
    })
  for (const { child, constraint: foreign } of users) await context.change({ kind: 'drop constraint', table: child.id, name: foreign.name })
}

function sortedIds(ids: readonly number[]): string {
  return [...ids].sort((a, b) => a - b).join()
}
