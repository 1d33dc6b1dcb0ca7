// SQL types as data. A type is a small frozen object; equal types are compared with `sameType`, never by identity.

/** Names of the built-in scalar types: PostgreSQL's internal names (`int4`, not `integer`). */
export type ScalarTypeName =
  | 'bool'
  | 'int2'
  | 'int4'
  | 'int8'
  | 'float4'
  | 'float8'
  | 'numeric'
  | 'text'
  | 'varchar'
  | 'bpchar'
  | 'name'
  | 'bytea'
  | 'date'
  | 'time'
  | 'timetz'
  | 'timestamp'
  | 'timestamptz'
  | 'interval'
  | 'uuid'
  | 'json'
  | 'jsonb'
  | 'oid'
  | 'regclass'
  | 'regtype'
  /** An untyped literal or parameter, before resolution. Never the type of a stored column. */
  | 'unknown'
  | 'void'
  /** Composite of anonymous columns: ROW(...), records of subqueries. */
  | 'record'

/** A SQL type. `modifier` is n of varchar(n)/bpchar(n)/time(n), or [precision, scale] of numeric. */
export interface SqlType {
  readonly kind: 'scalar' | 'array' | 'enum'
  /** Scalar name; of an array its element's name; of an enum the enum's own name. */
  readonly name: ScalarTypeName | (string & {})
  /** Element type, for kind 'array' only. */
  readonly element?: SqlType
  readonly modifier?: readonly number[]
  /** Labels in order, for kind 'enum' only. */
  readonly labels?: readonly string[]
}

const scalar = (name: ScalarTypeName): SqlType => Object.freeze({ kind: 'scalar', name })

/** The unmodified scalar types, one shared object each. */
export const sqlTypes = {
  bool: scalar('bool'),
  int2: scalar('int2'),
  int4: scalar('int4'),
  int8: scalar('int8'),
  float4: scalar('float4'),
  float8: scalar('float8'),
  numeric: scalar('numeric'),
  text: scalar('text'),
  varchar: scalar('varchar'),
  bpchar: scalar('bpchar'),
  name: scalar('name'),
  bytea: scalar('bytea'),
  date: scalar('date'),
  time: scalar('time'),
  timetz: scalar('timetz'),
  timestamp: scalar('timestamp'),
  timestamptz: scalar('timestamptz'),
  interval: scalar('interval'),
  uuid: scalar('uuid'),
  json: scalar('json'),
  jsonb: scalar('jsonb'),
  oid: scalar('oid'),
  regclass: scalar('regclass'),
  regtype: scalar('regtype'),
  unknown: scalar('unknown'),
  void: scalar('void'),
  record: scalar('record'),
} as const satisfies Record<ScalarTypeName, SqlType>

/** `type` with a modifier: varchar(20), numeric(10,2). */
export function withModifier(type: SqlType, modifier: readonly number[] | undefined): SqlType {
  return modifier === undefined ? type : Object.freeze({ ...type, modifier })
}

/** `element[]`. PostgreSQL has one array type for all dimensions. */
export function arrayOf(element: SqlType): SqlType {
  return Object.freeze({ kind: 'array', name: element.name, element })
}

/** Same type, modifiers apart. */
export function sameBaseType(a: SqlType, b: SqlType): boolean {
  return a === b || (a.kind === b.kind && a.name === b.name)
}

/** Same type and modifier. */
export function sameType(a: SqlType, b: SqlType): boolean {
  return sameBaseType(a, b) && String(a.modifier ?? '') === String(b.modifier ?? '')
}

/** How a column of this type is held in vectors and leaves. */
export type PhysicalKind = 'i32' | 'f64' | 'any'

/**
 * bool, int2, int4, date: Int32Array. float4, float8, time, timestamp, timestamptz: Float64Array.
 * Everything else: a plain array of values. int8 is 'any' by contract, since it mixes numbers and bigints;
 * a leaf holds it as Float64Array while every value is a safe integer (see storage/leaf.ts).
 */
export function physicalKind(type: SqlType): PhysicalKind {
  if (type.kind !== 'scalar') return 'any'
  switch (type.name) {
    case 'bool':
    case 'int2':
    case 'int4':
    case 'date':
      return 'i32'
    case 'float4':
    case 'float8':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'oid':
    case 'regclass':
    case 'regtype':
      return 'f64'
    default:
      return 'any'
  }
}
