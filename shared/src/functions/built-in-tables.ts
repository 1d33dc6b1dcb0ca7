// Every table of built-ins, in one list for the registry.

import { arithmeticOperators } from './arithmetic-operators.ts'
import { comparisonOperators } from './comparison-operators.ts'
import type { FunctionEntry } from './define-function.ts'

/** Called once, when the first name is looked up. */
export function builtInTables(): readonly (readonly FunctionEntry[])[] {
  return [comparisonOperators, arithmeticOperators]
}
