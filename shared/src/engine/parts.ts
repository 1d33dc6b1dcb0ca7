// Parts of the engine that many sessions never need: each is loaded by the first statement that does, and then stays.
// run-statement.ts asks for them; a page of an app fetches all of them when it is idle, so that they are there offline.

import { loadPart } from '../base/load-part.ts'
import { loadAllFunctions } from '../functions/late-functions.ts'
import { loadSystemCatalogs } from '../sql/bind/system-relation.ts'
import { loadDefinitionRules } from '../sql/parse/parse-statement.ts'
import type * as explaining from './explain-statement.ts'
import type * as ddlRunning from './run-ddl.ts'

type DdlPart = typeof ddlRunning
type ExplainPart = typeof explaining

let ddl: DdlPart | null = null
let explain: ExplainPart | null = null

/** CREATE, ALTER, DROP, TRUNCATE. A promise only before they are loaded, so that statements keep their order. */
export function ddlPart(): DdlPart | Promise<DdlPart> {
  return ddl ?? loadPart('DDL', () => import('./run-ddl.ts')).then(part => (ddl = part))
}

export function explainPart(): ExplainPart | Promise<ExplainPart> {
  return explain ?? loadPart('EXPLAIN', () => import('./explain-statement.ts')).then(part => (explain = part))
}

export async function loadAllParts(): Promise<void> {
  await Promise.all([ddlPart(), explainPart(), loadDefinitionRules(), loadAllFunctions(), loadSystemCatalogs()])
}
