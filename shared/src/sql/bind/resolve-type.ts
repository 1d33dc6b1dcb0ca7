// A type as written -> SqlType: built-in names, arrays, and the enums of the search path. Also used by the engine for DDL.

import { SqlError, notSupported } from '../../base/errors.ts'
import type { EnumDefinition } from '../../schema/database-schema.ts'
import { resolveTypeName } from '../../values/resolve-type-name.ts'
import { type SqlType, arrayOf } from '../../values/sql-type.ts'
import type { QualifiedName, TypeName } from '../ast.ts'
import { type CatalogNames, findByName, findRelation } from '../catalog.ts'

/** Types of PostgreSQL that ZenDB does not have: a clear 0A000 instead of "does not exist". */
const missingTypes: ReadonlySet<string> = new Set([
  'bit', 'varbit', 'money', 'xml', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'cidr', 'inet', 'macaddr', 'macaddr8', 'tsvector',
  'tsquery', 'int4range', 'int8range', 'numrange', 'tsrange', 'tstzrange', 'daterange', 'int4multirange', 'int8multirange', 'nummultirange',
  'tsmultirange', 'tstzmultirange', 'datemultirange', 'jsonpath', 'pg_lsn', 'xid', 'xid8', 'cid', 'tid', 'regproc', 'regprocedure', 'regoper',
  'regoperator', 'regrole', 'regnamespace', 'regconfig', 'regdictionary', 'regcollation', 'txid_snapshot', 'pg_snapshot', 'refcursor', 'int2vector',
  'oidvector', 'aclitem', 'cstring', 'char',
]) // prettier-ignore

/** The type that `name` means; 42704 when there is none. */
export function resolveType(name: TypeName, catalog: CatalogNames): SqlType {
  const { name: parts, arrayDepth, at } = name
  if (name.setOf) throw notSupported('SETOF', at)
  const last = parts[parts.length - 1]
  if (parts.length === 1 || parts[parts.length - 2] === 'pg_catalog') {
    const known = resolveTypeName(last, name.modifiers, arrayDepth)
    if (known !== null) return known
  }
  const found = findEnum(catalog, parts)
  if (found !== null) {
    const type: SqlType = Object.freeze({ kind: 'enum', name: found.name, labels: found.labels })
    return arrayDepth > 0 ? arrayOf(type) : type
  }
  if (missingTypes.has(last)) throw notSupported(`type ${last}`, at)
  if (findRelation(catalog, parts) !== null) throw notSupported(`composite type ${last}`, at)
  const text = parts.join('.') + '[]'.repeat(arrayDepth)
  throw new SqlError('42704', `type "${text}" does not exist`, { position: at })
}

export function findEnum(catalog: CatalogNames, name: QualifiedName): EnumDefinition | null {
  return catalog.schema.enums.size === 0 ? null : findByName(catalog, catalog.schema.enums, name)
}
