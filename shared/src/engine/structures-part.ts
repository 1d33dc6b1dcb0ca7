// The part of arrays and JSON.

import { lateStructureFunctions } from '../functions/late-functions.ts'
import { structureTables } from '../functions/structure-tables.ts'
import { lateStructures } from '../values/late-structures.ts'
import * as structures from '../values/rare-structures.ts'
import { requireEngine } from './engine-core.ts'

export function provide(): void {
  requireEngine()
  lateStructures.provide(structures)
  lateStructureFunctions.provide(structureTables())
}
