// The part of arrays and JSON.

import { lateStructures } from '../functions/late-functions.ts'
import { structureTables } from '../functions/structure-tables.ts'

export function provide(): void {
  lateStructures.provide(structureTables())
}
