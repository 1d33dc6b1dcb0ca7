// The part of functions that few applications call: bytes, patterns, pictures, trigonometry, statistics.

import { lateSpecialFunctions } from '../functions/late-functions.ts'
import { specialTables } from '../functions/special-tables.ts'
import { lateTexts } from '../values/late-texts.ts'
import * as texts from '../values/rare-texts.ts'
import { requirePartsCore } from './parts-core.ts'

export function provide(): void {
  requirePartsCore()
  lateTexts.provide(texts)
  lateSpecialFunctions.provide(specialTables())
}
