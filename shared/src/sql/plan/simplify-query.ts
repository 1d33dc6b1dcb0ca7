// Rewrites a bound query before it is built: constants folded, common tables that are read once put in place, subqueries
// turned into joins, conditions moved down to where they can be tested first.

import { foldConstants } from '../bind/fold-constants.ts'
import type { LogicalExpression, LogicalQuery, Relation } from '../bind/relation.ts'
import { mapRelation } from '../bind/relation-tree.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import { latePlanning } from './late-planning.ts'
import { joinFromEqualities } from './or-to-in.ts'
import { pushConditions } from './push-conditions.ts'

export function simplifyQuery(statement: StatementContext, query: LogicalQuery): LogicalQuery {
  const hasCommonTables = statement.nextCommonTable > 0
  const folded = foldQuery(statement, hasCommonTables ? latePlanning.get().inlineCommonTables(query) : query)
  return { ...folded, relation: pushConditions(statement, folded.relation, []) }
}

/** Constants folded in every expression; subqueries are simplified on their own. */
function foldQuery(statement: StatementContext, query: LogicalQuery): LogicalQuery {
  const fold = (e: LogicalExpression): LogicalExpression =>
    joinFromEqualities(foldConstants(e, statement.values, sub => simplifyQuery(statement, sub)))
  const foldIn = (relation: Relation): Relation => mapRelation(relation, fold, foldIn)
  return { ...query, relation: foldIn(query.relation) }
}
