// information_schema: what portable tools read of tables, columns and constraints.

import type { ColumnDefinition, Constraint, DatabaseSchema, TableDefinition, ViewDefinition } from '../../schema/database-schema.ts'
import type { SqlType } from '../../values/sql-type.ts'
import { printTypeName } from '../../values/type-names.ts'
import { always, informationSchema, systemTable, type SystemTable } from './system-table.ts'

const catalog = always('zendb')

type Relation = TableDefinition | ViewDefinition

const relationsOf = (schema: DatabaseSchema): Relation[] => [...schema.tables.values(), ...schema.views.values()]

interface ColumnFact {
  readonly relation: Relation
  readonly column: Pick<ColumnDefinition, 'name' | 'type'> & Partial<ColumnDefinition>
  readonly position: number
}

const columnsOf = (schema: DatabaseSchema): ColumnFact[] =>
  relationsOf(schema).flatMap(relation => relation.columns.map((column, i): ColumnFact => ({ relation, column, position: i + 1 })))

interface ConstraintFact {
  readonly schema: DatabaseSchema
  readonly table: TableDefinition
  readonly constraint: Constraint
}

const constraintsOf = (schema: DatabaseSchema): ConstraintFact[] =>
  [...schema.tables.values()].flatMap(table => table.constraints.map(constraint => ({ schema, table, constraint })))

interface KeyFact extends ConstraintFact {
  readonly column: string
  readonly position: number
}

const keysOf = (schema: DatabaseSchema): KeyFact[] =>
  constraintsOf(schema)
    .filter(({ constraint }) => constraint.kind !== 'check')
    .flatMap(fact => fact.constraint.columns.map((id, i) => ({ ...fact, column: nameOf(fact.table, id), position: i + 1 })))

const nameOf = (table: TableDefinition, id: unknown): string => table.columns.find(c => c.id === id)?.name ?? ''

const yesNo = (value: boolean): string => (value ? 'YES' : 'NO')

/** Element types are ARRAY here, enums USER-DEFINED. */
function dataType({ kind, ...rest }: SqlType): string {
  if (kind === 'array') return 'ARRAY'
  return kind === 'enum' ? 'USER-DEFINED' : printTypeName({ kind, name: rest.name })
}

function internalName(type: SqlType): string {
  return type.kind === 'array' ? `_${type.name}` : type.name
}

const textLength = ({ name, modifier }: SqlType): number | null =>
  name === 'varchar' || name === 'bpchar' ? (modifier?.[0] ?? null) : null

const precisions: Readonly<Record<string, number>> = { int2: 16, int4: 32, int8: 64, float4: 24, float8: 53 }

function precision(type: SqlType): number | null {
  if (type.kind !== 'scalar') return null
  return type.name === 'numeric' ? (type.modifier?.[0] ?? null) : (precisions[type.name] ?? null)
}

function scale(type: SqlType): number | null {
  if (type.kind !== 'scalar') return null
  if (type.name === 'numeric') return type.modifier === undefined ? null : (type.modifier[1] ?? 0)
  return type.name.startsWith('int') && type.name !== 'interval' ? 0 : null
}

const constraintKinds = { 'primary key': 'PRIMARY KEY', unique: 'UNIQUE', check: 'CHECK', 'foreign key': 'FOREIGN KEY' } as const

type ForeignKey = Extract<Constraint, { kind: 'foreign key' }>
interface ReferenceFact {
  readonly schema: DatabaseSchema
  readonly table: TableDefinition
  readonly constraint: ForeignKey
}

const referencesOf = (schema: DatabaseSchema): ReferenceFact[] =>
  constraintsOf(schema).flatMap(({ table, constraint }) => (constraint.kind === 'foreign key' ? [{ schema, table, constraint }] : []))

function target({ schema, constraint }: ReferenceFact): TableDefinition | undefined {
  return [...schema.tables.values()].find(t => t.id === constraint.references.table)
}

/** Name of the key that a foreign key refers to. */
function referencedKey(fact: ReferenceFact): string | null {
  const columns = String(fact.constraint.references.columns)
  const key = target(fact)?.constraints.find(c => (c.kind === 'primary key' || c.kind === 'unique') && String(c.columns) === columns)
  return key?.name ?? null
}

