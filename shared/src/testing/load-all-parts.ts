// Set up before every test in Node: tests of the parser, the binder and single functions call them without a session, which would load
// what is missing. How a session does that is tested with the bundle (e2e/house/client-bundle.test.ts).

import { loadAllFunctions } from '../functions/late-functions.ts'
import { loadSystemCatalogs } from '../sql/bind/system-relation.ts'
import { loadDefinitionRules } from '../sql/parse/parse-statement.ts'

await Promise.all([loadAllFunctions(), loadSystemCatalogs(), loadDefinitionRules()])
