// Syntax trees to SQL text: defaults, checks, generated columns, index expressions and views are stored as text in the schema.
// Promise: parsing the text gives the same tree, positions aside.

export { printExpression } from './print-expression.ts'
export { printQuery } from './print-query.ts'
export { printTypeName } from './print-type-name.ts'
