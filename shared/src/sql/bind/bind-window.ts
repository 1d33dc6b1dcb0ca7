// Window functions: named and inline windows, frames, aggregates over windows.

import { notSupported, SqlError } from '../../base/errors.ts'
import { resolveFunction, resolveOperator } from '../../functions/resolve-function.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { FrameBound, FunctionCall, SelectQuery, WindowFrame, WindowSpec } from '../ast.ts'
import type { BoundFrameBound } from '../bound-expression.ts'
import { bindArgument, coerceArguments } from './bind-call.ts'
import { bindCondition, bindExpression } from './bind-expression.ts'
import { sortKeyOf } from './bind-order.ts'
import { coerce, coerceToCommon, isUnknown, settleUnknown } from './coerce.ts'
import { equalExpressions, someExpression } from './expression-tree.ts'
import { arithmeticType } from './operand-types.ts'
import type { LogicalExpression, LogicalQuery, LogicalSortKey, Relation } from './relation.ts'
import type { BoundWindowDefinition, CollectedWindow, Scope } from './scope.ts'

const allowedIn = ['SELECT', 'ORDER BY', 'DISTINCT ON']

export function bindWindowCall(scope: Scope, name: string, call: FunctionCall): LogicalExpression {
  checkPlace(scope, call)
  const { statement } = scope
  const given = scope.within('window arguments', () => call.args.map(a => bindArgument(scope, a.value)))
  const resolved = resolveFunction(name, given.map(a => a.type), { variadic: call.args.some(a => a.variadic), position: call.at }) // prettier-ignore
  const { definition } = resolved
  if (definition.kind !== 'window' && definition.kind !== 'aggregate') {
    throw new SqlError('42809', `OVER specified, but ${name} is not a window function nor an aggregate function`, { position: call.at })
  }
  if (call.distinct) throw new SqlError('0A000', 'DISTINCT is not implemented for window functions', { position: call.at })
  if (call.orderBy.length > 0)
    throw new SqlError('0A000', 'aggregate ORDER BY is not implemented for window functions', { position: call.at })
  if (call.withinGroup !== null)
    throw new SqlError('0A000', `OVER is not supported for ordered-set aggregate ${name}`, { position: call.at })
  if (call.filter !== null && definition.kind === 'window') {
    throw new SqlError('0A000', 'FILTER is not implemented for non-aggregate window functions', { position: call.at })
  }
  const filter = call.filter
  const boundFilter = filter === null ? null : scope.within('window arguments', () => bindCondition(scope, filter, 'FILTER'))
  const window = scope.within('window definitions', () => windowOf(scope, call))
  const args = alignDefaults(scope, name, coerceArguments(scope, resolved, given, call.at))
  const column = statement.newColumn(name, resolved.resultType)
  scope.windows.push({
    column: column.index,
    call: { function: definition, args, filter: boundFilter, type: resolved.resultType, frame: window.frame },
    partitionBy: window.partitionBy,
    orderBy: window.orderBy,
  })
  return column
}

function checkPlace(scope: Scope, call: FunctionCall): void {
  const { clause } = scope
  if (allowedIn.includes(clause)) return
  if (clause === 'aggregate arguments')
    throw new SqlError('42803', 'aggregate function calls cannot contain window function calls', { position: call.at })
  const nested = clause === 'window arguments'
  throw new SqlError('42P20', nested ? 'window function calls cannot be nested' : `window functions are not allowed in ${clause}`, {
    position: call.at,
  })
}

/** lag(x, n, default): value and default have one type. */
function alignDefaults(scope: Scope, name: string, args: LogicalExpression[]): LogicalExpression[] {
  if ((name !== 'lag' && name !== 'lead') || args.length < 3) return args
  const { expressions } = coerceToCommon(scope.statement, [args[0], args[2]], name, [])
  return [expressions[0], args[1], expressions[1]]
}

function windowOf(scope: Scope, call: FunctionCall): BoundWindowDefinition {
  const { over } = call
  if (typeof over === 'string') return namedWindow(scope, over, call.at)
  return bindWindowSpec(scope, over ?? emptySpec)
}

const emptySpec: WindowSpec = { base: null, partitionBy: [], orderBy: [], frame: null, at: 0 }

function namedWindow(scope: Scope, name: string, at: number): BoundWindowDefinition {
  const found = scope.windowSpecs.find(w => w.name === name)
  if (found === undefined) throw new SqlError('42704', `window "${name}" does not exist`, { position: at })
  return bindWindowSpec(scope, found.spec)
}

/** Partition, order and frame; an extended window keeps the partition of its base. */
export function bindWindowSpec(scope: Scope, spec: WindowSpec): BoundWindowDefinition {
  const { statement } = scope
  const base = spec.base === null ? null : namedWindow(scope, spec.base, spec.at)
  const refuse = (message: string): SqlError => new SqlError('42P20', message, { position: spec.at })
  if (base !== null && spec.partitionBy.length > 0) throw refuse(`cannot override PARTITION BY clause of window "${spec.base}"`)
  if (base !== null && spec.orderBy.length > 0 && base.orderBy.length > 0)
    throw refuse(`cannot override ORDER BY clause of window "${spec.base}"`)
  if (base !== null && base.hasFrame) throw refuse(`cannot copy window "${spec.base}" because it has a frame clause`)
  const partitionBy = base?.partitionBy ?? spec.partitionBy.map(e => settleUnknown(statement, bindExpression(scope, e)))
  const orderBy =
    base !== null && base.orderBy.length > 0
      ? base.orderBy
      : spec.orderBy.map(term => sortKeyOf(term, settleUnknown(statement, bindExpression(scope, term.expression))))
  return { partitionBy, orderBy, frame: bindFrame(scope, spec.frame, orderBy, spec.at), hasFrame: spec.frame !== null }
}

