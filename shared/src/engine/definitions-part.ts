// The part of DDL: its grammar, its execution, the printer of SQL.

import { lateStatementRules, lateTypeGrammar } from '../sql/parse/late-grammar.ts'
import * as grammar from '../sql/parse/parse-other-statement.ts'
import * as transactionGrammar from '../sql/parse/parse-transaction-modes.ts'
import * as types from '../sql/parse/parse-type-name.ts'
import * as changing from './change-setting.ts'
import { lateDefinitions, lateSettings } from './late-statements.ts'
import { provideSchemaChanges } from './provide-schema-changes.ts'
import * as running from './run-other-statement.ts'
import * as temporary from './temporary-tables.ts'
import * as transactions from './run-transaction-action.ts'
import { requirePartsCore } from './parts-core.ts'

export function provide(): void {
  requirePartsCore()
  lateStatementRules.provide({ ...grammar, ...transactionGrammar })
  lateTypeGrammar.provide(types)
  lateDefinitions.provide({ ...running, ...transactions, ...temporary })
  lateSettings.provide(changing)
  provideSchemaChanges()
}
