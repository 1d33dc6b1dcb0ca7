// Type categories and preferred types, as pg_type has them: what overload resolution and UNION decide by.

import { findCast } from './cast-value.ts'
import { sameBaseType, sameType, sqlTypes, withModifier, type SqlType } from './sql-type.ts'

/** pg_type.typcategory: array, boolean, date/time, enum, number, pseudo, string, time span, user-defined, unknown. */
export type TypeCategory = 'A' | 'B' | 'D' | 'E' | 'N' | 'P' | 'S' | 'T' | 'U' | 'X'

const categories: Readonly<Record<string, TypeCategory>> = {
  bool: 'B',
  int2: 'N',
  int4: 'N',
  int8: 'N',
  float4: 'N',
  float8: 'N',
  numeric: 'N',
  oid: 'N',
  regclass: 'N',
  regtype: 'N',
  text: 'S',
  varchar: 'S',
  bpchar: 'S',
  name: 'S',
  date: 'D',
  time: 'D',
  timetz: 'D',
  timestamp: 'D',
  timestamptz: 'D',
  interval: 'T',
  unknown: 'X',
  void: 'P',
  record: 'P',
}

export function typeCategory(type: SqlType): TypeCategory {
  if (type.kind !== 'scalar') return type.kind === 'array' ? 'A' : 'E'
  return categories[type.name] ?? 'U'
}

const preferredTypes: ReadonlySet<string> = new Set(['bool', 'float8', 'oid', 'text', 'timestamptz', 'interval'])

export function isPreferredType(type: SqlType): boolean {
  return type.kind === 'scalar' && preferredTypes.has(type.name)
}

function isUnknown(type: SqlType): boolean {
  return type.kind === 'scalar' && type.name === 'unknown'
}

/**
 * UNION, CASE, ARRAY, COALESCE: the common type of `types` (unknown among them), or null when their categories differ (42804).
 * A branch may still have no implicit cast to it: then PostgreSQL answers 42846 "could not convert type".
 */
export function commonType(types: readonly SqlType[]): SqlType | null {
  const known = types.filter(type => !isUnknown(type))
  if (known.length === 0) return sqlTypes.text
  let chosen = known[0]
  for (const type of known) {
    if (sameBaseType(type, chosen)) continue
    if (typeCategory(type) !== typeCategory(chosen)) return null
    if (!isPreferredType(chosen) && findCast(chosen, type, 'implicit') !== null && findCast(type, chosen, 'implicit') === null)
      chosen = type
  }
  // The modifier survives only where every branch has the same one.
  return known.every(type => sameType(type, chosen)) ? chosen : withoutModifier(chosen)
}

/** The type without varchar's length, numeric's precision … */
export function withoutModifier(type: SqlType): SqlType {
  if (type.modifier === undefined) return type
  const { modifier: _dropped, ...rest } = type
  return withModifier(Object.freeze(rest), undefined)
}
