// What the part of rare queries gives to the parser: the rules that are reached through late-grammar.ts.

export { parseArray } from './parse-array.ts'
export { parseFetch, parseLocking } from './parse-fetch.ts'
export { parseFromFunction, parseTableFunction } from './parse-from-function.ts'
export { parseGroupingSets } from './parse-grouping-sets.ts'
export { parseMerge } from './parse-merge.ts'
export { parseSpecialCall } from './parse-special-call.ts'
export { bitString, literalOfCall, parseTypedLiteral, parseTypeWordLiteral } from './parse-typed-literal.ts'
export { parseWindowSpec } from './parse-window.ts'
export { parseWith } from './parse-with.ts'
export { parseWithinGroup } from './parse-within-group.ts'
export { decodeUnicodeEscapes, isUnicodeEscapeCharacter, scanEscapeString } from './scan-escape.ts'
