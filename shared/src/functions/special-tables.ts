// Built-ins for bytes, regular expressions, pictures of numbers and dates, trigonometry and statistics, loaded when one is first
// called (late-functions.ts).

import { statisticsAggregates } from './aggregate-statistics.ts'
import { binaryFunctions } from './binary-functions.ts'
import type { FunctionEntry } from './define-function.ts'
import { formatFunctions } from './format-functions.ts'
import { regexFunctions } from './regex-functions.ts'
import { trigonometricFunctions } from './trigonometric-functions.ts'

export function specialTables(): readonly (readonly FunctionEntry[])[] {
  return [trigonometricFunctions, regexFunctions, binaryFunctions, formatFunctions, statisticsAggregates]
}
