// The part of arrays and JSON.

import { lateStructureFunctions } from '../functions/late-functions.ts'
import { structureTables } from '../functions/structure-tables.ts'
import { lateStructures } from '../values/late-structures.ts'
import * as structures from '../values/rare-structures.ts'

export function provide(): void {
  lateStructures.provide(structures)
  lateStructureFunctions.provide(structureTables())
}
