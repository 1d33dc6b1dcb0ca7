// Functions in FROM: set-returning ones become a function scan, scalar ones a row of one value.

import { notSupported, SqlError } from '../../base/errors.ts'
import type { TableFunction } from '../../functions/function-definition.ts'
import { lookupFunctions } from '../../functions/function-registry.ts'
import { resolveFunction } from '../../functions/resolve-function.ts'
import { sqlTypes } from '../../values/sql-type.ts'
import type { FromItem, FunctionCall } from '../ast.ts'
import type { OutputColumn } from '../plan.ts'
import { bindArgument, bindCall, coerceArguments, functionName } from './bind-call.ts'
import { itemOf, renameColumns, type BoundFrom } from './bind-from.ts'
import { settleUnknown } from './coerce.ts'
import type { LogicalExpression, Relation } from './relation.ts'
import { resolveType } from './resolve-type.ts'
import type { Scope } from './scope.ts'

type FunctionItem = Extract<FromItem, { kind: 'function' }>

type BoundSource =
  | {
      readonly kind: 'set'
      readonly call: { readonly function: TableFunction; readonly args: readonly LogicalExpression[]; readonly columnCount: number }
      readonly columns: readonly OutputColumn[]
    }
  | { readonly kind: 'value'; readonly value: LogicalExpression; readonly columns: readonly OutputColumn[] }

/** `scope` sees the earlier items of FROM: functions are lateral without the word. */
export function bindFunctionItem(scope: Scope, item: FunctionItem): BoundFrom {
  const { statement } = scope
  const calls = item.calls.flatMap(splitUnnest)
  const sources = scope.within('functions in FROM', () => calls.map(call => bindSource(scope, call, item)))
  const alias = item.alias?.name ?? sources[0].columns[0]?.name ?? functionName(item.calls[0])
  const tableAlias = item.alias?.name ?? functionName(item.calls[0])
  const outputs = sources.flatMap((source, i) => nameColumns(source.columns, item, functionName(calls[i])))
  if (item.withOrdinality) outputs.push({ name: 'ordinality', type: sqlTypes.int8 })
  const columns = outputs.map(o => statement.addColumn(o.name, o.type))
  const visible = outputs.map((o, i) => ({ name: o.name, value: statement.column(columns[i]) }))
  return {
    relation: relationOf(sources, item, columns, alias),
    items: [itemOf(tableAlias, renameColumns(visible, item.alias, { name: tableAlias, at: item.at }))],
    lateral: scope.wasUsed,
  }
}

/** unnest(a, b) is ROWS FROM (unnest(a), unnest(b)). */
function splitUnnest(call: FunctionCall): readonly FunctionCall[] {
  if (functionName(call) !== 'unnest' || call.args.length < 2) return [call]
  return call.args.map(arg => ({ ...call, args: [arg] }))
}

/** A function with one unnamed result column calls it like the alias. */
function nameColumns(columns: readonly OutputColumn[], item: FunctionItem, name: string): OutputColumn[] {
  const isScalar = columns.length === 1 && columns[0].name === name
  if (!isScalar || item.alias === null || item.calls.flatMap(splitUnnest).length > 1) return [...columns]
  return [{ name: item.alias.name, type: columns[0].type }]
}

function bindSource(scope: Scope, call: FunctionCall, item: FunctionItem): BoundSource {
  const name = functionName(call)
  if (item.columnDefinitions !== null) return bindRecordFunction(scope, call, item)
  const isSet = lookupFunctions(name).some(d => d.kind === 'table')
  if (!isSet) {
    const value = settleUnknown(scope.statement, bindCall(scope, call))
    return { kind: 'value', value, columns: [{ name, type: value.type }] }
  }
  const args = call.args.map(a => bindArgument(scope, a.value))
  const resolved = resolveFunction(name, args.map(a => a.type), { variadic: call.args.some(a => a.variadic), position: call.at }) // prettier-ignore
  const { definition } = resolved
  if (definition.kind !== 'table') {
    const value = bindCall(scope, call)
    return { kind: 'value', value, columns: [{ name, type: value.type }] }
  }
  if (definition.volatility !== 'immutable') scope.statement.isVolatile = true
  const coerced = coerceArguments(scope, resolved, args, call.at)
  const columns = definition
    .columns(coerced.map(a => a.type))
    .map((c, i, all) => (all.length === 1 && c.type === sqlTypes.unknown ? { ...c, type: resolved.resultType } : c))
  if (columns.length === 0 || columns.some(c => c.type.name === 'record' && all(columns))) {
    throw new SqlError('42601', 'a column definition list is required for functions returning "record"', { position: call.at })
  }
  return { kind: 'set', call: { function: definition, args: coerced, columnCount: columns.length }, columns }
}

const all = (columns: readonly OutputColumn[]): boolean => columns.length === 1

/** `json_to_record(x) AS t(a int, b text)`. */
function bindRecordFunction(scope: Scope, call: FunctionCall, item: FunctionItem): BoundSource {
  const name = functionName(call)
  const definitions = item.columnDefinitions ?? []
  const args = call.args.map(a => bindArgument(scope, a.value))
  const resolved = resolveFunction(name, args.map(a => a.type), { position: call.at }) // prettier-ignore
  const { definition } = resolved
  const isRecord = definition.kind === 'table' && resolved.resultType.name === 'record'
  if (!isRecord)
    throw new SqlError('42601', 'a column definition list is only allowed for functions returning "record"', { position: item.at })
  const columns = definitions.map(d => ({ name: d.name, type: resolveType(d.type, scope.statement.catalog) }))
  const typed = definition.kind === 'table' ? definition.forColumns?.(columns) : undefined
  if (typed === undefined) throw notSupported(`${name} with a column definition list`, call.at)
  scope.statement.isVolatile = true
  const coerced = coerceArguments(scope, resolved, args, call.at)
  return { kind: 'set', call: { function: typed, args: coerced, columnCount: columns.length }, columns }
}

function relationOf(sources: readonly BoundSource[], item: FunctionItem, columns: readonly number[], alias: string): Relation {
  const calls = sources.flatMap(source => (source.kind === 'set' ? [source.call] : []))
  if (calls.length === sources.length) return { kind: 'function', columns, calls, withOrdinality: item.withOrdinality, alias }
  if (calls.length > 0) throw notSupported('ROWS FROM with scalar functions', item.at)
  const row = sources.flatMap(source => (source.kind === 'value' ? [source.value] : []))
  const ordinality: LogicalExpression[] = item.withOrdinality ? [{ kind: 'constant', type: sqlTypes.int8, value: 1 }] : []
  return { kind: 'values', columns, rows: [[...row, ...ordinality]] }
}
