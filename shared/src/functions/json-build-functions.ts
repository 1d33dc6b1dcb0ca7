// to_json, row_to_json, json_build_object, json_object and their jsonb twins.

import { SqlError } from '../base/errors.ts'
import { quoteJson } from '../values/json.ts'
import { canonicalJsonb } from '../values/parse-json.ts'
import type { SqlArray, SqlValue } from '../values/sql-value.ts'
import { contextual, lenient, strict, type FunctionEntry } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import { stringOf } from './json-build.ts'
import type { CallTypes, EvaluationContext } from './function-definition.ts'
import { jsonKeyText, toJsonText } from './json-build.ts'
import { invalidParameter } from './value-errors.ts'

/** `[1, "a"]` of the arguments. */
function buildArray(args: readonly SqlValue[], context: EvaluationContext, types: CallTypes): string {
  return `[${args.map((arg, i) => toJsonText(arg, types.arguments[i], contextOf(context))).join(', ')}]`
}

/** `{"a" : 1}` of keys and values in turn. */
function buildObject(name: string, args: readonly SqlValue[], context: EvaluationContext, types: CallTypes): string {
  if (args.length % 2 !== 0) {
    const hint = `The arguments of ${name}() must consist of alternating keys and values.`
    throw invalidParameter('argument list must have even number of elements', hint)
  }
  const members: string[] = []
  for (let i = 0; i < args.length; i += 2) {
    if (args[i] === null) throw invalidParameter(`argument ${i + 1} cannot be null`, 'Object keys should be text.')
    const key = jsonKeyText(args[i], types.arguments[i], contextOf(context))
    members.push(`${quoteJson(key)} : ${toJsonText(args[i + 1], types.arguments[i + 1], contextOf(context))}`)
  }
  return `{${members.join(', ')}}`
}

const shapeError = (message: string): SqlError => new SqlError('2202E', message)

/** json_object('{k,v,…}') or json_object('{{k,v},…}'). */
function objectOfPairs(array: SqlArray): string {
  if (array.dimensions.length > 2) throw shapeError('wrong number of array subscripts')
  if (array.dimensions.length === 2 && array.dimensions[1] !== 2) throw shapeError('array must have two columns')
  if (array.items.length % 2 !== 0) throw shapeError('array must have even number of elements')
  const { items } = array
  return objectOfTexts(
    items.filter((_, i) => i % 2 === 0),
    items.filter((_, i) => i % 2 === 1),
  )
}

function objectOfColumns(keys: SqlArray, values: SqlArray): string {
  if (keys.dimensions.length > 1 || values.dimensions.length > 1) throw shapeError('wrong number of array subscripts')
  if (keys.items.length !== values.items.length) throw shapeError('mismatched array dimensions')
  return objectOfTexts(keys.items, values.items)
}

function objectOfTexts(keys: readonly SqlValue[], values: readonly SqlValue[]): string {
  const members = keys.map((key, i) => {
    if (key === null) throw new SqlError('22004', 'null value not allowed for object key')
    return `${quoteJson(stringOf(key))} : ${values[i] === null ? 'null' : quoteJson(stringOf(values[i]))}`
  })
  return `{${members.join(', ')}}`
}

const identity = (text: string): string => text

export const jsonBuildFunctions: readonly FunctionEntry[] = [
  contextual('to_json(anyelement) json', ([value], context, types) => toJsonText(value, types.arguments[0], contextOf(context))),
  contextual('to_jsonb(anyelement) jsonb', ([value], context, types) =>
    canonicalJsonb(toJsonText(value, types.arguments[0], contextOf(context))),
  ),
  ...(['array_to_json(anyarray', 'row_to_json(record'] as const).flatMap(start => [
    contextual(`${start}) json`, ([value], context, types) => toJsonText(value, types.arguments[0], contextOf(context))),
    contextual(`${start}, bool) json`, ([value, isPretty], context, types) =>
      toJsonText(value, types.arguments[0], contextOf(context), isPretty ? '\n' : ''),
    ),
  ]),
  ...([['json', identity], ['jsonb', canonicalJsonb]] as const).flatMap(([form, finish]) => [
    strict(`${form}_build_array() ${form}`, () => '[]'),
    lenient(`${form}_build_array(...any) ${form}`, (args, context, types) => finish(buildArray(args, context, types)), 'stable'),
    strict(`${form}_build_object() ${form}`, () => '{}'),
    lenient(`${form}_build_object(...any) ${form}`, (args, context, types) => finish(buildObject(`${form}_build_object`, args, context, types)), 'stable'),
    strict(`${form}_object(text[]) ${form}`, pairs => finish(objectOfPairs(pairs))),
    strict(`${form}_object(text[], text[]) ${form}`, (keys, values) => finish(objectOfColumns(keys, values))),
  ]), // prettier-ignore
]
