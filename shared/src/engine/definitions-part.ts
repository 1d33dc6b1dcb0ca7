// The part of DDL: its grammar, its execution, the printer of SQL.

import { lateDefinitionRules } from '../sql/parse/parse-statement.ts'
import * as grammar from '../sql/parse/parse-definition.ts'
import { lateDefinitions } from './late-statements.ts'
import * as running from './run-ddl.ts'

export function provide(): void {
  lateDefinitionRules.provide(grammar)
  lateDefinitions.provide(running)
}
