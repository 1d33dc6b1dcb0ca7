// Which overload a call means, as PostgreSQL decides it: exact match, implicit casts, preferred types, guesses for
// untyped literals. The binder calls it and casts the arguments to `argumentTypes`. Throws 42883 and 42725.

import { SqlError } from '../base/errors.ts'
import { castValue, findCast } from '../values/cast-value.ts'
import { type SqlType, sameBaseType, sqlTypes } from '../values/sql-type.ts'
import { isPreferredType, typeCategory } from '../values/type-category.ts'
import { printTypeName } from '../values/type-names.ts'
import { contextOf } from './evaluation-values.ts'
import type { FunctionDefinition, ParameterType, ScalarFunction } from './function-definition.ts'
import { lookupFunctions } from './function-registry.ts'
import { lateSpreading } from './late-functions.ts'
import { baseType, concreteTypes, isConsistent, isUnknown } from './resolve-polymorphic.ts'

/** A call with its overload chosen. */
export interface ResolvedFunction<Definition extends FunctionDefinition = FunctionDefinition> {
  readonly definition: Definition
  /** One per argument of the call: what each is to be cast to (implicitly), without modifiers. */
  readonly argumentTypes: readonly SqlType[]
  /** Of a table function: its column's type, or record when it has several. */
  readonly resultType: SqlType
}

export interface CallForm {
  /** `f(a, VARIADIC array)`: the returned definition takes the array as it is. */
  readonly variadic?: boolean
  /** 0-based offset in the SQL text, for the error. */
  readonly position?: number
}

interface Candidate {
  readonly definition: FunctionDefinition
  /** As many as the call has arguments. */
  readonly parameters: readonly ParameterType[]
}

/** Calls resolved before, by name and argument types: scalar types only, whose names say everything. */
const resolvedCalls = new Map<string, ResolvedFunction>()

const resolvedCallEntries = 2000

function callKey(name: string, types: readonly SqlType[]): string | null {
  let key = name
  for (const type of types) {
    if (type.kind !== 'scalar') return null
    key += ` ${type.name}`
  }
  return key
}

function remember<Resolved extends ResolvedFunction>(key: string | null, resolved: Resolved): Resolved {
  if (key === null) return resolved
  if (resolvedCalls.size >= resolvedCallEntries) resolvedCalls.clear()
  resolvedCalls.set(key, resolved)
  return resolved
}

/** Resolves `name(argumentTypes…)`; untyped literals have the type `unknown`. */
export function resolveFunction(name: string, argumentTypes: readonly SqlType[], form: CallForm = {}): ResolvedFunction {
  const key = form.variadic === true ? null : callKey(name, argumentTypes)
  const known = key === null ? undefined : resolvedCalls.get(key)
  if (known !== undefined) return known
  return remember(key, chooseFunction(name, argumentTypes, form))
}

function chooseFunction(name: string, argumentTypes: readonly SqlType[], form: CallForm): ResolvedFunction {
  const candidates = candidatesOf(name, argumentTypes.length, form.variadic ?? false)
  const exact = candidates.find(candidate => isExact(candidate, argumentTypes))
  if (exact !== undefined) return complete(exact, argumentTypes, form)
  const asCast = argumentTypes.length === 1 && form.variadic !== true ? castFunction(name, argumentTypes[0]) : null
  if (asCast !== null) return asCast
  const matching = candidates.filter(candidate => isApplicable(candidate, argumentTypes))
  const chosen = matching.length > 1 ? selectCandidate(matching, argumentTypes) : matching[0]
  if (chosen !== undefined && chosen !== null) return complete(chosen, argumentTypes, form)
  const call = `${name}(${argumentTypes.map(type => printTypeName(baseType(type))).join(', ')})`
  throw chosen === null
    ? new SqlError('42725', `function ${call} is not unique`, {
        ...positionOf(form),
        hint: 'Could not choose a best candidate function. You might need to add explicit type casts.',
      })
    : new SqlError('42883', `function ${call} does not exist`, {
        ...positionOf(form),
        hint: 'No function matches the given name and argument types. You might need to add explicit type casts.',
      })
}

