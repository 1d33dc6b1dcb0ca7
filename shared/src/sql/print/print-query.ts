// Queries as SQL text: SELECT, VALUES, set operations, WITH. Data changes are in print-dml.ts.

import { unreachable } from '../../base/assert.ts'
import { notSupported } from '../../base/errors.ts'
import { printOrderBy, printWindowSpec } from './print-call.ts'
import { printDml } from './print-dml.ts'
import { printExpression, printList } from './print-expression.ts'
import { printFromItem } from './print-from.ts'
import { printName, printNames, printQualifiedName } from './print-name.ts'
import type { CommonTable, GroupingElement, LockingClause, Query, QueryTail, SelectItem, SelectQuery, WithClause } from '../ast.ts'

/** The query without parentheses around it. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'select':
      return `${printWith(query.with)}${printSelect(query)}${printTail(query)}`
    case 'values':
      return `${printWith(query.with)}VALUES ${query.rows.map(row => `(${printList(row)})`).join(', ')}${printTail(query)}`
    case 'set operation': {
      const word = `${query.operator.toUpperCase()}${query.all ? ' ALL' : ''}`
      return `${printWith(query.with)}(${printQuery(query.left)}) ${word} (${printQuery(query.right)})${printTail(query)}`
    }
    default:
      return printDml(query)
  }
}

/** WITH … and a space, or nothing. */
export function printWith(clause: WithClause | null): string {
  if (clause === null) return ''
  return `WITH ${clause.recursive ? 'RECURSIVE ' : ''}${clause.items.map(printCommonTable).join(', ')} `
}

function printCommonTable(table: CommonTable): string {
  if (table.unsupported !== null) throw notSupported(`${table.unsupported} clause of WITH`, table.at)
  const materialized = table.materialized === null ? '' : table.materialized ? 'MATERIALIZED ' : 'NOT MATERIALIZED '
  return `${printName(table.name)}${printNames(table.columns)} AS ${materialized}(${printQuery(table.query)})`
}

function printSelect(query: SelectQuery): string {
  const distinct = query.distinct === null ? '' : query.distinct.length === 0 ? ' DISTINCT' : ` DISTINCT ON (${printList(query.distinct)})`
  const parts = [
    `SELECT${distinct}`,
    query.items.length === 0 ? '' : ` ${query.items.map(printSelectItem).join(', ')}`,
    query.into === null ? '' : ` INTO ${printQualifiedName(query.into)}`,
    query.from.length === 0 ? '' : ` FROM ${query.from.map(printFromItem).join(', ')}`,
    query.where === null ? '' : ` WHERE ${printExpression(query.where)}`,
    query.groupBy.length === 0 ? '' : ` GROUP BY ${query.groupByDistinct ? 'DISTINCT ' : ''}${query.groupBy.map(printGrouping).join(', ')}`,
    query.having === null ? '' : ` HAVING ${printExpression(query.having)}`,
    query.windows.length === 0
      ? ''
      : ` WINDOW ${query.windows.map(window => `${printName(window.name)} AS ${printWindowSpec(window.spec)}`).join(', ')}`,
  ]
  return parts.join('')
}

/** An item of a select list or of RETURNING. */
export function printSelectItem(item: SelectItem): string {
  return `${printExpression(item.expression)}${item.alias === null ? '' : ` AS ${printName(item.alias)}`}`
}

function printGrouping(element: GroupingElement): string {
  switch (element.kind) {
    case 'expression':
      return printExpression(element.expression)
    case 'empty':
      return '()'
    case 'list':
      return `(${printList(element.items)})`
    case 'rollup':
    case 'cube':
      return `${element.kind.toUpperCase()} (${element.items.map(items => (items.length === 1 ? printExpression(items[0]) : `(${printList(items)})`)).join(', ')})`
    case 'grouping sets':
      return `GROUPING SETS (${element.items.map(printGrouping).join(', ')})`
    default:
      return unreachable(element)
  }
}

function printTail(tail: QueryTail): string {
  const orderBy = tail.orderBy.length === 0 ? '' : ` ${printOrderBy(tail.orderBy)}`
  const offset = tail.offset === null ? '' : ` OFFSET ${printExpression(tail.offset)}`
  return `${orderBy}${printLimit(tail)}${offset}${tail.locking.map(printLocking).join('')}`
}

function printLimit(tail: QueryTail): string {
  if (tail.limit === null) return ''
  return tail.withTies ? ` FETCH FIRST (${printExpression(tail.limit)}) ROWS WITH TIES` : ` LIMIT ${printExpression(tail.limit)}`
}

function printLocking(clause: LockingClause): string {
  const tables = clause.tables.length === 0 ? '' : ` OF ${clause.tables.map(printQualifiedName).join(', ')}`
  return ` FOR ${clause.strength.toUpperCase()}${tables}${clause.wait === 'wait' ? '' : ` ${clause.wait.toUpperCase()}`}`
}
