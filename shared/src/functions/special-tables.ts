// Built-ins that few applications call: mathematics, bits and bytes, forms of text, patterns, pictures of numbers and dates,
// statistics, and what a session tells of itself (late-functions.ts).

import { orderedSetAggregates } from './aggregate-ordered-set.ts'
import { statisticsAggregates } from './aggregate-statistics.ts'
import { binaryFunctions } from './binary-functions.ts'
import { bitOperators } from './bit-operators.ts'
import type { FunctionEntry } from './define-function.ts'
import { formatFunctions } from './format-functions.ts'
import { localClockFunctions } from './local-clock-functions.ts'
import { mathFunctions } from './math-functions.ts'
import { regexFunctions } from './regex-functions.ts'
import { sequenceFunctions } from './sequence-functions.ts'
import { sessionFunctions } from './session-functions.ts'
import { textFormFunctions } from './text-form-functions.ts'
import { trigonometricFunctions } from './trigonometric-functions.ts'

export function specialTables(): readonly (readonly FunctionEntry[])[] {
  return [
    mathFunctions,
    bitOperators,
    trigonometricFunctions,
    textFormFunctions,
    regexFunctions,
    binaryFunctions,
    formatFunctions,
    statisticsAggregates,
    orderedSetAggregates,
    sessionFunctions,
    sequenceFunctions,
    localClockFunctions,
  ]
}
