// Statements whose execution comes with a part of its own.

import { LatePart } from '../base/load-part.ts'
import type * as explaining from './explain-statement.ts'
import type * as defining from './run-ddl.ts'

/** CREATE, ALTER, DROP, TRUNCATE. */
export const lateDefinitions = new LatePart<typeof defining>('definitions')
export const lateExplain = new LatePart<typeof explaining>('system')
