// The built-ins of arrays and JSON, and the aggregates that gather, loaded when one is first called (late-functions.ts).

import { collectAggregates } from './aggregate-collect.ts'
import { arrayFunctions } from './array-functions.ts'
import type { FunctionEntry } from './define-function.ts'
import { jsonBuildFunctions } from './json-build-functions.ts'
import { jsonFunctions } from './json-functions.ts'
import { jsonPopulateFunctions } from './json-populate.ts'

export function structureTables(): readonly (readonly FunctionEntry[])[] {
  return [collectAggregates, arrayFunctions, jsonFunctions, jsonBuildFunctions, jsonPopulateFunctions]
}
