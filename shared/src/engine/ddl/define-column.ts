// Column syntax -> column definition, serial and identity included; the column's constraints are returned for later.

import { asColumnId } from '../../base/brand.ts'
import { notSupported, SqlError } from '../../base/errors.ts'
import type { ColumnDefinition, SequenceDefinition, TableDefinition } from '../../schema/database-schema.ts'
import type { ColumnSpec, SequenceOption, TableConstraint } from '../../sql/ast-ddl.ts'
import { resolveType } from '../../sql/bind/resolve-type.ts'
import { bindTableExpression } from '../../sql/bind/bind-table-expression.ts'
import { printExpression } from '../../sql/print/print-sql.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { freeRelationName, type DdlContext, type ResolvedName } from './ddl-context.ts'
import { sequenceFrom, sequenceNameOf } from './define-sequence.ts'

export interface DefinedColumn {
  readonly column: ColumnDefinition
  /** The column's PRIMARY KEY, UNIQUE, CHECK and REFERENCES as table constraints. */
  readonly constraints: readonly TableConstraint[]
  /** The sequence that feeds the column, to be created before the table; its owner is set by the caller. */
  readonly sequence: SequenceDefinition | null
}

const serialTypes: Readonly<Record<string, SqlType>> = {
  serial: sqlTypes.int4, serial4: sqlTypes.int4, bigserial: sqlTypes.int8, serial8: sqlTypes.int8, smallserial: sqlTypes.int2, serial2: sqlTypes.int2,
} // prettier-ignore

/** `table` is the table as far as it is defined: names in the column's own expressions are looked up in it. */
export function defineColumn(context: DdlContext, table: TableDefinition, at: ResolvedName, spec: ColumnSpec): DefinedColumn {
  const serial = spec.type.name.length === 1 && spec.type.arrayDepth === 0 ? serialTypes[spec.type.name[0]] : undefined
  const type = serial ?? resolveType(spec.type, context)
  requireStorable(spec, type)
  let column: ColumnDefinition = {
    id: asColumnId(table.nextColumnId),
    name: spec.name,
    type,
    notNull: serial !== undefined,
    default: null,
    identity: null,
    generated: null,
  }
  let sequence: SequenceDefinition | null = null
  const constraints: TableConstraint[] = []
  const newSequence = (options: readonly SequenceOption[]): SequenceDefinition => {
    const name = sequenceNameOf(options, () => freeRelationName(context, at.schema, `${at.name}_${spec.name}_seq`))
    return sequenceFrom(context, { schema: at.schema, name }, [{ kind: 'as', type: spec.type }, ...options], type)
  }
  if (serial !== undefined) {
    sequence = newSequence([])
    column = { ...column, default: `nextval('${sequence.schema}.${sequence.name}'::regclass)` }
  }
  let isNullable: boolean | null = null
  for (const constraint of spec.constraints) {
    const { name } = constraint
    switch (constraint.kind) {
      case 'not null':
      case 'null': {
        const nullable = constraint.kind === 'null'
        if (isNullable !== null && isNullable !== nullable) throw conflictingNulls(spec, at)
        isNullable = nullable
        column = { ...column, notNull: !nullable || serial !== undefined }
        break
      }
      case 'default':
        if (column.default !== null)
          throw new SqlError('42601', `multiple default values specified for column "${spec.name}" of table "${at.name}"`)
        column = { ...column, default: printExpression(constraint.expression) }
        break
      case 'identity':
        if (!['int2', 'int4', 'int8'].includes(type.name))
          throw new SqlError('22023', 'identity column type must be smallint, integer, or bigint')
        sequence = newSequence(constraint.options)
        column = {
          ...column,
          notNull: true,
          identity: { kind: constraint.always ? 'always' : 'by default', sequence: `${sequence.schema}.${sequence.name}` },
        }
        break
      case 'generated':
        column = { ...column, generated: printExpression(constraint.expression) }
        break
      case 'primary key':
        constraints.push({ kind: 'primary key', name, at: constraint.at, columns: [spec.name] })
        break
      case 'unique':
        constraints.push({ kind: 'unique', name, at: constraint.at, columns: [spec.name], nullsNotDistinct: constraint.nullsNotDistinct })
        break
      case 'check':
        constraints.push({ kind: 'check', name, at: constraint.at, expression: constraint.expression, notValid: false })
        break
      case 'references':
        constraints.push({ ...constraint, kind: 'foreign key', columns: [spec.name] })
        break
    }
  }
  requireKnownCollation(spec)
  return { column, constraints, sequence }
}

/** Text is ordered by its bytes, as in PostgreSQL's C locale: collations that say so, or say nothing, are accepted. */
function requireKnownCollation({ collation, at }: ColumnSpec): void {
  if (collation !== null && !['c', 'posix', 'default', 'ucs_basic'].includes(collation[collation.length - 1].toLowerCase()))
    throw notSupported(`collation "${collation.join('.')}"`, at)
}

function requireStorable(spec: ColumnSpec, type: SqlType): void {
  if (type.name === 'unknown' || type.name === 'void' || type.name === 'record')
    throw new SqlError('42P16', `column "${spec.name}" has pseudo-type ${type.name}`, { position: spec.at })
}

function conflictingNulls(spec: ColumnSpec, table: ResolvedName): SqlError {
  return new SqlError('42601', `conflicting NULL/NOT NULL declarations for column "${spec.name}" of table "${table.name}"`, {
    position: spec.at,
  })
}

/** Tests that a default or generated expression binds: called once all columns of the table are known. */
export function checkColumnExpressions(table: TableDefinition, column: ColumnDefinition): void {
  if (column.default !== null) bindTableExpression(column.default, { ...table, columns: [] }, column.type)
  if (column.generated !== null) bindTableExpression(column.generated, table, column.type)
}
