// SELECT, INSERT, UPDATE, DELETE and MERGE of libpg-query as nested lists: see pg-shape.ts.

import { NotComparable, pgExpression, pgExpressions, pgSortKey, pgType, pgWindow, queryShape } from './pg-shape.ts'
import type { Shape } from './pg-shape.ts'

type Fields = Readonly<Record<string, unknown>>

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function strings(value: unknown): string[] {
  return list(value).map(item => text(fields(fields(item)['String'])['sval']))
}

function unwrap(node: unknown): [string, Fields] {
  const entries = Object.entries(fields(node))
  return entries.length === 1 ? [entries[0][0], fields(entries[0][1])] : ['', {}]
}

function optional(value: unknown): Shape {
  return value === undefined ? '-' : pgExpression(value)
}

/** One statement of libpg-query's answer. */
export function pgStatementShape(node: unknown): Shape {
  const [kind, f] = unwrap(node)
  switch (kind) {
    case 'SelectStmt':
      return selectShape(f)
    case 'InsertStmt':
      return insertShape(f)
    case 'UpdateStmt':
      return [
        'update',
        withShape(f),
        relation(f['relation']),
        assignments(f['targetList']),
        list(f['fromClause']).map(fromShape),
        optional(f['whereClause']),
        returning(f),
      ]
    case 'DeleteStmt':
      return [
        'delete',
        withShape(f),
        relation(f['relation']),
        list(f['usingClause']).map(fromShape),
        optional(f['whereClause']),
        returning(f),
      ]
    case 'MergeStmt':
      return [
        'merge',
        withShape(f),
        relation(f['relation']),
        fromShape(f['sourceRelation']),
        optional(f['joinCondition']),
        ...list(f['mergeWhenClauses']).map(mergeClause),
      ]
    default:
      throw new NotComparable(kind)
  }
}

queryShape.convert = pgStatementShape

function withShape(f: Fields): Shape {
  if (f['withClause'] === undefined) return '-'
  const w = fields(f['withClause'])
  const items = list(w['ctes']).map(item => {
    const c = unwrap(item)[1]
    const materialized = text(c['ctematerialized']).replace('CTEMaterialize', '').toLowerCase()
    return [text(c['ctename']), strings(c['aliascolnames']), materialized, pgStatementShape(c['ctequery'])]
  })
  return ['with', w['recursive'] === true ? 'recursive' : '-', ...items]
}

function selectShape(f: Fields): Shape {
  if (f['intoClause'] !== undefined) throw new NotComparable('INTO')
  const tail = tailShape(f)
  if (f['valuesLists'] !== undefined) {
    return ['values', ...list(f['valuesLists']).map(row => pgExpressions(unwrap(row)[1]['items'])), tail]
  }
  if (f['op'] !== 'SETOP_NONE') {
    const operator = text(f['op']).replace('SETOP_', '').toLowerCase()
    return [operator, f['all'] === true ? 'all' : '-', selectShape(fields(f['larg'])), selectShape(fields(f['rarg'])), tail]
  }
  return [
    'select',
    distinctShape(f['distinctClause']),
    items(f['targetList']),
    list(f['fromClause']).map(fromShape),
    optional(f['whereClause']),
    [f['groupDistinct'] === true ? 'distinct' : '-', ...list(f['groupClause']).map(groupingShape)],
    optional(f['havingClause']),
    list(f['windowClause']).map(item => {
      const w = unwrap(item)[1]
      return [text(w['name']), pgWindow({ ...w, name: undefined })]
    }),
    tail,
  ]
}

function distinctShape(value: unknown): Shape {
  if (value === undefined) return '-'
  const on = list(value).filter(item => Object.keys(fields(item)).length > 0)
  return ['distinct', ...on.map(pgExpression)]
}

function tailShape(f: Fields): Shape {
  const locks = list(f['lockingClause']).map(item => {
    const l = unwrap(item)[1]
    const wait = text(l['waitPolicy']).replace('LockWait', '').toLowerCase()
    return [text(l['strength']).replace('LCS_FOR', '').toLowerCase(), list(l['lockedRels']).map(relation), wait]
  })
  // LIMIT ALL and LIMIT NULL are one tree.
  const limit = optional(f['limitCount'])
  const ties = f['limitOption'] === 'LIMIT_OPTION_WITH_TIES' ? 'ties' : '-'
  return [
    'tail',
    withShape(f),
    list(f['sortClause']).map(pgSortKey),
    limit === 'null' ? '-' : limit,
    ties,
    optional(f['limitOffset']),
    locks,
  ]
}

function items(value: unknown): Shape[] {
  return list(value).map(item => {
    const target = unwrap(item)[1]
    return ['item', text(target['name']) || '-', pgExpression(target['val'])]
  })
}

