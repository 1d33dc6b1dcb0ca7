// EXPLAIN: a plan as an indented tree in PostgreSQL's words, so that tools and people can read it.

import { unreachable } from '../../base/assert.ts'
import { quoteIdentifier } from '../../values/type-names.ts'
import type { BoundExpression, SortKey, SubPlan } from '../bound-expression.ts'
import { forEachChild } from '../bind/expression-tree.ts'
import type { Plan, PlannedStatement, ScanBound } from '../plan.ts'
import { explainExpression, type NameColumn } from './explain-expression.ts'

/** One line a node or property, without a final newline. */
export function explainPlan(planned: PlannedStatement): string {
  const lines: string[] = []
  explainNode(planned.plan, { lines, indent: 0, arrow: '' })
  return lines.join('\n')
}

interface Place {
  readonly lines: string[]
  readonly indent: number
  readonly arrow: string
}

type Property = readonly [label: string, text: string | null]

function explainNode(plan: Plan, place: Place): void {
  const { lines, indent, arrow } = place
  lines.push(`${' '.repeat(indent)}${arrow}${titleOf(plan)}  (rows=${Math.round(plan.rows)})`)
  const inner = indent + (arrow === '' ? 2 : 2 + arrow.length)
  const pad = ' '.repeat(arrow === '' ? indent + 2 : indent + arrow.length + 2)
  for (const [label, text] of propertiesOf(plan)) if (text !== null) lines.push(`${pad}${label}: ${text}`)
  for (const [title, child] of childrenOf(plan)) {
    if (title !== null) lines.push(`${pad}${title}`)
    explainNode(child, { lines, indent: title === null ? inner : inner + 2, arrow: '->  ' })
  }
}

const joinWords = { inner: '', left: ' Left', right: ' Right', full: ' Full', semi: ' Semi', anti: ' Anti' } as const
const setWords = { union: 'Append', intersect: 'SetOp Intersect', except: 'SetOp Except' } as const

function titleOf(plan: Plan): string {
  switch (plan.kind) {
    case 'table scan': {
      const direction = plan.descending ? ' Backward' : ''
      if (plan.bounds === null) return `Seq Scan${direction} on ${quoteIdentifier(plan.table.name)}`
      return `Index Scan${direction} using ${quoteIdentifier(primaryKeyName(plan.table))} on ${quoteIdentifier(plan.table.name)}`
    }
    case 'index scan':
      return `Index Scan${plan.descending ? ' Backward' : ''} using ${quoteIdentifier(plan.index.name)} on ${quoteIdentifier(plan.table.name)}`
    case 'values':
      return plan.items.length === 1 ? 'Result' : 'Values Scan'
    case 'function scan':
      return `Function Scan on ${plan.calls.map(c => c.function.name).join(', ')}`
    case 'hash join':
      return plan.type === 'inner' ? 'Hash Join' : `Hash${joinWords[plan.type]} Join`
    case 'nested loop join':
    case 'apply':
      return `Nested Loop${plan.type === 'inner' ? '' : `${joinWords[plan.type]} Join`}`
    case 'aggregate':
      return plan.groupBy.length === 0 ? 'Aggregate' : plan.groupingSets === null ? 'HashAggregate' : 'MixedAggregate'
    case 'sort':
      return plan.limit === null ? 'Sort' : 'Top-N Sort'
    case 'set operation':
      return plan.operator === 'union' && !plan.all ? 'HashAggregate over Append' : `${setWords[plan.operator]}${plan.all ? ' All' : ''}`
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return `${plan.kind[0].toUpperCase()}${plan.kind.slice(1)} on ${quoteIdentifier(plan.table.name)}`
    default:
      return plainTitles[plan.kind]
  }
}

const plainTitles = {
  filter: 'Filter',
  project: 'Project',
  'project set': 'ProjectSet',
  window: 'WindowAgg',
  limit: 'Limit',
  distinct: 'HashAggregate (Distinct)',
  'distinct on': 'Unique',
  with: 'With',
  'cte scan': 'CTE Scan',
  'recursive union': 'Recursive Union',
} as const

function primaryKeyName(table: Extract<Plan, { kind: 'table scan' }>['table']): string {
  return table.constraints.find(c => c.kind === 'primary key')?.name ?? `${table.name}_pkey`
}

