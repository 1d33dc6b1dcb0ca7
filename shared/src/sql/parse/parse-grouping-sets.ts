// ROLLUP, CUBE, GROUPING SETS and () in GROUP BY. Comes with the part of rare queries (late-grammar.ts).

import type { GroupingElement } from '../ast.ts'
import type { TokenCursor } from './token-cursor.ts'

/** The element at the cursor; null when the word there is none of these but begins an expression. */
export function parseGroupingSets(cursor: TokenCursor, parseElement: (cursor: TokenCursor) => GroupingElement): GroupingElement | null {
  if (cursor.is('(') && cursor.isPunctuationAhead(1, ')')) {
    cursor.advance()
    cursor.advance()
    return { kind: 'empty' }
  }
  if ((cursor.isWord('rollup') || cursor.isWord('cube')) && cursor.isPunctuationAhead(1, '(')) {
    const kind = cursor.take() === 'rollup' ? 'rollup' : 'cube'
    const items = cursor.parenthesised(cursor.rules.expression)
    return { kind, items: items.map(item => (item.kind === 'row' && !item.explicit ? item.items : [item])) }
  }
  if (!cursor.isWords('grouping', 'sets')) return null
  cursor.enter()
  cursor.expectWords('grouping', 'sets')
  const items = cursor.parenthesised(parseElement)
  cursor.leave()
  return { kind: 'grouping sets', items }
}
