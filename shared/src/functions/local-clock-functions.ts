// The clock as its rarer types: what time it is where the session is.

import { dateOfTimestamp, roundMicros, timeOfTimestamp, tzToTimestamp } from '../values/date-time.ts'
import type { TimeTz } from '../values/sql-value.ts'
import type { TimeZone } from '../values/time-zone.ts'
import { type FunctionEntry, contextual } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'

const zoneOf = (context: EvaluationContext): TimeZone => contextOf(context).timeZone

export const localNow = (context: EvaluationContext): number => tzToTimestamp(context.nowMicros, zoneOf(context))

export const nowTimeTz = (context: EvaluationContext): TimeTz => ({
  kind: 'timetz',
  micros: timeOfTimestamp(localNow(context)),
  zoneSeconds: -zoneOf(context).offsetSecondsAt(context.nowMicros),
})

/** Precision of current_timestamp(p): more than six digits are six. */
export const roundTo = (micros: number, precision: number): number => roundMicros(micros, Math.min(precision, 6))

export const localClockFunctions: readonly FunctionEntry[] = [
  contextual('current_timestamp() timestamptz', (_, context) => context.nowMicros),
  contextual('current_timestamp(int4) timestamptz', ([precision], context) => roundTo(context.nowMicros, precision)),
  contextual('current_date() date', (_, context) => dateOfTimestamp(localNow(context))),
  contextual('localtimestamp() timestamp', (_, context) => localNow(context)),
  contextual('localtimestamp(int4) timestamp', ([precision], context) => roundTo(localNow(context), precision)),
  contextual('localtime() time', (_, context) => timeOfTimestamp(localNow(context))),
  contextual('localtime(int4) time', ([precision], context) => roundTo(timeOfTimestamp(localNow(context)), precision)),
  contextual('current_time() timetz', (_, context) => nowTimeTz(context)),
  contextual('current_time(int4) timetz', ([precision], context) => {
    const time = nowTimeTz(context)
    return { ...time, micros: roundTo(time.micros, precision) }
  }),
]
