// The name of an output column that has no alias, exactly as PostgreSQL figures it.

import type { Expression, Query, TypeName } from '../ast.ts'

/** How strong a found name is: a cast's type name gives way to a name inside. */
interface Found {
  readonly name: string
  readonly isWeak: boolean
}

export function outputColumnName(e: Expression): string {
  return figure(e)?.name ?? '?column?'
}

const strong = (name: string): Found => ({ name, isWeak: false })

function figure(e: Expression): Found | null {
  switch (e.kind) {
    case 'column':
      return strong(e.name[e.name.length - 1])
    case 'call':
      return strong(e.name[e.name.length - 1])
    case 'field':
      return e.field === '*' ? null : strong(e.field)
    case 'subscript':
    case 'slice':
    case 'collate':
      return figure(e.operand)
    case 'cast': {
      const inner = figure(e.operand)
      return inner !== null && !inner.isWeak ? inner : { name: typeWord(e.type), isWeak: true }
    }
    case 'typed literal':
      return { name: typeWord(e.type), isWeak: true }
    case 'case': {
      const inner = e.otherwise === null ? null : figure(e.otherwise)
      return inner !== null && !inner.isWeak ? inner : { name: 'case', isWeak: true }
    }
    case 'scalar query':
      return firstColumn(e.query)
    case 'sql value':
      return strong(e.name)
    default:
      return Object.hasOwn(namesByKind, e.kind) ? strong(namesByKind[e.kind]) : null
  }
}

const namesByKind: Readonly<Record<string, string>> = {
  exists: 'exists',
  array: 'array',
  'array query': 'array',
  row: 'row',
  'at time zone': 'timezone',
  extract: 'extract',
  grouping: 'grouping',
}

const typeWord = (type: TypeName): string => type.name[type.name.length - 1]

/** A scalar subquery is called like its only column. */
function firstColumn(query: Query): Found | null {
  if (query.kind === 'set operation') return firstColumn(query.left)
  if (query.kind === 'values') return strong('column1')
  if (query.kind !== 'select') return null
  const [item] = query.items
  if (item === undefined) return null
  if (item.alias !== null) return strong(item.alias)
  return strong(figure(item.expression)?.name ?? '?column?')
}
