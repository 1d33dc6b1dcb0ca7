// Polymorphic parameters (anyelement, anyarray, anycompatible …): which concrete types a call gives them.
// Called by resolve-function.ts for each candidate (`isConsistent`) and for the chosen one (`concreteTypes`).

import { SqlError } from '../base/errors.ts'
import { commonType } from '../values/type-category.ts'
import { printTypeName } from '../values/type-names.ts'
import { arrayOf, sameBaseType, sqlTypes, type SqlType } from '../values/sql-type.ts'
import type { ParameterType } from './function-definition.ts'

/** The types that stand for the polymorphic ones; undefined where the call does not tell. */
interface Polymorphs {
  readonly element: SqlType | undefined
  readonly compatible: SqlType | undefined
}

export const isUnknown = (type: SqlType): boolean => type.kind === 'scalar' && type.name === 'unknown'

/** `type` without modifiers: what a parameter or a result has. */
export function baseType(type: SqlType): SqlType {
  if (type.kind === 'array' && type.element !== undefined) return arrayOf(baseType(type.element))
  return type.modifier === undefined ? type : type.kind === 'scalar' ? (sqlTypes[type.name as keyof typeof sqlTypes] ?? type) : type
}

/** Can these arguments be passed to these parameters, as far as the polymorphic ones are concerned? */
export function isConsistent(actual: readonly SqlType[], declared: readonly ParameterType[]): boolean {
  return findPolymorphs(actual, declared) !== null
}

function findPolymorphs(actual: readonly SqlType[], declared: readonly ParameterType[]): Polymorphs | null {
  let element: SqlType | undefined
  let array: SqlType | undefined
  const compatibles: SqlType[] = []
  let hasCompatible = false
  for (let i = 0; i < declared.length; i++) {
    const wanted = declared[i]
    if (typeof wanted !== 'string' || wanted === 'any') continue
    const given = actual[i]
    const unknown = isUnknown(given)
    if (wanted === 'anycompatible') {
      hasCompatible = true
      compatibles.push(given)
    } else if (wanted === 'anycompatiblearray') {
      hasCompatible = true
      if (unknown) continue
      if (given.element === undefined) return null
      compatibles.push(given.element)
    } else if (unknown) continue
    else if (wanted === 'anyarray') {
      if (given.element === undefined || (array !== undefined && !sameBaseType(array, given))) return null
      array = given
    } else {
      if (wanted === 'anynonarray' && given.kind === 'array') return null
      if (wanted === 'anyenum' && given.kind !== 'enum') return null
      if (element !== undefined && !sameBaseType(element, given)) return null
      element = given
    }
  }
  if (array?.element !== undefined) {
    if (element !== undefined && !sameBaseType(array.element, element)) return null
    element = array.element
  }
  const compatible = hasCompatible ? commonType(compatibles) : undefined
  return compatible === null ? null : { element: element && baseType(element), compatible: compatible && baseType(compatible) }
}

/** The concrete parameter types and result of a call to the chosen candidate; throws 42804 where the call does not tell. */
export function concreteTypes(
  actual: readonly SqlType[],
  declared: readonly ParameterType[],
  result: ParameterType,
): { argumentTypes: SqlType[]; resultType: SqlType } {
  const found = findPolymorphs(actual, declared)
  const concrete = (type: ParameterType, given: SqlType): SqlType => {
    if (typeof type !== 'string') return type
    if (type === 'any') return isUnknown(given) ? sqlTypes.text : baseType(given)
    const isCompatible = type === 'anycompatible' || type === 'anycompatiblearray'
    const element = isCompatible ? (found?.compatible ?? sqlTypes.text) : found?.element
    if (element === undefined) throw new SqlError('42804', 'could not determine polymorphic type because input has type unknown')
    if (type !== 'anyarray' && type !== 'anycompatiblearray') return element
    if (element.kind === 'array') throw new SqlError('42704', `could not find array type for data type ${printTypeName(element)}`)
    return arrayOf(element)
  }
  return { argumentTypes: declared.map((type, i) => concrete(type, actual[i])), resultType: concrete(result, sqlTypes.unknown) }
}
