// What few applications need of times: formats other than ISO, intervals, named time zones. It comes with the part of rare times.
// No value of type interval exists before: columns, literals, casts and functions of that type all ask for the part first.

import { LatePart } from '../base/load-part.ts'
import type * as rareTimes from './rare-times.ts'

export const lateTimes = new LatePart<typeof rareTimes>('times')
