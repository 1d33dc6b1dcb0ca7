// What the part of rare queries gives to the parser: the rules that are reached through late-grammar.ts.

export { parseFromFunction, parseTableFunction } from './parse-from-function.ts'
export { parseGroupingSets } from './parse-grouping-sets.ts'
export { parseMerge } from './parse-merge.ts'
export { parseWindowSpec } from './parse-window.ts'
export { parseWith } from './parse-with.ts'