/** Resolves `left symbol right`, or `symbol right` when `left` is null. */
export function resolveOperator(
  symbol: string,
  left: SqlType | null,
  right: SqlType,
  form: CallForm = {},
): ResolvedFunction<ScalarFunction> {
  const types = left === null ? [right] : [left, right]
  const key = callKey(symbol, types)
  const known = key === null ? undefined : resolvedCalls.get(key)
  if (known?.definition.kind === 'scalar') return { ...known, definition: known.definition }
  const candidates = candidatesOf(symbol, types.length, false)
  const guess = left === null ? types : isUnknown(left) ? [right, right] : isUnknown(right) ? [left, left] : types
  let chosen: Candidate | null | undefined = isUnknown(guess[0]) ? undefined : candidates.find(candidate => isExact(candidate, guess))
  if (chosen === undefined) {
    const matching = candidates.filter(candidate => isApplicable(candidate, types))
    chosen = matching.length > 1 ? selectCandidate(matching, types) : matching[0]
  }
  if (chosen !== undefined && chosen !== null) {
    const resolved = complete(chosen, types, form)
    if (resolved.definition.kind === 'scalar') return remember(key, { ...resolved, definition: resolved.definition })
  }
  const call = types.map(type => printTypeName(baseType(type)))
  const text = left === null ? `${symbol} ${call[0]}` : `${call[0]} ${symbol} ${call[1]}`
  throw chosen === null
    ? new SqlError('42725', `operator is not unique: ${text}`, {
        ...positionOf(form),
        hint: 'Could not choose a best candidate operator. You might need to add explicit type casts.',
      })
    : new SqlError('42883', `operator does not exist: ${text}`, {
        ...positionOf(form),
        hint:
          left === null
            ? 'No operator matches the given name and argument type. You might need to add an explicit type cast.'
            : 'No operator matches the given name and argument types. You might need to add explicit type casts.',
      })
}

const positionOf = (form: CallForm): { position?: number } => (form.position === undefined ? {} : { position: form.position })

function candidatesOf(name: string, count: number, variadicCall: boolean): Candidate[] {
  const found: Candidate[] = []
  for (const definition of lookupFunctions(name)) {
    const { parameters } = definition
    const isVariadic = definition.kind !== 'window' && definition.variadic === true
    if (variadicCall) {
      if (isVariadic && parameters.length === count) found.push({ definition, parameters: lateSpreading.get().arrayTail(parameters) })
    } else if (isVariadic && count >= parameters.length) {
      const last = parameters[parameters.length - 1]
      found.push({ definition, parameters: Array.from({ length: count }, (_, i) => parameters[i] ?? last) })
    } else if (!isVariadic && parameters.length === count) found.push({ definition, parameters })
  }
  return found
}

function isExact(candidate: Candidate, types: readonly SqlType[]): boolean {
  return candidate.parameters.every((parameter, i) => typeof parameter !== 'string' && sameBaseType(parameter, types[i]))
}

function isApplicable(candidate: Candidate, types: readonly SqlType[]): boolean {
  let isPolymorphic = false
  for (let i = 0; i < types.length; i++) {
    const parameter = candidate.parameters[i]
    if (typeof parameter === 'string') isPolymorphic = true
    else if (!isUnknown(types[i]) && !sameBaseType(types[i], parameter) && findCast(types[i], parameter, 'implicit') === null) return false
  }
  return !isPolymorphic || isConsistent(types, candidate.parameters)
}

/** The best of several applicable candidates; null when two are equally good. */
function selectCandidate(matching: readonly Candidate[], types: readonly SqlType[]): Candidate | null {
  const exactAt = (candidate: Candidate, i: number): boolean => {
    const parameter = candidate.parameters[i]
    return typeof parameter !== 'string' && sameBaseType(parameter, types[i])
  }
  let best: readonly Candidate[] = keepBest(
    matching,
    candidate => types.filter((type, i) => !isUnknown(type) && exactAt(candidate, i)).length,
  )
  if (best.length === 1) return best[0]
  best = keepBest(
    best,
    candidate =>
      types.filter((type, i) => !isUnknown(type) && (exactAt(candidate, i) || isPreferredFor(candidate.parameters[i], categoryOf(type))))
        .length,
  )
  if (best.length === 1) return best[0]
  if (!types.some(isUnknown)) return null
  best = keepByUnknowns(best, types)
  if (best.length === 1) return best[0]
  return selectByKnownType(best, types)
}

