// The tables of built-ins that every database has from the start. late-functions.ts names the others.

import { collectAggregates } from './aggregate-collect.ts'
import { numberAggregates } from './aggregate-numbers.ts'
import { orderAggregates } from './aggregate-order.ts'
import { arithmeticOperators } from './arithmetic-operators.ts'
import { comparisonOperators } from './comparison-operators.ts'
import { dateTimeFunctions } from './date-time-functions.ts'
import { dateTimeOperators } from './date-time-operators.ts'
import type { FunctionEntry } from './define-function.ts'
import { likeFunctions } from './like-functions.ts'
import { mathFunctions } from './math-functions.ts'
import { seriesFunctions } from './series-functions.ts'
import { sessionFunctions } from './session-functions.ts'
import { textFunctions } from './text-functions.ts'
import { windowFunctions } from './window-functions.ts'

/** Called once, when the first name is looked up. */
export function builtInTables(): readonly (readonly FunctionEntry[])[] {
  return [
    comparisonOperators,
    arithmeticOperators,
    mathFunctions,
    textFunctions,
    likeFunctions,
    dateTimeOperators,
    dateTimeFunctions,
    numberAggregates,
    orderAggregates,
    collectAggregates,
    windowFunctions,
    seriesFunctions,
    sessionFunctions,
  ]
}
