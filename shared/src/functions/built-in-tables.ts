// Every table of built-ins, in one list for the registry.

import { collectAggregates } from './aggregate-collect.ts'
import { numberAggregates } from './aggregate-numbers.ts'
import { orderAggregates } from './aggregate-order.ts'
import { statisticsAggregates } from './aggregate-statistics.ts'
import { arithmeticOperators } from './arithmetic-operators.ts'
import { arrayFunctions } from './array-functions.ts'
import { binaryFunctions } from './binary-functions.ts'
import { comparisonOperators } from './comparison-operators.ts'
import { dateTimeFunctions } from './date-time-functions.ts'
import { dateTimeOperators } from './date-time-operators.ts'
import type { FunctionEntry } from './define-function.ts'
import { formatFunctions } from './format-functions.ts'
import { jsonBuildFunctions } from './json-build-functions.ts'
import { jsonFunctions } from './json-functions.ts'
import { jsonPopulateFunctions } from './json-populate.ts'
import { mathFunctions } from './math-functions.ts'
import { regexFunctions } from './regex-functions.ts'
import { seriesFunctions } from './series-functions.ts'
import { sessionFunctions } from './session-functions.ts'
import { textFunctions } from './text-functions.ts'
import { trigonometricFunctions } from './trigonometric-functions.ts'
import { windowFunctions } from './window-functions.ts'

/** Called once, when the first name is looked up. */
export function builtInTables(): readonly (readonly FunctionEntry[])[] {
  return [
    comparisonOperators,
    arithmeticOperators,
    mathFunctions,
    trigonometricFunctions,
    textFunctions,
    regexFunctions,
    binaryFunctions,
    dateTimeOperators,
    dateTimeFunctions,
    formatFunctions,
    arrayFunctions,
    jsonFunctions,
    jsonBuildFunctions,
    jsonPopulateFunctions,
    numberAggregates,
    statisticsAggregates,
    orderAggregates,
    collectAggregates,
    windowFunctions,
    seriesFunctions,
    sessionFunctions,
  ]
}
