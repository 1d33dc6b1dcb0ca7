// What the part of special functions gives to this layer: what is reached through late-texts.ts.

export { parseBytea, printBytea } from './bytea-text.ts'
export { parseFloat4, parseFloat8, printFloat4, printFloat8 } from './float-text.ts'
