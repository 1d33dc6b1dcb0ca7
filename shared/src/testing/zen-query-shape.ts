// Our queries and data changes as nested lists in the spelling of pg-query-shape.ts.

import { unreachable } from '../base/assert.ts'
import { NotComparable } from './pg-shape.ts'
import { zenExpression, zenExpressions, zenOptional, zenQuery, zenSortKey, zenType, zenWindow } from './zen-shape.ts'
import type {
  Assignment,
  FromItem,
  GroupingElement,
  InsertStatement,
  MergeStatement,
  OnConflict,
  QualifiedName,
  Query,
  QueryTail,
  SelectItem,
  Statement,
  TableAlias,
  WithClause,
} from '../sql/ast.ts'
import type { Shape } from './pg-shape.ts'

/** A statement, when it is one of the compared kinds. */
export function zenStatementShape(statement: Statement): Shape {
  switch (statement.kind) {
    case 'select':
    case 'values':
    case 'set operation':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return zenQueryShape(statement)
    default:
      throw new NotComparable(statement.kind)
  }
}

function zenQueryShape(query: Query): Shape {
  switch (query.kind) {
    case 'select':
      return [
        'select',
        query.distinct === null ? '-' : ['distinct', ...zenExpressions(query.distinct)],
        query.items.map(itemShape),
        query.from.map(fromShape),
        zenOptional(query.where),
        [query.groupByDistinct ? 'distinct' : '-', ...query.groupBy.map(groupingShape)],
        zenOptional(query.having),
        query.windows.map(window => [window.name, zenWindow(window.spec)]),
        tailShape(query),
      ]
    case 'values':
      return ['values', ...query.rows.map(zenExpressions), tailShape(query)]
    case 'set operation':
      return [query.operator, query.all ? 'all' : '-', zenQueryShape(query.left), zenQueryShape(query.right), tailShape(query)]
    case 'insert':
      return insertShape(query)
    case 'update':
      return [
        'update',
        withShape(query.with),
        targetShape(query),
        setShape(query.set),
        query.from.map(fromShape),
        zenOptional(query.where),
        query.returning.map(itemShape),
      ]
    case 'delete':
      return [
        'delete',
        withShape(query.with),
        targetShape(query),
        query.using.map(fromShape),
        zenOptional(query.where),
        query.returning.map(itemShape),
      ]
    case 'merge':
      return [
        'merge',
        withShape(query.with),
        targetShape({ ...query, only: false }),
        fromShape(query.source),
        zenExpression(query.on),
        ...query.clauses.map(mergeClause),
      ]
    default:
      return unreachable(query)
  }
}

zenQuery.convert = zenQueryShape

function withShape(clause: WithClause | null): Shape {
  if (clause === null) return '-'
  const items = clause.items.map((item): Shape => {
    const materialized = item.materialized === null ? 'default' : item.materialized ? 'always' : 'never'
    return [item.name, item.columns, materialized, zenQueryShape(item.query)]
  })
  return ['with', clause.recursive ? 'recursive' : '-', ...items]
}

function tailShape(tail: QueryTail): Shape {
  const locks = tail.locking.map((lock): Shape => {
    const wait = lock.wait === 'skip locked' ? 'skip' : lock.wait === 'nowait' ? 'error' : 'block'
    return [lock.strength.replaceAll(' ', ''), lock.tables.map(name => tableShape(name, false, null)), wait]
  })
  const limit = tail.limit?.kind === 'null' ? '-' : zenOptional(tail.limit)
  return ['tail', withShape(tail.with), tail.orderBy.map(zenSortKey), limit, tail.withTies ? 'ties' : '-', zenOptional(tail.offset), locks]
}

function itemShape(item: SelectItem): Shape {
  return ['item', item.alias ?? '-', zenExpression(item.expression)]
}

function groupingShape(element: GroupingElement): Shape {
  switch (element.kind) {
    case 'expression':
      return zenExpression(element.expression)
    case 'empty':
      return ['empty']
    case 'list':
      return ['tuple', ...zenExpressions(element.items)]
    case 'rollup':
    case 'cube':
      return [
        element.kind,
        ...element.items.map((list): Shape => (list.length === 1 ? zenExpression(list[0]) : ['tuple', ...zenExpressions(list)])),
      ]
    case 'grouping sets':
      return ['sets', ...element.items.map(groupingShape)]
    default:
      return unreachable(element)
  }
}

