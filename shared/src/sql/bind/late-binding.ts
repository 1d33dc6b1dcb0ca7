// The rules of the binder that few statements use: they come with the part of rare queries.

import { LatePart } from '../../base/load-part.ts'
import type * as rareBinding from './rare-binding.ts'

export const lateBinding = new LatePart<typeof rareBinding>('queries')
