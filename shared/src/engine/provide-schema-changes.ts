// What takes up changes of the schema: their codec, and what they do to a head. Part of definitions; a database that a server or other
// devices change calls it when it is opened, because it may meet such a change at any time.

import { lateSchemaCodec } from '../changes/late-schema-changes.ts'
import * as codec from '../changes/schema-change-codec.ts'
import { alterHead } from './alter-head.ts'
import { lateSchemaChanges } from './late-statements.ts'
import { lateCasts } from '../values/late-casts.ts'
import * as rareCasts from '../values/rare-casts.ts'
import { rowChangesAfterDdl } from './row-changes-after-ddl.ts'

export function provideSchemaChanges(): void {
  lateCasts.provide(rareCasts)
  lateSchemaCodec.provide(codec)
  lateSchemaChanges.provide({ alterHead, rowChangesAfterDdl })
}
