// The operators and expressions that few statements use: they come with the part of rare queries.

import { LatePart } from '../base/load-part.ts'
import type * as rareOperators from './rare-operators.ts'

export const lateOperators = new LatePart<typeof rareOperators>('queries')
