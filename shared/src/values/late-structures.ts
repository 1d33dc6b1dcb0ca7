// What values of JSON, arrays and records need beyond being held: they come with the part of structures. Columns of these types,
// and all that makes such values, ask for the part before the first value exists.

import { LatePart } from '../base/load-part.ts'
import type * as rareStructures from './rare-structures.ts'

export const lateStructures = new LatePart<typeof rareStructures>('structures')
