// The codec of schema changes: most change sets have none, so it comes with the part of definitions. Databases that meet the changes of
// others bring it from the start (provide-schema-changes.ts).

import { LatePart } from '../base/load-part.ts'
import type * as codec from './schema-change-codec.ts'

export const lateSchemaCodec = new LatePart<typeof codec>('definitions')
