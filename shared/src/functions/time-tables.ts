// The built-ins of times beyond the clock: parts, truncation, zones, intervals and their arithmetic, series (late-functions.ts).

import { dateTimeFunctions } from './date-time-functions.ts'
import { dateTimeOperators } from './date-time-operators.ts'
import type { FunctionEntry } from './define-function.ts'
import { intervalAggregates } from './interval-aggregates.ts'
import { seriesFunctions } from './series-functions.ts'

export function timeTables(): readonly (readonly FunctionEntry[])[] {
  return [dateTimeOperators, dateTimeFunctions, intervalAggregates, seriesFunctions]
}
