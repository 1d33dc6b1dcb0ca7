// What the part of structures gives to this layer: what is reached through late-structures.ts.

export { arrayFromItems, toJsonText, typeOfItems } from './array-input.ts'
export { castJsonb } from './cast-json.ts'
export { structureComparator } from './compare-structures.ts'
export { structureEquality } from './equality-structures.ts'
export { structureKeyDecoder, structureKeyEncoder } from './key-structures.ts'
export { canonicalJsonb, checkJson } from './parse-json.ts'
export { printRecord } from './record-text.ts'
export { parseArray, printArray } from './sql-array.ts'
