// What a plan depends on in the nodes that few statements have: it comes with the part of rare queries.

import { LatePart } from '../base/load-part.ts'
import type * as rarePlanFacts from './rare-plan-facts.ts'

export const latePlanFacts = new LatePart<typeof rarePlanFacts>('queries')
