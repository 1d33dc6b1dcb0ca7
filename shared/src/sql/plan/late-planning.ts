// The rules of the planner that few statements use: they come with the part of rare queries.

import { LatePart } from '../../base/load-part.ts'
import type * as rarePlanning from './rare-planning.ts'

export const latePlanning = new LatePart<typeof rarePlanning>('queries')