/** Catalogs by name without the schema. */
export const informationTables: Readonly<Record<string, SystemTable>> = {
  schemata: systemTable(schema => [...schema.schemas, informationSchema, 'pg_catalog'], {
    catalog_name: ['name', catalog],
    schema_name: ['name', s => s],
    schema_owner: ['name', always('zendb')],
  }),
  tables: systemTable(relationsOf, {
    table_catalog: ['name', catalog],
    table_schema: ['name', r => r.schema],
    table_name: ['name', r => r.name],
    table_type: ['varchar', r => (r.kind === 'view' ? 'VIEW' : r.temporary ? 'LOCAL TEMPORARY' : 'BASE TABLE')],
    is_insertable_into: ['varchar', r => yesNo(r.kind === 'table')],
    is_typed: ['varchar', always('NO')],
  }),
  columns: systemTable(columnsOf, {
    table_catalog: ['name', catalog],
    table_schema: ['name', f => f.relation.schema],
    table_name: ['name', f => f.relation.name],
    column_name: ['name', f => f.column.name],
    ordinal_position: ['int4', f => f.position],
    column_default: ['varchar', f => f.column.default ?? null],
    is_nullable: ['varchar', f => yesNo(f.column.notNull !== true)],
    data_type: ['varchar', f => dataType(f.column.type)],
    character_maximum_length: ['int4', f => textLength(f.column.type)],
    numeric_precision: ['int4', f => precision(f.column.type)],
    numeric_scale: ['int4', f => scale(f.column.type)],
    datetime_precision: [
      'int4',
      f => (/^(time|interval)/.test(f.column.type.name) ? (f.column.type.modifier?.[0] ?? 6) : f.column.type.name === 'date' ? 0 : null),
    ],
    udt_schema: ['name', f => (f.column.type.kind === 'enum' ? f.relation.schema : 'pg_catalog')],
    udt_name: ['name', f => internalName(f.column.type)],
    is_identity: ['varchar', f => yesNo((f.column.identity ?? null) !== null)],
    identity_generation: ['varchar', f => f.column.identity?.kind.toUpperCase() ?? null],
    is_generated: ['varchar', f => ((f.column.generated ?? null) === null ? 'NEVER' : 'ALWAYS')],
    generation_expression: ['varchar', f => f.column.generated ?? null],
    is_updatable: ['varchar', f => yesNo(f.relation.kind === 'table')],
  }),
  table_constraints: systemTable(constraintsOf, {
    constraint_catalog: ['name', catalog],
    constraint_schema: ['name', f => f.table.schema],
    constraint_name: ['name', f => f.constraint.name],
    table_catalog: ['name', catalog],
    table_schema: ['name', f => f.table.schema],
    table_name: ['name', f => f.table.name],
    constraint_type: ['varchar', f => constraintKinds[f.constraint.kind]],
    is_deferrable: ['varchar', f => yesNo(f.constraint.kind === 'foreign key' && f.constraint.deferrable)],
    initially_deferred: ['varchar', f => yesNo(f.constraint.kind === 'foreign key' && f.constraint.initiallyDeferred)],
  }),
  key_column_usage: systemTable(keysOf, {
    constraint_catalog: ['name', catalog],
    constraint_schema: ['name', f => f.table.schema],
    constraint_name: ['name', f => f.constraint.name],
    table_catalog: ['name', catalog],
    table_schema: ['name', f => f.table.schema],
    table_name: ['name', f => f.table.name],
    column_name: ['name', f => f.column],
    ordinal_position: ['int4', f => f.position],
    position_in_unique_constraint: ['int4', f => (f.constraint.kind === 'foreign key' ? f.position : null)],
  }),
  constraint_column_usage: systemTable(constraintUses, {
    table_catalog: ['name', catalog],
    table_schema: ['name', f => f.table.schema],
    table_name: ['name', f => f.table.name],
    column_name: ['name', f => f.column],
    constraint_catalog: ['name', catalog],
    constraint_schema: ['name', f => f.table.schema],
    constraint_name: ['name', f => f.constraint],
  }),
  referential_constraints: systemTable(referencesOf, {
    constraint_catalog: ['name', catalog],
    constraint_schema: ['name', f => f.table.schema],
    constraint_name: ['name', f => f.constraint.name],
    unique_constraint_catalog: ['name', catalog],
    unique_constraint_schema: ['name', f => target(f)?.schema ?? null],
    unique_constraint_name: ['name', referencedKey],
    match_option: ['varchar', f => (f.constraint.match === 'full' ? 'FULL' : 'NONE')],
    update_rule: ['varchar', f => f.constraint.onUpdate.toUpperCase()],
    delete_rule: ['varchar', f => f.constraint.onDelete.toUpperCase()],
  }),
  check_constraints: systemTable(
    schema => constraintsOf(schema).flatMap(({ table, constraint }) => (constraint.kind === 'check' ? [{ table, constraint }] : [])),
    {
      constraint_catalog: ['name', catalog],
      constraint_schema: ['name', f => f.table.schema],
      constraint_name: ['name', f => f.constraint.name],
      check_clause: ['varchar', f => f.constraint.expression],
    },
  ),
  views: systemTable(schema => [...schema.views.values()], {
    table_catalog: ['name', catalog],
    table_schema: ['name', v => v.schema],
    table_name: ['name', v => v.name],
    view_definition: ['varchar', v => v.query],
    check_option: ['varchar', always('NONE')],
    is_updatable: ['varchar', always('NO')],
  }),
  sequences: systemTable(schema => [...schema.sequences.values()], {
    sequence_catalog: ['name', catalog],
    sequence_schema: ['name', s => s.schema],
    sequence_name: ['name', s => s.name],
    data_type: ['varchar', s => printTypeName(s.type)],
    start_value: ['varchar', s => String(s.start)],
    minimum_value: ['varchar', s => String(s.min)],
    maximum_value: ['varchar', s => String(s.max)],
    increment: ['varchar', s => String(s.increment)],
    cycle_option: ['varchar', s => yesNo(s.cycle)],
  }),
}

interface UseFact {
  readonly table: TableDefinition
  readonly column: string
  readonly constraint: string
}

/** Columns that a constraint is about; of a foreign key those that it refers to. */
function constraintUses(schema: DatabaseSchema): UseFact[] {
  return constraintsOf(schema).flatMap(({ table, constraint }) => {
    const about = constraint.kind === 'foreign key' ? [...schema.tables.values()].find(t => t.id === constraint.references.table) : table
    const ids = constraint.kind === 'foreign key' ? constraint.references.columns : constraint.columns
    return about === undefined ? [] : ids.map(id => ({ table: about, column: nameOf(about, id), constraint: constraint.name }))
  })
}
