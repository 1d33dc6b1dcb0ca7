// Type OIDs and lengths of pg_type: clients and the catalog know types by these numbers.

import { arrayOf, sqlTypes, type ScalarTypeName, type SqlType } from './sql-type.ts'

/** name: [oid, oid of its array type, typlen]. */
const rows: Readonly<Record<ScalarTypeName, readonly [number, number, number]>> = {
  bool: [16, 1000, 1],
  bytea: [17, 1001, -1],
  name: [19, 1003, 64],
  int8: [20, 1016, 8],
  int2: [21, 1005, 2],
  int4: [23, 1007, 4],
  text: [25, 1009, -1],
  oid: [26, 1028, 4],
  json: [114, 199, -1],
  float4: [700, 1021, 4],
  float8: [701, 1022, 8],
  unknown: [705, 0, -2],
  bpchar: [1042, 1014, -1],
  varchar: [1043, 1015, -1],
  date: [1082, 1182, 4],
  time: [1083, 1183, 8],
  timestamp: [1114, 1115, 8],
  timestamptz: [1184, 1185, 8],
  interval: [1186, 1187, 16],
  timetz: [1266, 1270, 12],
  numeric: [1700, 1231, -1],
  regclass: [2205, 2210, 4],
  regtype: [2206, 2211, 4],
  record: [2249, 2287, -1],
  void: [2278, 0, 4],
  uuid: [2950, 2951, 16],
  jsonb: [3802, 3807, -1],
}

const typesByOid = new Map<number, SqlType>()
for (const type of Object.values(sqlTypes)) {
  const [oid, arrayOid] = rows[type.name as ScalarTypeName]
  typesByOid.set(oid, type)
  if (arrayOid !== 0) typesByOid.set(arrayOid, arrayOf(type))
}

function rowOf(type: SqlType): readonly [number, number, number] | null {
  return Object.hasOwn(rows, type.name) ? rows[type.name as ScalarTypeName] : null
}

/** 0 for enums and their arrays: their oid is the catalog's. */
export function typeOid(type: SqlType): number {
  const isArray = type.kind === 'array'
  if (isArray ? type.element?.kind !== 'scalar' : type.kind !== 'scalar') return 0
  return rowOf(type)?.[isArray ? 1 : 0] ?? 0
}

export function typeOfOid(oid: number): SqlType | null {
  return typesByOid.get(oid) ?? null
}

/** pg_type.typlen: bytes, -1 for variable length, -2 for a C string. */
export function typeLength(type: SqlType): number {
  if (type.kind === 'array') return -1
  return type.kind === 'enum' ? 4 : (rowOf(type)?.[2] ?? -1)
}
