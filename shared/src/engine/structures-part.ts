// The part of arrays and JSON.

import { lateSpreading, lateStructureFunctions } from '../functions/late-functions.ts'
import * as spreading from '../functions/spread-variadic.ts'
import { structureTables } from '../functions/structure-tables.ts'
import { lateStructures } from '../values/late-structures.ts'
import * as structures from '../values/rare-structures.ts'
import { requirePartsCore } from './parts-core.ts'

export function provide(): void {
  requirePartsCore()
  lateSpreading.provide(spreading)
  lateStructures.provide(structures)
  lateStructureFunctions.provide(structureTables())
}
