// GROUP BY with rows, ROLLUP, CUBE and GROUPING SETS. Part of rare queries.

import { SqlError } from '../../base/errors.ts'
import type { Expression, GroupingElement, SelectQuery } from '../ast.ts'

const maxGroupingSets = 4096

/** The sets that the clause stands for, as positions among what `add` has collected. */
export function groupingSets(query: SelectQuery, add: (e: Expression) => number): number[][] {
  let sets: number[][] = [[]]
  for (const element of query.groupBy) sets = cross(sets, setsOf(element, add), query.at)
  return query.groupByDistinct ? distinctSets(sets) : sets
}

/** The sets that one element of GROUP BY stands for. */
function setsOf(element: GroupingElement, add: (e: Expression) => number): number[][] {
  const unique = (list: readonly Expression[]): number[] => [...new Set(list.flatMap(flattenRow).map(add))]
  switch (element.kind) {
    case 'expression':
      return [unique([element.expression])]
    case 'list':
      return [unique(element.items)]
    case 'empty':
      return [[]]
    case 'rollup': {
      const parts = element.items.map(unique)
      return Array.from({ length: parts.length + 1 }, (_, i) => [...new Set(parts.slice(0, parts.length - i).flat())])
    }
    case 'cube': {
      const parts = element.items.map(unique)
      const count = 1 << parts.length
      return Array.from({ length: count }, (_, i) => [
        ...new Set(parts.filter((_part, p) => ((count - 1 - i) >> (parts.length - 1 - p)) & 1).flat()),
      ])
    }
    case 'grouping sets':
      return element.items.flatMap(item => setsOf(item, add))
  }
}

const flattenRow = (e: Expression): readonly Expression[] => (e.kind === 'row' && !e.explicit ? e.items : [e])

function cross(left: readonly number[][], right: readonly number[][], at: number): number[][] {
  if (left.length * right.length > maxGroupingSets) {
    throw new SqlError('54001', `too many grouping sets present (maximum ${maxGroupingSets})`, { position: at })
  }
  return left.flatMap(a => right.map(b => [...new Set([...a, ...b])]))
}

function distinctSets(sets: readonly number[][]): number[][] {
  const seen = new Set<string>()
  return sets.filter(set => {
    const key = [...set].sort((a, b) => a - b).join()
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