const defaultFrame: WindowFrame = {
  mode: 'range',
  start: { kind: 'unbounded preceding' },
  end: { kind: 'current row' },
  exclude: 'no others',
}

function bindFrame(
  scope: Scope,
  written: WindowFrame | null,
  orderBy: readonly LogicalSortKey[],
  at: number,
): BoundWindowDefinition['frame'] {
  const frame = written ?? defaultFrame
  const { mode, start, end, exclude } = frame
  const hasOffset = 'offset' in start || 'offset' in end
  if (mode === 'range' && hasOffset && orderBy.length !== 1) {
    throw new SqlError('42P20', 'RANGE with offset PRECEDING/FOLLOWING requires exactly one ORDER BY column', { position: at })
  }
  if (mode === 'groups' && orderBy.length === 0) throw new SqlError('42P20', 'GROUPS mode requires an ORDER BY clause', { position: at })
  return { mode, start: bindBound(scope, start, mode, orderBy), end: bindBound(scope, end, mode, orderBy), exclude }
}

function bindBound(
  scope: Scope,
  bound: FrameBound,
  mode: WindowFrame['mode'],
  orderBy: readonly LogicalSortKey[],
): BoundFrameBound<LogicalQuery> {
  if (!('offset' in bound)) return bound
  const { statement } = scope
  const offset = bindExpression(scope, bound.offset)
  const at = bound.offset.at
  if (someExpression(offset, e => e.kind === 'input')) {
    throw new SqlError('42P10', `argument of ${mode.toUpperCase()} must not contain variables`, { position: at })
  }
  if (mode !== 'range') {
    if (!isUnknown(offset.type) && !['int2', 'int4', 'int8'].includes(offset.type.name)) {
      throw new SqlError('42804', `argument of ${mode.toUpperCase()} must be type bigint, not type ${offset.type.name}`, { position: at })
    }
    return { kind: bound.kind, offset: coerce(statement, offset, sqlTypes.int8, at), add: null }
  }
  return { kind: bound.kind, ...rangeOffset(scope, orderBy[0], offset, { kind: bound.kind, at }) }
}

/** The key moved by the offset in the direction of the bound; a descending key moves the other way. */
function rangeOffset(
  scope: Scope,
  key: LogicalSortKey,
  offset: LogicalExpression,
  bound: { readonly kind: 'preceding' | 'following'; readonly at: number },
): { offset: LogicalExpression; add: LogicalExpression } {
  const { statement } = scope
  const keyType = key.expression.type
  const isTime = ['date', 'timestamp', 'timestamptz', 'time', 'timetz', 'interval'].includes(keyType.name)
  const offsetType = isTime ? sqlTypes.interval : (arithmeticType('+', keyType, offset.type) ?? null)
  if (offsetType === null) throw notSupported(`RANGE with offset over ${keyType.name}`, bound.at)
  const typed = coerce(statement, offset, offsetType, bound.at)
  const operator = (bound.kind === 'preceding') === key.descending ? '+' : '-'
  const left: LogicalExpression = { kind: 'input', type: keyType, index: 0 }
  const right: LogicalExpression = { kind: 'input', type: offsetType, index: 1 }
  if (!isTime)
    return { offset: typed, add: { kind: 'arithmetic', type: offsetType, operator, left: coerce(statement, left, offsetType), right } }
  const resolved = resolveOperator(operator, keyType, offsetType, { position: bound.at })
  return {
    offset: typed,
    add: {
      kind: 'call',
      type: resolved.resultType,
      function: resolved.definition,
      args: [coerce(statement, left, resolved.argumentTypes[0]), right],
    },
  }
}

export function checkWindowNames(query: SelectQuery): void {
  query.windows.forEach(({ name, spec }, i) => {
    if (query.windows.findIndex(w => w.name === name) < i)
      throw new SqlError('42P20', `window "${name}" is already defined`, { position: spec.at })
  })
}

/** One node per distinct (partition, order). */
export function addWindows(input: Relation, windows: readonly CollectedWindow[]): Relation {
  let relation = input
  let rest = windows
  while (rest.length > 0) {
    const [first] = rest
    const same = rest.filter(w => sameWindow(w, first))
    rest = rest.filter(w => !sameWindow(w, first))
    relation = {
      kind: 'window',
      input: relation,
      partitionBy: first.partitionBy,
      orderBy: first.orderBy,
      columns: same.map(w => w.column),
      functions: same.map(w => w.call),
    }
  }
  return relation
}

function sameWindow(a: CollectedWindow, b: CollectedWindow): boolean {
  return (
    a.partitionBy.length === b.partitionBy.length &&
    a.orderBy.length === b.orderBy.length &&
    a.partitionBy.every((e, i) => equalExpressions(e, b.partitionBy[i])) &&
    a.orderBy.every((k, i) => {
      const other = b.orderBy[i]
      return k.descending === other.descending && k.nullsFirst === other.nullsFirst && equalExpressions(k.expression, other.expression)
    })
  )
}
