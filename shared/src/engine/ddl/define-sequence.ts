// CREATE SEQUENCE and ALTER SEQUENCE options -> definition, with PostgreSQL's defaults and checks.

import { SqlError } from '../../base/errors.ts'
import type { SequenceDefinition } from '../../schema/database-schema.ts'
import type { SequenceOption } from '../../sql/ast-ddl.ts'
import { resolveType } from '../../sql/bind/resolve-type.ts'
import { sqlTypes, type SqlType } from '../../values/sql-type.ts'
import { columnIds } from './add-constraint.ts'
import { requireTable, type DdlContext, type ResolvedName } from './ddl-context.ts'

const bounds: Readonly<Record<string, readonly [number | bigint, number | bigint]>> = {
  int2: [-32768, 32767],
  int4: [-2147483648, 2147483647],
  int8: [-9223372036854775808n, 9223372036854775807n],
}

/** A definition from options, on top of `base` for ALTER. `knownType` skips the AS lookup (serial columns). */
export function sequenceFrom(
  context: DdlContext,
  at: ResolvedName,
  options: readonly SequenceOption[],
  knownType: SqlType | null = null,
  base: SequenceDefinition | null = null,
): SequenceDefinition {
  const value = (kind: 'increment' | 'start' | 'min' | 'max'): number | bigint | null | undefined => {
    for (const option of options) if (option.kind === kind) return option.value
    return undefined
  }
  const typeOption = options.find(option => option.kind === 'as')
  const type = knownType ?? (typeOption?.kind === 'as' ? resolveType(typeOption.type, context) : (base?.type ?? sqlTypes.int8))
  const range = bounds[type.name]
  if (range === undefined) throw new SqlError('22023', 'sequence type must be smallint, integer, or bigint')
  const increment = value('increment') ?? base?.increment ?? 1
  if (BigInt(increment) === 0n) throw new SqlError('22023', 'INCREMENT must not be zero')
  const isAscending = BigInt(increment) > 0n
  const keep = base !== null && typeOption === undefined
  const min = value('min') ?? (keep && value('min') === undefined ? base.min : isAscending ? 1 : range[0])
  const max = value('max') ?? (keep && value('max') === undefined ? base.max : isAscending ? range[1] : -1)
  if (BigInt(min) >= BigInt(max)) throw new SqlError('22023', `MINVALUE (${min}) must be less than MAXVALUE (${max})`)
  const start = value('start') ?? base?.start ?? (isAscending ? min : max)
  if (BigInt(start) < BigInt(min)) throw new SqlError('22023', `START value (${start}) cannot be less than MINVALUE (${min})`)
  if (BigInt(start) > BigInt(max)) throw new SqlError('22023', `START value (${start}) cannot be greater than MAXVALUE (${max})`)
  const cycle =
    options.some(option => option.kind === 'cycle') || (options.every(option => option.kind !== 'no cycle') && (base?.cycle ?? false))
  return {
    kind: 'sequence',
    schema: at.schema,
    name: at.name,
    type,
    start,
    increment,
    min,
    max,
    cycle,
    ownedBy: ownerOf(context, options, base),
  }
}

/** The name of an identity column's sequence: the one that SEQUENCE NAME gives, else the one that is made up. */
export function sequenceNameOf(options: readonly SequenceOption[], made: () => string): string {
  const option = options.find(candidate => candidate.kind === 'name')
  return option?.kind === 'name' ? option.name[option.name.length - 1] : made()
}

function ownerOf(context: DdlContext, options: readonly SequenceOption[], base: SequenceDefinition | null): SequenceDefinition['ownedBy'] {
  const option = options.find(candidate => candidate.kind === 'owned by')
  if (option?.kind !== 'owned by') return base?.ownedBy ?? null
  if (option.column === null) return null
  const table = requireTable(context, option.column.slice(0, -1))
  const [column] = columnIds(table, option.column.slice(-1), `of relation "${table.name}"`)
  return { table: table.id, column }
}
