// Casts that few applications use. They come with definitions, which a database that a server changes has from the start.

import { LatePart } from '../base/load-part.ts'
import type * as rareCasts from './rare-casts.ts'

export const lateCasts = new LatePart<typeof rareCasts>('definitions')
