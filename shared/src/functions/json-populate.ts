// json_to_record, json_populate_record and their kin: JSON objects as rows of the columns that the query names.
// The binder turns a definition into one with columns through `forColumns`.

import { SqlError, notSupported } from '../base/errors.ts'
import { modifierApplier } from '../values/apply-modifier.ts'
import { castValue } from '../values/cast-value.ts'
import { type JsonNode, jsonAsText, jsonMember, printJsonb } from '../values/json.ts'
import { parseJson } from '../values/parse-json.ts'
import { emptyArray } from '../values/sql-array.ts'
import { type SqlType, sameBaseType } from '../values/sql-type.ts'
import type { SqlRecord, SqlValue } from '../values/sql-value.ts'
import { parseBaseValue } from '../values/text-io.ts'
import { type ValueContext, utcContext } from '../values/value-context.ts'
import type { FunctionEntry } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import type { EvaluationContext, TableColumn, TableFunction } from './function-definition.ts'
import { invalidParameter } from './value-errors.ts'

/** The value of a column of `type`; `source` is the text that `node` was parsed from. */
function valueOfJson(node: JsonNode, type: SqlType, source: string, context: ValueContext): SqlValue {
  if (type.name === 'json' && type.kind === 'scalar') return source.slice(node.start, node.end)
  if (type.name === 'jsonb' && type.kind === 'scalar') return printJsonb(node)
  if (node.kind === 'null') return null
  if (type.kind === 'array' && node.kind !== 'string') return arrayOfJson(node, type, source, context)
  if (type.name === 'record') throw notSupported('rows inside of JSON as records')
  return parseValue(type, jsonAsText(node, source) ?? '', context)
}

function arrayOfJson(node: JsonNode, type: SqlType, source: string, context: ValueContext): SqlValue {
  const elementType = type.element ?? type
  const dimensions: number[] = []
  const items: SqlValue[] = []
  const walk = (part: JsonNode, depth: number): void => {
    if (part.kind === 'array' && (depth < dimensions.length || items.length === 0)) {
      if (dimensions[depth] === undefined) dimensions.push(part.items.length)
      else if (dimensions[depth] !== part.items.length)
        throw malformed('Multidimensional arrays must have sub-arrays with matching dimensions.')
      for (const item of part.items) walk(item, depth + 1)
    } else {
      if (depth === 0) throw new SqlError('22P02', 'expected JSON array')
      if (depth !== dimensions.length) throw malformed('Multidimensional arrays must have sub-arrays with matching dimensions.')
      items.push(valueOfJson(part, elementType, source, context))
    }
  }
  walk(node, 0)
  if (items.length === 0) return emptyArray(elementType)
  return { kind: 'array', elementType, dimensions, lowerBounds: dimensions.map(() => 1), items }
}

const malformed = (detail: string): SqlError => new SqlError('22P02', 'malformed JSON array', { detail })

type Form = 'json' | 'jsonb'

interface Populate {
  readonly name: string
  /** Values of columns that the JSON does not have. */
  readonly base: SqlRecord | null
  readonly columns: readonly TableColumn[]
  readonly context: ValueContext
}

function rowOfJson(node: JsonNode, source: string, { base, columns, context }: Populate): SqlValue[] {
  return columns.map(({ name, type }, i) => {
    const member = jsonMember(node, name)
    return member === null ? (base?.fields[i] ?? null) : valueOfJson(member, type, source, context)
  })
}

function rowsOfJson(text: string, isSet: boolean, populate: Populate): SqlValue[][] {
  const node = parseJson(text)
  const what = node.kind === 'array' ? 'an array' : node.kind === 'object' ? 'an object' : 'a scalar'
  if (!isSet) {
    if (node.kind !== 'object') throw invalidParameter(`cannot call ${populate.name} on ${what}`)
    return [rowOfJson(node, text, populate)]
  }
  if (node.kind !== 'array') throw invalidParameter(`cannot call ${populate.name} on ${what}`)
  return node.items.map(item => {
    if (item.kind !== 'object') throw invalidParameter(`argument of ${populate.name} must be an array of objects`)
    return rowOfJson(item, text, populate)
  })
}

function checkBase(base: SqlRecord | null, columns: readonly TableColumn[], context: ValueContext): SqlRecord | null {
  if (base === null) return null
  const mismatch = (detail: string): SqlError =>
    new SqlError('42804', 'function return row and query-specified return row do not match', { detail })
  if (base.fields.length !== columns.length) {
    throw mismatch(`Returned row contains ${base.fields.length} attributes, but query expects ${columns.length}.`)
  }
  if (base.types.some((type, i) => !sameBaseType(type, columns[i].type))) throw mismatch('Returned types do not match.')
  return { ...base, fields: base.fields.map((field, i) => castValue(field, base.types[i], columns[i].type, context)) }
}

function populateEntry(form: Form, name: string, hasBase: boolean): FunctionEntry {
  const isSet = name.endsWith('set')
  const rowsFor =
    (columns: readonly TableColumn[]) =>
    (args: readonly SqlValue[], evaluation: EvaluationContext): SqlValue[][] => {
      const text = args[args.length - 1]
      const context = contextOf(evaluation)
      const base = hasBase ? checkBase(args[0] as SqlRecord | null, columns, context) : null
      // Without JSON one row is the base; a set has no rows.
      if (typeof text !== 'string') return isSet || !hasBase ? [] : [columns.map((_, i) => base?.fields[i] ?? null)]
      return rowsOfJson(text, isSet, { name, base, columns, context })
    }
  return {
    signature: `${name}(${hasBase ? 'record, ' : ''}${form}) record`,
    define: ({ parameters }) => {
      const made: TableFunction = {
        kind: 'table',
        name,
        parameters,
        columns: () => [],
        strict: false,
        volatility: 'stable',
        rows: () => {
          throw new SqlError('42601', 'a column definition list is required for functions returning "record"')
        },
        forColumns: columns => ({ ...made, columns: () => columns, rows: rowsFor(columns) }),
      }
      return made
    },
  }
}

export const jsonPopulateFunctions: readonly FunctionEntry[] = (['json', 'jsonb'] as const).flatMap(form =>
  ['record', 'recordset'].flatMap(shape => [
    populateEntry(form, `${form}_to_${shape}`, false),
    populateEntry(form, `${form}_populate_${shape}`, true),
  ]),
)

/** The type's input function, modifier applied as on an explicit cast. Throws 22P02, 22003, 22007, 22008 … */
export function parseValue(type: SqlType, text: string, context: ValueContext = utcContext): SqlValue {
  const value = parseBaseValue(type, text, context)
  const apply = type.modifier === undefined && type.kind !== 'array' ? null : modifierApplier(type, 'explicit')
  return apply === null ? value : apply(value)
}
