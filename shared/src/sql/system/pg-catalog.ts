// pg_catalog: the part of PostgreSQL's own catalogs that drivers and mappers read, with PostgreSQL's column names.

import type {
  Constraint,
  DatabaseSchema,
  EnumDefinition,
  IndexDefinition,
  TableDefinition,
  ViewDefinition,
} from '../../schema/database-schema.ts'
import { makeArray } from '../../values/sql-array.ts'
import { arrayOf, sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { quoteIdentifier } from '../../values/type-names.ts'
import { typeCategory } from '../../values/type-category.ts'
import { typeLength } from '../../values/resolve-type-name.ts'
import {
  always,
  catalogSchema,
  constraintOid,
  enumOid,
  informationSchema,
  oidOf,
  oidOfType,
  schemaOid,
  systemTable,
  type SystemTable,
} from './system-table.ts'

interface ClassFact {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly kind: 'r' | 'v' | 'i' | 'S'
  readonly columns: number
  readonly hasIndex: boolean
}

function classesOf(schema: DatabaseSchema): ClassFact[] {
  const fact = (inSchema: string, name: string, rest: Pick<ClassFact, 'kind' | 'columns' | 'hasIndex'>): ClassFact => ({
    oid: oidOf(schema, inSchema, name),
    schema: inSchema,
    name,
    ...rest,
  })
  return [
    ...[...schema.tables.values()].map(t =>
      fact(t.schema, t.name, { kind: 'r', columns: t.columns.length, hasIndex: keysOf(t).length > 0 }),
    ),
    ...[...schema.views.values()].map(v => fact(v.schema, v.name, { kind: 'v', columns: v.columns.length, hasIndex: false })),
    ...indexesOf(schema).map(i => fact(i.table.schema, i.index.name, { kind: 'i', columns: i.index.columns.length, hasIndex: false })),
    ...[...schema.sequences.values()].map(s => fact(s.schema, s.name, { kind: 'S', columns: 3, hasIndex: false })),
  ]
}

interface IndexFact {
  readonly schema: DatabaseSchema
  readonly table: TableDefinition
  readonly index: Pick<IndexDefinition, 'name' | 'columns' | 'unique' | 'where'>
  readonly isPrimary: boolean
}

/** The primary key as an index, then the others. */
function keysOf(table: TableDefinition): Pick<IndexFact, 'index' | 'isPrimary'>[] {
  const primary = table.constraints.find(c => c.kind === 'primary key')
  const keyColumns = table.primaryKey.map(column => ({ column, descending: false, nullsFirst: false }))
  const own =
    primary === undefined ? [] : [{ index: { name: primary.name, columns: keyColumns, unique: true, where: null }, isPrimary: true }]
  return [...own, ...table.indexes.map(index => ({ index, isPrimary: false }))]
}

const indexesOf = (schema: DatabaseSchema): IndexFact[] =>
  [...schema.tables.values()].flatMap(table => keysOf(table).map(key => ({ schema, table, ...key })))

function indexDefinition({ table, index }: IndexFact): string {
  const columns = index.columns.map(c => {
    const name = quoteIdentifier(table.columns.find(own => own.id === c.column)?.name ?? '')
    const nulls = c.nullsFirst === c.descending ? '' : c.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST'
    return `${name}${c.descending ? ' DESC' : ''}${nulls}`
  })
  const on = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`
  const where = index.where === null ? '' : ` WHERE (${index.where})`
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(index.name)} ON ${on} USING btree (${columns.join(', ')})${where}`
}

interface AttributeFact {
  readonly relation: number
  readonly name: string
  readonly type: SqlType
  readonly position: number
  readonly notNull: boolean
  readonly hasDefault: boolean
  readonly identity: string
  readonly generated: string
}

function attributesOf(schema: DatabaseSchema): AttributeFact[] {
  const ofTable = (t: TableDefinition): AttributeFact[] =>
    t.columns.map((c, i) => ({
      relation: oidOf(schema, t.schema, t.name),
      name: c.name,
      type: c.type,
      position: i + 1,
      notNull: c.notNull,
      hasDefault: c.default !== null || c.generated !== null,
      identity: c.identity === null ? '' : c.identity.kind === 'always' ? 'a' : 'd',
      generated: c.generated === null ? '' : 's',
    }))
  const ofView = (v: ViewDefinition): AttributeFact[] =>
    v.columns.map((c, i) => ({
      relation: oidOf(schema, v.schema, v.name),
      name: c.name,
      type: c.type,
      position: i + 1,
      notNull: false,
      hasDefault: false,
      identity: '',
      generated: '',
    }))
  return [...[...schema.tables.values()].flatMap(ofTable), ...[...schema.views.values()].flatMap(ofView)]
}

interface TypeFact {
  readonly oid: number
  readonly name: string
  readonly schema: string
  readonly type: SqlType
  readonly element: number
}

function typesOf(schema: DatabaseSchema): TypeFact[] {
  const scalars = Object.values(sqlTypes).map((type): TypeFact => ({
    oid: oidOfType(type),
    name: type.name,
    schema: catalogSchema,
    type,
    element: 0,
  }))
  const arrays = scalars
    .filter(({ name }) => !['unknown', 'void', 'record'].includes(name))
    .map(({ type, oid }): TypeFact => ({
      oid: oidOfType(arrayOf(type)),
      name: `_${type.name}`,
      schema: catalogSchema,
      type: arrayOf(type),
      element: oid,
    }))
  const enums = [...schema.enums.values()].map((e: EnumDefinition): TypeFact => ({
    oid: enumOid(e.name),
    name: e.name,
    schema: e.schema,
    type: { kind: 'enum', name: e.name, labels: e.labels },
    element: 0,
  }))
  return [...scalars, ...arrays, ...enums]
}

interface ConstraintFact {
  readonly schema: DatabaseSchema
  readonly table: TableDefinition
  readonly constraint: Constraint
}

const constraintsOf = (schema: DatabaseSchema): ConstraintFact[] =>
  [...schema.tables.values()].flatMap(table => table.constraints.map(constraint => ({ schema, table, constraint })))

const constraintLetters = { 'primary key': 'p', unique: 'u', check: 'c', 'foreign key': 'f' } as const
const actionLetters = { 'no action': 'a', restrict: 'r', cascade: 'c', 'set null': 'n', 'set default': 'd' } as const

function numbersOf(table: TableDefinition | undefined, ids: readonly unknown[]) {
  return makeArray(sqlTypes.int2, ids.map(id => (table?.columns.findIndex(c => c.id === id) ?? -1) + 1)) // prettier-ignore
}

const tableById = (schema: DatabaseSchema, id: unknown): TableDefinition | undefined => [...schema.tables.values()].find(t => t.id === id)

function referenced({ schema, constraint }: ConstraintFact): number {
  const table = constraint.kind === 'foreign key' ? tableById(schema, constraint.references.table) : undefined
  return table === undefined ? 0 : oidOf(schema, table.schema, table.name)
}

const int2Array = arrayOf(sqlTypes.int2)

const constraints: SystemTable = (() => {
  const plain = systemTable(constraintsOf, {
    oid: ['oid', f => constraintOid(f.table, f.constraint.name)],
    conname: ['name', f => f.constraint.name],
    connamespace: ['oid', f => schemaOid(f.table.schema)],
    contype: ['text', f => constraintLetters[f.constraint.kind]],
    condeferrable: ['bool', f => f.constraint.kind === 'foreign key' && f.constraint.deferrable],
    condeferred: ['bool', f => f.constraint.kind === 'foreign key' && f.constraint.initiallyDeferred],
    convalidated: ['bool', f => f.constraint.kind !== 'check' || !f.constraint.notValid],
    conrelid: ['oid', f => oidOf(f.schema, f.table.schema, f.table.name)],
    confrelid: ['oid', referenced],
    confupdtype: ['text', f => (f.constraint.kind === 'foreign key' ? actionLetters[f.constraint.onUpdate] : ' ')],
    confdeltype: ['text', f => (f.constraint.kind === 'foreign key' ? actionLetters[f.constraint.onDelete] : ' ')],
    conkey: ['text', f => numbersOf(f.table, f.constraint.columns)],
    confkey: [
      'text',
      f =>
        f.constraint.kind === 'foreign key'
          ? numbersOf(tableById(f.schema, f.constraint.references.table), f.constraint.references.columns)
          : null,
    ],
  })
  return { ...plain, columns: plain.columns.map(c => (c.name === 'conkey' || c.name === 'confkey' ? { ...c, type: int2Array } : c)) }
})()

const indexes: SystemTable = (() => {
  const plain = systemTable(indexesOf, {
    indexrelid: ['oid', f => oidOf(f.schema, f.table.schema, f.index.name)],
    indrelid: ['oid', f => oidOf(f.schema, f.table.schema, f.table.name)],
    indnatts: ['int2', f => f.index.columns.length],
    indnkeyatts: ['int2', f => f.index.columns.length],
    indisunique: ['bool', f => f.index.unique],
    indisprimary: ['bool', f => f.isPrimary],
    indisvalid: ['bool', always(true)],
    indkey: ['text', f => numbersOf(f.table, f.index.columns.map(c => c.column))], // prettier-ignore
    indpred: ['text', f => f.index.where],
  })
  return { ...plain, columns: plain.columns.map(c => (c.name === 'indkey' ? { ...c, type: int2Array } : c)) }
})()

/** Catalogs by name without the schema. */
export const catalogTables: Readonly<Record<string, SystemTable>> = {
  pg_namespace: systemTable(schema => [...schema.schemas, catalogSchema, informationSchema], {
    oid: ['oid', s => schemaOid(s)],
    nspname: ['name', s => s],
    nspowner: ['oid', always(10)],
  }),
  pg_class: systemTable(classesOf, {
    oid: ['oid', c => c.oid],
    relname: ['name', c => c.name],
    relnamespace: ['oid', c => schemaOid(c.schema)],
    relowner: ['oid', always(10)],
    relkind: ['text', c => c.kind],
    relnatts: ['int2', c => c.columns],
    relhasindex: ['bool', c => c.hasIndex],
    relispartition: ['bool', always(false)],
    relrowsecurity: ['bool', always(false)],
    relpersistence: ['text', always('p')],
    reltuples: ['float4', always(-1)],
  }),
  pg_attribute: systemTable(attributesOf, {
    attrelid: ['oid', a => a.relation],
    attname: ['name', a => a.name],
    atttypid: ['oid', a => oidOfType(a.type)],
    attlen: ['int2', a => typeLength(a.type)],
    attnum: ['int2', a => a.position],
    atttypmod: ['int4', a => modifierOf(a.type)],
    attnotnull: ['bool', a => a.notNull],
    atthasdef: ['bool', a => a.hasDefault],
    attidentity: ['text', a => a.identity],
    attgenerated: ['text', a => a.generated],
    attisdropped: ['bool', always(false)],
    attndims: ['int4', a => (a.type.kind === 'array' ? 1 : 0)],
  }),
  pg_type: systemTable(typesOf, {
    oid: ['oid', t => t.oid],
    typname: ['name', t => t.name],
    typnamespace: ['oid', t => schemaOid(t.schema)],
    typlen: ['int2', t => typeLength(t.type)],
    typtype: ['text', t => (t.type.kind === 'enum' ? 'e' : ['unknown', 'void', 'record'].includes(t.name) ? 'p' : 'b')],
    typcategory: ['text', t => typeCategory(t.type)],
    typelem: ['oid', t => t.element],
    typrelid: ['oid', always(0)],
    typbasetype: ['oid', always(0)],
    typnotnull: ['bool', always(false)],
  }),
  pg_enum: systemTable(schema => [...schema.enums.values()].flatMap(e => e.labels.map((label, i) => ({ e, label, order: i + 1 }))), {
    oid: ['oid', f => enumOid(`${f.e.name} ${f.label}`)],
    enumtypid: ['oid', f => enumOid(f.e.name)],
    enumsortorder: ['float4', f => f.order],
    enumlabel: ['name', f => f.label],
  }),
  pg_index: indexes,
  pg_constraint: constraints,
  pg_tables: systemTable(schema => [...schema.tables.values()], {
    schemaname: ['name', t => t.schema],
    tablename: ['name', t => t.name],
    tableowner: ['name', always('zendb')],
    tablespace: ['name', always(null)],
    hasindexes: ['bool', t => keysOf(t).length > 0],
    hasrules: ['bool', always(false)],
    hastriggers: ['bool', always(false)],
    rowsecurity: ['bool', always(false)],
  }),
  pg_indexes: systemTable(indexesOf, {
    schemaname: ['name', f => f.table.schema],
    tablename: ['name', f => f.table.name],
    indexname: ['name', f => f.index.name],
    tablespace: ['name', always(null)],
    indexdef: ['text', indexDefinition],
  }),
  pg_views: systemTable(schema => [...schema.views.values()], {
    schemaname: ['name', v => v.schema],
    viewname: ['name', v => v.name],
    viewowner: ['name', always('zendb')],
    definition: ['text', v => v.query],
  }),
  pg_sequences: systemTable(schema => [...schema.sequences.values()], {
    schemaname: ['name', s => s.schema],
    sequencename: ['name', s => s.name],
    start_value: ['int8', s => s.start],
    min_value: ['int8', s => s.min],
    max_value: ['int8', s => s.max],
    increment_by: ['int8', s => s.increment],
    cycle: ['bool', s => s.cycle],
  }),
  pg_database: systemTable(() => ['zendb'], {
    oid: ['oid', always(1)],
    datname: ['name', n => n],
    datdba: ['oid', always(10)],
    encoding: ['int4', always(6)],
    datcollate: ['name', always('C.UTF-8')],
    datctype: ['name', always('C.UTF-8')],
    datistemplate: ['bool', always(false)],
    datallowconn: ['bool', always(true)],
  }),
  pg_attrdef: systemTable(defaultsOf, {
    oid: ['oid', d => 16384 + d.position],
    adrelid: ['oid', d => d.relation],
    adnum: ['int2', d => d.position],
    adbin: ['text', d => d.text],
  }),
}

interface DefaultFact {
  readonly relation: number
  readonly position: number
  readonly text: string
}

function defaultsOf(schema: DatabaseSchema): DefaultFact[] {
  return [...schema.tables.values()].flatMap(t =>
    t.columns.flatMap((c, i): DefaultFact[] => {
      const text = c.default ?? c.generated
      return text === null ? [] : [{ relation: oidOf(schema, t.schema, t.name), position: i + 1, text }]
    }),
  )
}

/** pg_attribute.atttypmod: lengths count 4 bytes of header, as in PostgreSQL. */
function modifierOf({ name, modifier }: SqlType): number {
  if (modifier === undefined || modifier.length === 0) return -1
  if (name === 'varchar' || name === 'bpchar') return modifier[0] + 4
  if (name === 'numeric') return ((modifier[0] << 16) | ((modifier[1] ?? 0) & 0x7ff)) + 4
  return modifier[0]
}