const categoryOf = (type: ParameterType): string => (typeof type === 'string' ? 'P' : typeCategory(type))

const isPreferredFor = (parameter: ParameterType, category: string): boolean =>
  typeof parameter !== 'string' && categoryOf(parameter) === category && isPreferredType(parameter)

function keepBest(candidates: readonly Candidate[], score: (candidate: Candidate) => number): Candidate[] {
  const scores = candidates.map(score)
  const top = Math.max(...scores)
  return candidates.filter((_, i) => scores[i] === top)
}

/** For each untyped literal: the category that the candidates agree on, strings first; then its preferred type. */
function keepByUnknowns(candidates: readonly Candidate[], types: readonly SqlType[]): readonly Candidate[] {
  const slots: { index: number; category: string; hasPreferred: boolean }[] = []
  for (let index = 0; index < types.length; index++) {
    if (!isUnknown(types[index])) continue
    const categories = candidates.map(candidate => categoryOf(candidate.parameters[index]))
    const category = categories.includes('S') ? 'S' : categories[0]
    if (category !== 'S' && categories.some(other => other !== category)) return candidates
    slots.push({ index, category, hasPreferred: candidates.some(candidate => isPreferredFor(candidate.parameters[index], category)) })
  }
  const kept = candidates.filter(candidate =>
    slots.every(({ index, category, hasPreferred }) => {
      const parameter = candidate.parameters[index]
      return categoryOf(parameter) === category && (!hasPreferred || isPreferredFor(parameter, category))
    }),
  )
  return kept.length > 0 ? kept : candidates
}

/** The last guess: all untyped literals have the type of the typed arguments, if these have one. */
function selectByKnownType(candidates: readonly Candidate[], types: readonly SqlType[]): Candidate | null {
  const known = types.filter(type => !isUnknown(type))
  if (known.length === 0 || known.some(type => !sameBaseType(type, known[0]))) return null
  const guess = types.map(() => known[0])
  const applicable = candidates.filter(candidate => isApplicable(candidate, guess))
  return applicable.length === 1 ? applicable[0] : null
}

function complete(candidate: Candidate, types: readonly SqlType[], form: CallForm): ResolvedFunction {
  const { definition } = candidate
  const declaredResult = definition.kind === 'table' ? sqlTypes.record : definition.result
  const result = typeof declaredResult === 'function' ? sqlTypes.void : declaredResult
  const concrete = concreteTypes(types, candidate.parameters, result)
  const argumentTypes = definition.name === 'pg_typeof' ? [baseType(types[0])] : concrete.argumentTypes
  const forBody = form.variadic === true ? lateSpreading.get().spreadTypes(argumentTypes) : argumentTypes
  let { resultType } = concrete
  if (definition.kind === 'table') {
    const columns = definition.columns(forBody)
    resultType = columns.length === 1 ? columns[0].type : sqlTypes.record
  } else if (typeof declaredResult === 'function') resultType = declaredResult(forBody)
  return { definition: form.variadic === true ? lateSpreading.get().spreadLast(definition) : definition, argumentTypes, resultType }
}

/** `int4(x)`, `date(x)`: a type's internal name used as a function is a cast. */
function castFunction(name: string, from: SqlType): ResolvedFunction | null {
  const to = Object.hasOwn(sqlTypes, name) ? sqlTypes[name as keyof typeof sqlTypes] : null
  if (to === null || to.name === 'unknown' || to.name === 'void' || to.name === 'record') return null
  const source = baseType(from)
  if (!isUnknown(from) && !sameBaseType(from, to) && findCast(source, to, 'explicit') === null) return null
  const definition: ScalarFunction = {
    kind: 'scalar',
    name,
    parameters: [source],
    result: to,
    strict: true,
    volatility: 'stable',
    body: (args, context) => castValue(args[0], source, to, contextOf(context)),
  }
  return { definition, argumentTypes: [source], resultType: to }
}
