// The part of rare queries: windows, subqueries, common tables, set operations, functions in FROM, arrays, MERGE.

import { lateOperators } from '../exec/late-operators.ts'
import { latePlanFacts } from '../exec/late-plan-facts.ts'
import * as operators from '../exec/rare-operators.ts'
import * as planFacts from '../exec/rare-plan-facts.ts'
import { lateWindowFunctions } from '../functions/late-functions.ts'
import { windowFunctions } from '../functions/window-functions.ts'
import * as relationOids from '../schema/relation-oids.ts'
import { lateBinding } from '../sql/bind/late-binding.ts'
import * as binding from '../sql/bind/rare-binding.ts'
import { lateGrammar, lateTypeGrammar } from '../sql/parse/late-grammar.ts'
import * as typeGrammar from '../sql/parse/parse-type-name.ts'
import * as grammar from '../sql/parse/rare-grammar.ts'
import { latePlanning } from '../sql/plan/late-planning.ts'
import * as planning from '../sql/plan/rare-planning.ts'
import { lateTypeNames } from '../values/late-type-names.ts'
import * as typeNames from '../values/resolve-type-name.ts'
import { lateOnceWriter, lateRelationOids } from './late-statements.ts'
import * as onceWriting from './once-writer.ts'
import { requirePartsCore } from './parts-core.ts'

export function provide(): void {
  requirePartsCore()
  lateOnceWriter.provide(onceWriting)
  lateRelationOids.provide(relationOids)
  lateTypeNames.provide(typeNames)
  lateGrammar.provide(grammar)
  lateTypeGrammar.provide(typeGrammar)
  lateBinding.provide(binding)
  latePlanning.provide(planning)
  lateOperators.provide(operators)
  latePlanFacts.provide(planFacts)
  lateWindowFunctions.provide([windowFunctions])
}
