// Moves conditions down to the relations that they are about.

import type { LogicalExpression, Relation } from '../bind/relation.ts'
import type { StatementContext } from '../bind/statement-context.ts'
import { conjunctionOf } from './conjuncts.ts'

/** `relation` under `conditions`. */
export function pushConditions(_statement: StatementContext, relation: Relation, conditions: readonly LogicalExpression[]): Relation {
  const condition = conjunctionOf(conditions)
  return condition === null ? relation : { kind: 'filter', input: relation, condition }
}
