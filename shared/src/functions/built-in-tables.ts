// The tables of built-ins that every database has from the start. late-functions.ts names the others.

import { numberAggregates } from './aggregate-numbers.ts'
import { orderAggregates } from './aggregate-order.ts'
import { arithmeticOperators } from './arithmetic-operators.ts'
import { clockFunctions } from './clock-functions.ts'
import { comparisonOperators } from './comparison-operators.ts'
import type { FunctionEntry } from './define-function.ts'
import { idFunctions } from './id-functions.ts'
import { likeFunctions } from './like-functions.ts'
import { roundingFunctions } from './rounding-functions.ts'
import { textFunctions } from './text-functions.ts'

/** Called once, when the first name is looked up. */
export function builtInTables(): readonly (readonly FunctionEntry[])[] {
  return [
    comparisonOperators(),
    arithmeticOperators(),
    roundingFunctions,
    textFunctions,
    likeFunctions,
    clockFunctions,
    numberAggregates,
    orderAggregates,
    idFunctions,
  ]
}
