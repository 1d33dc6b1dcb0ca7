// Which part of the code the values of a type need: it is loaded before a column of that type is taken up (load-expression-parts.ts).

import type { PartName } from '../base/load-part.ts'
import type { SqlType } from './sql-type.ts'

/** null: nothing that is not there from the start. */
export function partOfType(type: SqlType): PartName | null {
  if (type.kind === 'array' || type.name === 'json' || type.name === 'jsonb' || type.name === 'record') return 'structures'
  return type.name === 'interval' || type.name === 'timetz' ? 'times' : null
}

/** An array needs what its items need, too. */
export function partsOfType(type: SqlType): readonly PartName[] {
  const own = partOfType(type)
  const ofItems = type.element === undefined ? [] : partsOfType(type.element)
  return own === null ? ofItems : [own, ...ofItems]
}
