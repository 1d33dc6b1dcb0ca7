// Every table of built-ins, in one list for the registry.

import { arithmeticOperators } from './arithmetic-operators.ts'
import { binaryFunctions } from './binary-functions.ts'
import { comparisonOperators } from './comparison-operators.ts'
import type { FunctionEntry } from './define-function.ts'
import { mathFunctions } from './math-functions.ts'
import { regexFunctions } from './regex-functions.ts'
import { textFunctions } from './text-functions.ts'
import { trigonometricFunctions } from './trigonometric-functions.ts'

/** Called once, when the first name is looked up. */
export function builtInTables(): readonly (readonly FunctionEntry[])[] {
  return [comparisonOperators, arithmeticOperators, mathFunctions, trigonometricFunctions, textFunctions, regexFunctions, binaryFunctions]
}
