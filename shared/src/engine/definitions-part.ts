// The part of DDL: its grammar, its execution, the printer of SQL.

import * as grammar from '../sql/parse/parse-other-statement.ts'
import { lateStatementRules } from '../sql/parse/parse-statement.ts'
import { lateTypeGrammar } from '../sql/parse/late-grammar.ts'
import * as types from '../sql/parse/parse-type-name.ts'
import * as changing from './change-setting.ts'
import { lateDefinitions, lateSettings } from './late-statements.ts'
import { provideSchemaChanges } from './provide-schema-changes.ts'
import * as running from './run-other-statement.ts'
import { requireEngine } from './engine-core.ts'

export function provide(): void {
  requireEngine()
  lateStatementRules.provide(grammar)
  lateTypeGrammar.provide(types)
  lateDefinitions.provide(running)
  lateSettings.provide(changing)
  provideSchemaChanges()
}
