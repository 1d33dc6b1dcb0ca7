// What the part of rare times gives to this layer: what is reached through late-times.ts.

export { contextOfStyles } from './context-of-styles.ts'
export { findSessionZone } from './find-time-zone.ts'
export { coerceInterval } from './interval-arithmetic.ts'
export { makeInterval } from './make-interval.ts'
export { parseInterval } from './parse-interval.ts'
export { parseTimeTz, parseWrittenDate, parseWrittenTime, parseWrittenTimestamp, parseWrittenTimestampTz } from './parse-written-time.ts'
export { printInterval } from './print-interval.ts'
export { printAbbreviation, printPostgresTime, printStyledDay } from './print-styled-time.ts'
