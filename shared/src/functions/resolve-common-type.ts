// The one type of several expressions: CASE, COALESCE, GREATEST, UNION, VALUES, ARRAY[…], IN lists.

import { SqlError } from '../base/errors.ts'
import type { SqlType } from '../values/sql-type.ts'
import { commonType } from '../values/type-category.ts'
import { printTypeName } from '../values/type-names.ts'
import { baseType } from './resolve-polymorphic.ts'

/**
 * The common type of `types` (`unknown` alone gives text), or 42804 `CASE types integer and boolean cannot be matched`.
 * `construct` is the word PostgreSQL uses: CASE/WHEN, COALESCE, GREATEST, UNION, VALUES, ARRAY, IN.
 */
export function resolveCommonType(types: readonly SqlType[], construct: string, position?: number): SqlType {
  const found = commonType(types)
  if (found !== null) return found
  let before = types[0]
  for (let i = 1; i < types.length; i++) {
    const next = commonType(types.slice(0, i + 1))
    if (next === null) {
      const names = `${printTypeName(baseType(before))} and ${printTypeName(baseType(types[i]))}`
      throw new SqlError('42804', `${construct} types ${names} cannot be matched`, position === undefined ? {} : { position })
    }
    before = next
  }
  return before
}
