// Statements whose execution comes with a part of its own.

import { LatePart } from '../base/load-part.ts'
import type * as relationOids from '../schema/relation-oids.ts'
import type * as altering from './alter-head.ts'
import type * as changing from './change-setting.ts'
import type * as explaining from './explain-statement.ts'
import type * as onceWriting from './once-writer.ts'
import type * as replaying from './replay-tail.ts'
import type * as telling from './row-changes-after-ddl.ts'
import type * as running from './run-other-statement.ts'
import type * as temporary from './temporary-tables.ts'
import type * as transactions from './run-transaction-action.ts'

/** All statements but queries, changes of data and transactions. */
export const lateDefinitions = new LatePart<typeof running & typeof transactions & typeof temporary>('definitions')
/** What a change of the schema does to a head, and to what is told of a transaction. */
export const lateSchemaChanges = new LatePart<typeof altering & typeof telling>('definitions')
/** SET and set_config(). */
export const lateSettings = new LatePart<typeof changing>('definitions')
export const lateExplain = new LatePart<typeof explaining>('system')
/** What reads the log of a database that was not closed well. */
export const lateRecovery = new LatePart<typeof replaying>('recovery')
/** Oids of relations, which regclass asks for. */
export const lateRelationOids = new LatePart<typeof relationOids>('queries')
/** The writer of statements whose WITH changes data. */
export const lateOnceWriter = new LatePart<typeof onceWriting>('queries')
