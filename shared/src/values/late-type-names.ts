// Types by their names: they come with the part of rare queries.

import { LatePart } from '../base/load-part.ts'
import type * as typeNames from './resolve-type-name.ts'

export const lateTypeNames = new LatePart<typeof typeNames>('queries')