function aliasShape(alias: TableAlias | null): Shape {
  return alias === null ? '-' : [alias.name, ...alias.columns]
}

function tableShape(name: QualifiedName, only: boolean, alias: TableAlias | null): Shape {
  return ['table', name.join('.'), only ? 'only' : '-', aliasShape(alias)]
}

function targetShape(target: { readonly table: QualifiedName; readonly only: boolean; readonly alias: string | null }): Shape {
  return tableShape(target.table, target.only, target.alias === null ? null : { name: target.alias, columns: [] })
}

function fromShape(item: FromItem): Shape {
  switch (item.kind) {
    case 'table': {
      const table = tableShape(item.name, item.only, item.alias)
      return item.sample === null ? table : ['sample', table]
    }
    case 'subquery':
      return ['subquery', item.lateral ? 'lateral' : '-', zenQueryShape(item.query), aliasShape(item.alias)]
    case 'function': {
      const flags = `${item.lateral ? 'lateral ' : ''}${item.withOrdinality ? 'ordinality ' : ''}${item.rowsFrom ? 'rows' : ''}`
      const columns = (item.columnDefinitions ?? []).map((column): Shape => [column.name, zenType(column.type)])
      return ['function', flags.trim(), item.calls.map(call => zenExpression({ kind: 'call', ...call })), aliasShape(item.alias), columns]
    }
    case 'join': {
      const type = `${item.natural ? 'natural ' : ''}${item.type === 'cross' ? 'inner' : item.type}`
      return [
        type,
        fromShape(item.left),
        fromShape(item.right),
        zenOptional(item.on),
        item.using ?? '-',
        item.usingAlias ?? '-',
        aliasShape(item.alias),
      ]
    }
    default:
      return unreachable(item)
  }
}

function setShape(assignments: readonly Assignment[]): Shape {
  return assignments.flatMap(({ columns, value }): Shape[] => {
    // One column in parentheses is the same tree as one without when the value is no row.
    if (columns.length === 1) return [['set', columns[0], zenExpression(value)]]
    return columns.map((column, i): Shape => [
      'set',
      column,
      ['multi', String(i + 1), String(columns.length), i === 0 ? zenExpression(value) : zenExpression(value)],
    ])
  })
}

function insertShape(statement: InsertStatement): Shape {
  const columns = (statement.columns ?? []).map(column => column.name)
  const source = statement.source === null ? 'default values' : zenQueryShape(statement.source)
  const target = targetShape({ ...statement, only: false })
  const overriding = statement.overriding ?? 'not_set'
  return [
    'insert',
    withShape(statement.with),
    target,
    columns,
    overriding,
    source,
    conflictShape(statement.onConflict),
    statement.returning.map(itemShape),
  ]
}

function conflictShape(conflict: OnConflict | null): Shape {
  if (conflict === null) return '-'
  const { target, action } = conflict
  const columns = target?.kind === 'columns' ? target : null
  const update = action.kind === 'update' ? action : null
  return [
    'conflict',
    action.kind,
    columns === null ? [] : columns.items.map(item => zenExpression(item.expression)),
    target?.kind === 'constraint' ? target.name : '-',
    columns === null ? '-' : zenOptional(columns.where),
    update === null ? [] : setShape(update.set),
    update === null ? '-' : zenOptional(update.where),
  ]
}

function mergeClause(clause: MergeStatement['clauses'][number]): Shape {
  const { action } = clause
  const body: Shape =
    action.kind === 'insert'
      ? [action.columns ?? [], zenExpressions(action.values ?? [])]
      : action.kind === 'update'
        ? setShape(action.set)
        : []
  return [
    'when',
    clause.matched ? 'matched' : 'not matched',
    clause.condition === null ? '-' : zenExpression(clause.condition),
    action.kind,
    body,
  ]
}
