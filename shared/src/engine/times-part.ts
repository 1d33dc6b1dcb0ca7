// The part of rare times: formats other than ISO, intervals, named time zones, and their functions.

import { lateTimeFunctions } from '../functions/late-functions.ts'
import { timeTables } from '../functions/time-tables.ts'
import { lateTimes } from '../values/late-times.ts'
import * as times from '../values/rare-times.ts'
import { requirePartsCore } from './parts-core.ts'

export function provide(): void {
  requirePartsCore()
  lateTimes.provide(times)
  lateTimeFunctions.provide(timeTables())
}