function propertiesOf(plan: Plan): readonly Property[] {
  switch (plan.kind) {
    case 'table scan':
    case 'index scan':
      return scanProperties(plan)
    case 'values':
      return []
    case 'function scan':
      return [['Function Call', plan.calls.map(c => `${c.function.name}(${printAll(c.args, outputOf(plan))})`).join(', ')]]
    case 'filter':
      return [['Filter', explainExpression(plan.condition, outputOf(plan.input))], ...subplanNote(plan.condition)]
    case 'hash join': {
      const left = outputOf(plan.left)
      const right = outputOf(plan.right)
      const equal = plan.nullsEqual ? 'IS NOT DISTINCT FROM' : '='
      const keys = plan.leftKeys.map((k, i) => `(${explainExpression(k, left)} ${equal} ${explainExpression(plan.rightKeys[i], right)})`)
      return [
        ['Hash Cond', keys.join(' AND ')],
        ['Join Filter', plan.residual && explainExpression(plan.residual, bothOf(plan))],
      ]
    }
    case 'nested loop join':
    case 'apply':
      return [['Join Filter', plan.condition && explainExpression(plan.condition, bothOf(plan))]]
    case 'aggregate':
      return plan.groupBy.length === 0 ? [] : [['Group Key', printAll(plan.groupBy, outputOf(plan.input))]]
    case 'window':
      return [
        ['Partition By', plan.partitionBy.length === 0 ? null : printAll(plan.partitionBy, outputOf(plan.input))],
        ['Order By', plan.orderBy.length === 0 ? null : printKeys(plan.orderBy, outputOf(plan.input))],
      ]
    case 'sort':
      return [['Sort Key', printKeys(plan.keys, outputOf(plan.input))]]
    case 'distinct on':
      return [['Key', printAll(plan.keys, outputOf(plan.input))]]
    case 'project':
      return plan.expressions.flatMap(subplanNote)
    case 'insert':
      return [['Conflict Resolution', plan.onConflict && (plan.onConflict.update === null ? 'NOTHING' : 'UPDATE')]]
    case 'cte scan':
    case 'recursive union':
      return [['CTE', String(plan.id)]]
    case 'project set':
    case 'limit':
    case 'distinct':
    case 'set operation':
    case 'with':
    case 'update':
    case 'delete':
    case 'merge':
      return []
    default:
      return unreachable(plan)
  }
}

const outputOf =
  (plan: Plan): NameColumn =>
  index =>
    plan.output[index]?.name ?? `#${index}`

const bothOf = (plan: { readonly left: Plan; readonly right: Plan }): NameColumn => {
  const { left, right } = plan
  return index => (index < left.output.length ? outputOf(left)(index) : outputOf(right)(index - left.output.length))
}

const printAll = (list: readonly BoundExpression[], name: NameColumn): string => list.map(e => explainExpression(e, name)).join(', ')

function printKeys(keys: readonly SortKey[], name: NameColumn): string {
  return keys
    .map(
      k =>
        `${explainExpression(k.expression, name)}${k.descending ? ' DESC' : ''}${k.nullsFirst === k.descending ? '' : ` NULLS ${k.nullsFirst ? 'FIRST' : 'LAST'}`}`,
    )
    .join(', ')
}

function scanProperties(plan: Extract<Plan, { kind: 'table scan' | 'index scan' }>): Property[] {
  const { table } = plan
  const columns = plan.kind === 'index scan' ? plan.index.columns.map(c => c.column) : table.primaryKey
  const names = columns.map(id => quoteIdentifier(table.columns.find(c => c.id === id)?.name ?? '?'))
  const bounds = plan.bounds?.map(b => printBound(b, names)) ?? []
  const shown = bounds.length > 4 ? [...bounds.slice(0, 3), `${bounds.length - 3} more`] : bounds
  return [
    ['Index Cond', bounds.length === 0 ? null : shown.join(' OR ')],
    ['Filter', plan.filter && explainExpression(plan.filter, outputOf(plan))],
  ]
}

function printBound(bound: ScanBound, names: readonly string[]): string {
  const none: NameColumn = index => `#${index}`
  const parts = bound.equal.map((e, i) => `${names[i]} = ${explainExpression(e, none)}`)
  const next = names[bound.equal.length]
  if (bound.lower !== null) parts.push(`${next} ${bound.lower.inclusive ? '>=' : '>'} ${explainExpression(bound.lower.value, none)}`)
  if (bound.upper !== null) parts.push(`${next} ${bound.upper.inclusive ? '<=' : '<'} ${explainExpression(bound.upper.value, none)}`)
  return parts.length === 1 ? `(${parts[0]})` : `(${parts.map(p => `(${p})`).join(' AND ')})`
}

function subplanNote(e: BoundExpression): Property[] {
  return subplansOf(e).map((s, i): Property => ['SubPlan', s.bindings.length === 0 ? `InitPlan ${i + 1}` : `${i + 1}`])
}

function subplansOf(e: BoundExpression): SubPlan[] {
  const found: SubPlan[] = 'subplan' in e ? [e.subplan] : []
  forEachChild(e, child => found.push(...subplansOf(child)))
  return found
}

type Child = readonly [title: string | null, plan: Plan]

function childrenOf(plan: Plan): readonly Child[] {
  switch (plan.kind) {
    case 'table scan':
    case 'index scan':
      return plan.filter === null ? [] : subplanChildren([plan.filter])
    case 'function scan':
    case 'cte scan':
      return []
    case 'values':
      return plan.items.length === 1 ? subplanChildren(plan.items[0]) : []
    case 'filter':
      return [[null, plan.input], ...subplanChildren([plan.condition])]
    case 'project':
      return [[null, plan.input], ...subplanChildren(plan.expressions)]
    case 'project set':
    case 'aggregate':
    case 'window':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'distinct on':
      return [[null, plan.input]]
    case 'hash join':
    case 'nested loop join':
    case 'apply':
    case 'set operation':
      return [[null, plan.left], [null, plan.right]] // prettier-ignore
    case 'with':
      return [...plan.tables.map((t): Child => [`CTE ${t.id}`, t.plan]), [null, plan.body]]
    case 'recursive union':
      return [[null, plan.start], [null, plan.step]] // prettier-ignore
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return [[null, plan.source]]
    default:
      return unreachable(plan)
  }
}

function subplanChildren(expressions: readonly BoundExpression[]): Child[] {
  return expressions.flatMap(subplansOf).map((s, i): Child => [`${s.bindings.length === 0 ? 'InitPlan' : 'SubPlan'} ${i + 1}`, s.plan])
}
