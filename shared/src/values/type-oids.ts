// Type OIDs of pg_type.
import { notSupported } from '../base/errors.ts'
import type { SqlType } from './sql-type.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** 0 for enums: their oid is the catalog's. */
export function typeOid(_type: SqlType): number {
  return stub()
}
export function typeOfOid(_oid: number): SqlType | null {
  return stub()
}
/** pg_type.typlen: bytes, or -1 for variable length. */
export function typeLength(_type: SqlType): number {
  return stub()
}
