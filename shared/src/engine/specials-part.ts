// The part of functions that few applications call: bytes, patterns, pictures, trigonometry, statistics.

import { lateSpecialFunctions } from '../functions/late-functions.ts'
import { specialTables } from '../functions/special-tables.ts'

export function provide(): void {
  lateSpecialFunctions.provide(specialTables())
}
