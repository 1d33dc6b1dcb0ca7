// VALUES as a query, and the tail of queries that are no SELECT. Part of rare queries; the rows of INSERT are bound in bind-insert.ts.

import { SqlError } from '../../base/errors.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { Expression, QueryTail, ValuesQuery } from '../ast.ts'
import { bindExpression } from './bind-expression.ts'
import { bindTerm, sortKeyOf, type TargetItem } from './bind-order.ts'
import { withLimit, type BoundQuery, type QueryOptions } from './bind-query.ts'
import { coerceToCommon, isUnknown } from './coerce.ts'
import type { ColumnNumber, LogicalExpression, LogicalSortKey, Relation } from './relation.ts'
import { Scope } from './scope.ts'
import type { StatementContext } from './statement-context.ts'

export function bindValues(statement: StatementContext, parent: Scope | null, query: ValuesQuery, options: QueryOptions): BoundQuery {
  const scope = new Scope(statement, parent)
  const width = query.rows[0].length
  const rows = scope.within('VALUES', () =>
    query.rows.map(row => {
      if (row.length !== width)
        throw new SqlError('42601', 'VALUES lists must all be the same length', { position: row[0]?.at ?? query.at })
      return row.map(e => bindExpression(scope, e))
    }),
  )
  const columns: ColumnNumber[] = []
  const typed: LogicalExpression[][] = rows.map(() => [])
  for (let c = 0; c < width; c++) {
    const cells = rows.map(row => row[c])
    const isOpen = options.keepUnknown === true && cells.length === 1 && isUnknown(cells[0].type)
    const common = isOpen ? { type: sqlTypes.unknown, expressions: cells } : coerceToCommon(statement, cells, 'VALUES', query.rows.map(row => row[c].at)) // prettier-ignore

    columns.push(statement.addColumn(`column${c + 1}`, common.type))
    common.expressions.forEach((e, r) => typed[r].push(e))
  }
  const relation: Relation = { kind: 'values', columns, rows: typed }
  const names = columns.map((_, c) => `column${c + 1}`)
  return bindTail(scope, { relation, columns, names }, query)
}

/** ORDER BY, LIMIT and OFFSET of VALUES and set operations: over their output columns. */
export function bindTail(scope: Scope, query: BoundQuery, tail: QueryTail): BoundQuery {
  const isSetOperation = query.relation.kind === 'set operation'
  const { statement } = scope
  if (tail.locking.length > 0)
    throw new SqlError(
      '0A000',
      `FOR UPDATE ${isSetOperation ? 'is not allowed with UNION/INTERSECT/EXCEPT' : 'cannot be applied to VALUES'}`,
      { position: tail.locking[0].at },
    )
  const targets: TargetItem[] = query.columns.map((column, i) => ({ name: query.names[i], expression: statement.column(column), at: 0 }))
  let { relation } = query
  let keys: LogicalSortKey[] = []
  if (tail.orderBy.length > 0) {
    scope.items.push({
      alias: '', schema: null, table: null, isNamed: false, columnsVisible: true, lateralAllowed: true,
      columns: targets.map(t => ({ name: t.name, value: t.expression })),
    }) // prettier-ignore
    keys = tail.orderBy.map(term => sortKeyOf(term, bindTerm(scope, term.expression, targets, 'ORDER BY')))
    scope.items.pop()
    if (isSetOperation) checkSetOrder(tail, keys, query.columns)
    relation = { kind: 'sort', input: relation, keys }
  }
  return { ...query, relation: withLimit(scope, relation, tail, keys) }
}

/** Where an expression begins: operators stand between their operands. */
function startOf(e: Expression): number {
  return e.kind === 'binary' ? Math.min(e.at, startOf(e.left)) : e.at
}

function checkSetOrder(tail: QueryTail, keys: readonly LogicalSortKey[], columns: readonly ColumnNumber[]): void {
  keys.forEach(({ expression }, i) => {
    if (expression.kind === 'input' && columns.includes(expression.index)) return
    throw new SqlError('0A000', 'invalid UNION/INTERSECT/EXCEPT ORDER BY clause', {
      position: startOf(tail.orderBy[i].expression),
      detail: 'Only result column names can be used, not expressions or functions.',
      hint: 'Add the expression/function to every SELECT, or move the UNION into a FROM clause.',
    })
  })
}
