// Keys for hashing jsonb, arrays and records. Called by equality-key.ts; part of structures.

import { parseDecimal, printDecimal, trimScaleDecimal } from './decimal.ts'
import { equalityKey, equalityKeyFor, partOf, type EqualityKeyOf } from './equality-key.ts'
import { jsonNumber, printJsonb, type JsonNode } from './json.ts'
import { parseJson } from './parse-json.ts'
import type { SqlType } from './sql-type.ts'
import type { SqlArray, SqlRecord } from './sql-value.ts'

/** `type` is jsonb, a record or an array. */
export function structureEquality(type: SqlType): EqualityKeyOf {
  if (type.element !== undefined) return ofArray(equalityKeyFor(type.element))
  return type.name === 'jsonb' ? ofJsonb : ofRecord
}

/** jsonb numbers are equal by value: 1.0 and 1.00. */
function withTrimmedNumbers(node: JsonNode): JsonNode {
  switch (node.kind) {
    case 'number':
      return jsonNumber(printDecimal(trimScaleDecimal(parseDecimal(node.text))))
    case 'array':
      return { ...node, items: node.items.map(withTrimmedNumbers) }
    case 'object':
      return { ...node, values: node.values.map(withTrimmedNumbers) }
    default:
      return node
  }
}

const ofJsonb: EqualityKeyOf = value => {
  if (value === null) return null
  const text = value as string
  // Only a number with a point can have two forms.
  return /\d\.\d/.test(text) ? printJsonb(withTrimmedNumbers(parseJson(text))) : text
}

function ofArray(item: EqualityKeyOf): EqualityKeyOf {
  return value => {
    if (value === null) return null
    const array = value as SqlArray
    let key = `${array.dimensions.join(',')}@${array.lowerBounds.join(',')};`
    for (const each of array.items) key += partOf(item(each))
    return key
  }
}

const ofRecord: EqualityKeyOf = value => {
  if (value === null) return null
  const record = value as SqlRecord
  let key = ''
  for (let i = 0; i < record.fields.length; i++) key += partOf(equalityKey(record.types[i], record.fields[i]))
  return key
}