function groupingShape(node: unknown): Shape {
  const [kind, f] = unwrap(node)
  if (kind !== 'GroupingSet') return pgExpression(node)
  return [text(f['kind']).replace('GROUPING_SET_', '').toLowerCase(), ...list(f['content']).map(groupingShape)]
}

function aliasShape(value: unknown): Shape {
  if (value === undefined) return '-'
  const f = fields(value)
  return [text(f['aliasname']), ...strings(f['colnames'])]
}

function relation(node: unknown): Shape {
  const f = 'RangeVar' in fields(node) ? unwrap(node)[1] : fields(node)
  const name = [text(f['catalogname']), text(f['schemaname']), text(f['relname'])].filter(part => part !== '')
  return ['table', name.join('.'), f['inh'] === true ? '-' : 'only', aliasShape(f['alias'])]
}

function fromShape(node: unknown): Shape {
  const [kind, f] = unwrap(node)
  switch (kind) {
    case 'RangeVar':
      return relation(node)
    case 'RangeSubselect':
      return ['subquery', f['lateral'] === true ? 'lateral' : '-', pgStatementShape(f['subquery']), aliasShape(f['alias'])]
    case 'JoinExpr': {
      const using = f['usingClause'] === undefined ? '-' : strings(f['usingClause'])
      const usingAlias = text(fields(f['join_using_alias'])['aliasname']) || '-'
      const type = `${f['isNatural'] === true ? 'natural ' : ''}${text(f['jointype']).replace('JOIN_', '').toLowerCase()}`
      return [type, fromShape(f['larg']), fromShape(f['rarg']), optional(f['quals']), using, usingAlias, aliasShape(f['alias'])]
    }
    case 'RangeFunction': {
      const calls = list(f['functions']).map(item => pgExpression(list(unwrap(item)[1]['items'])[0]))
      const columns = list(f['coldeflist']).map(item => {
        const c = unwrap(item)[1]
        return [text(c['colname']), pgType(c['typeName'])]
      })
      const flags = `${f['lateral'] === true ? 'lateral ' : ''}${f['ordinality'] === true ? 'ordinality ' : ''}${f['is_rowsfrom'] === true ? 'rows' : ''}`
      return ['function', flags.trim(), calls, aliasShape(f['alias']), columns]
    }
    case 'RangeTableSample':
      return ['sample', fromShape(f['relation'])]
    default:
      throw new NotComparable(kind)
  }
}

function returning(f: Fields): Shape {
  // PostgreSQL 18 wraps the list: exprs holds what was a plain list before.
  const clause = f['returningClause']
  return items(clause === undefined ? f['returningList'] : fields(clause)['exprs'])
}

function assignments(value: unknown): Shape {
  return list(value).map(item => {
    const target = unwrap(item)[1]
    const [kind, multi] = unwrap(target['val'])
    if (kind !== 'MultiAssignRef') return ['set', text(target['name']), pgExpression(target['val'])]
    return ['set', text(target['name']), ['multi', String(multi['colno']), String(multi['ncolumns']), pgExpression(multi['source'])]]
  })
}

function insertShape(f: Fields): Shape {
  const columns = list(f['cols']).map(item => text(unwrap(item)[1]['name']))
  const overriding = text(f['override']).replace('OVERRIDING_', '').replace('_VALUE', '').toLowerCase()
  const source = f['selectStmt'] === undefined ? 'default values' : pgStatementShape(f['selectStmt'])
  return ['insert', withShape(f), relation(f['relation']), columns, overriding, source, conflictShape(f['onConflictClause']), returning(f)]
}

function conflictShape(value: unknown): Shape {
  if (value === undefined) return '-'
  const f = fields(value)
  const infer = fields(f['infer'])
  const elements = list(infer['indexElems']).map(item => {
    const e = unwrap(item)[1]
    const inner: Shape = e['name'] === undefined ? pgExpression(e['expr']) : ['col', text(e['name'])]
    return e['collation'] === undefined ? inner : ['collate', inner, ...strings(e['collation'])]
  })
  const action = text(f['action']).replace('ONCONFLICT_', '').toLowerCase()
  return [
    'conflict',
    action,
    elements,
    text(infer['conname']) || '-',
    optional(infer['whereClause']),
    assignments(f['targetList']),
    optional(f['whereClause']),
  ]
}

function mergeClause(node: unknown): Shape {
  const f = unwrap(node)[1]
  const command = text(f['commandType']).replace('CMD_', '').toLowerCase()
  // INSERT names its columns in the list; UPDATE pairs them with values.
  const columns = list(f['targetList']).map(item => text(unwrap(item)[1]['name']))
  const body: Shape = command === 'insert' ? [columns, pgExpressions(f['values'])] : assignments(f['targetList'])
  return ['when', text(f['matchKind']).includes('NOT_MATCHED') ? 'not matched' : 'matched', optional(f['condition']), command, body]
}
