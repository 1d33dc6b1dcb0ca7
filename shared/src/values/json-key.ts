// Order-preserving key of a jsonb value: the order of compare-json.ts. Called by key-encoders.ts and key-decoders.ts.
// Top: 0x02 for a scalar or an array (count, then 0x01 scalar or 0x02 items), 0x03 for an object. Inside: the kind's rank first.

import { parseDecimal, printDecimal } from './decimal.ts'
import { jsonArray, jsonBoolean, jsonNull, jsonNumber, jsonObject, jsonString, printJsonb, sortJsonObject, type JsonNode } from './json.ts'
import { decodeDecimal, decodeInteger, decodeText, type KeyReader } from './key-reader.ts'
import { encodeDecimal, encodeInteger, encodeTextStart } from './key-writer.ts'
import { parseJson } from './parse-json.ts'

/** `text` is jsonb. */
export function encodeJsonKey(text: string): string {
  const node = parseJson(text)
  if (node.kind === 'object') return '\x03' + encodeMembers(node)
  if (node.kind === 'array') return `\x02${encodeInteger(node.items.length)}\x02${node.items.map(encodeNode).join('')}`
  return `\x02${encodeInteger(1)}\x01${encodeNode(node)}`
}

function encodeMembers(node: Extract<JsonNode, { kind: 'object' }>): string {
  const sorted = sortJsonObject(node)
  return (
    encodeInteger(sorted.keys.length) + sorted.keys.map((key, i) => `${encodeTextStart(key)}\x00${encodeNode(sorted.values[i])}`).join('')
  )
}

function encodeNode(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
      return '\x02'
    case 'string':
      return `\x03${encodeTextStart(node.value)}\x00`
    case 'number':
      return '\x04' + encodeDecimal(parseDecimal(node.text))
    case 'boolean':
      return node.value ? '\x05\x03' : '\x05\x02'
    case 'array':
      return `\x06${encodeInteger(node.items.length)}${node.items.map(encodeNode).join('')}`
    case 'object':
      return '\x07' + encodeMembers(node)
  }
}

/** Canonical jsonb text; numbers come back without zeros at the end of their fraction. */
export function decodeJsonKey(reader: KeyReader): string {
  if (reader.byte() === 3) return printJsonb(decodeMembers(reader))
  const count = decodeCount(reader)
  if (reader.byte() === 1) return printJsonb(decodeNode(reader))
  return printJsonb(jsonArray(Array.from({ length: count }, () => decodeNode(reader))))
}

/** A count cannot be larger than the key that holds the counted things. */
function decodeCount(reader: KeyReader): number {
  const count = Number(decodeInteger(reader))
  if (count < 0 || count > reader.remaining) throw reader.fail('a count that the key cannot hold')
  return count
}

function decodeMembers(reader: KeyReader): JsonNode {
  const count = decodeCount(reader)
  const keys: string[] = []
  const values: JsonNode[] = []
  for (let i = 0; i < count; i++) {
    keys.push(decodeText(reader))
    values.push(decodeNode(reader))
  }
  return jsonObject(keys, values)
}

function decodeNode(reader: KeyReader): JsonNode {
  switch (reader.byte()) {
    case 2:
      return jsonNull
    case 3:
      return jsonString(decodeText(reader))
    case 4:
      return jsonNumber(printDecimal(decodeDecimal(reader)))
    case 5:
      return jsonBoolean(reader.byte() === 3)
    case 6:
      return jsonArray(Array.from({ length: decodeCount(reader) }, () => decodeNode(reader)))
    case 7:
      return decodeMembers(reader)
    default:
      throw reader.fail('an unknown kind of json value')
  }
}
