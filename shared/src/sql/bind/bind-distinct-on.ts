// SELECT DISTINCT ON (…) and SELECT … FOR UPDATE. Part of rare queries.

import { SqlError } from '../../base/errors.ts'
import type { LockingClause, SelectQuery } from '../ast.ts'
import { equalExpressions } from './expression-tree.ts'
import type { LogicalExpression, LogicalSortKey, Relation } from './relation.ts'
import type { Scope } from './scope.ts'

/** The first row of each group: sorted by what is written, and by the keys that are not. */
export function distinctOn(
  query: SelectQuery,
  input: Relation,
  on: readonly LogicalExpression[],
  keys: readonly LogicalSortKey[],
): { relation: Relation; keys: readonly LogicalSortKey[] } {
  const isOn = (key: LogicalSortKey): boolean => on.some(e => equalExpressions(e, key.expression))
  const leading = keys.findIndex(key => !isOn(key))
  const covered = on.filter(e => keys.slice(0, leading < 0 ? keys.length : leading).some(key => equalExpressions(e, key.expression)))
  if (leading >= 0 && covered.length < on.length) {
    throw new SqlError('42P10', 'SELECT DISTINCT ON expressions must match initial ORDER BY expressions', {
      position: query.distinct?.[0].at ?? query.at,
    })
  }
  const missing = on.filter(e => !covered.includes(e)).map(expression => ({ expression, descending: false, nullsFirst: false }))
  const all = [...keys, ...missing]
  return { relation: { kind: 'distinct on', input: { kind: 'sort', input, keys: all }, keys: on }, keys }
}

const lockWords: Readonly<Record<LockingClause['strength'], string>> = {
  update: 'FOR UPDATE',
  'no key update': 'FOR NO KEY UPDATE',
  share: 'FOR SHARE',
  'key share': 'FOR KEY SHARE',
}

/** There is one writer, so row locks need nothing; what PostgreSQL refuses is refused. */
export function checkLocking(scope: Scope, query: SelectQuery): void {
  for (const clause of query.locking) {
    const word = lockWords[clause.strength]
    const refuse = (what: string): SqlError => new SqlError('0A000', `${word} is not allowed with ${what}`, { position: clause.at })
    if (query.distinct !== null) throw refuse('DISTINCT clause')
    if (query.groupBy.length > 0) throw refuse('GROUP BY clause')
    if (query.having !== null) throw refuse('HAVING clause')
    if (scope.aggregates.length > 0) throw refuse('aggregate functions')
    if (scope.windows.length > 0) throw refuse('window functions')
    if (scope.setCalls.length > 0) throw refuse('set-returning functions in the target list')
    for (const name of clause.tables) {
      if (scope.items.some(item => item.isNamed && item.alias === name[name.length - 1])) continue
      throw new SqlError('42P01', `relation "${name.join('.')}" in ${word} clause not found in FROM clause`, { position: clause.at })
    }
  }
}
