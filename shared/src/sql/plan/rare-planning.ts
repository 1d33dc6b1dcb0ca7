// What the part of rare queries gives to the planner: the rules that are reached through late-planning.ts.

export { buildRare } from './build-rare.ts'
export { inlineCommonTables } from './inline-common-tables.ts'
export { lowerClauses } from './build-merge.ts'
export { greedyOrder } from './order-many-joins.ts'
export { pushIntoFull, pushIntoLateral, pushIntoRare, pushIntoSemi } from './push-rare.ts'
export { unnestAggregates } from './unnest-aggregates.ts'
export { unnestLateral } from './unnest-lateral.ts'
export { joinSubquery } from './unnest-subqueries.ts'
