// JSON as a tree: build it, write canonical jsonb text, look things up. parse-json.ts reads it, compare-json.ts orders it.
// jsonb is held as canonical text: keys sorted by length, then bytes, unique; numbers as numeric prints them; `, ` and `: `.

import { SqlError } from '../base/errors.ts'
import { parseDecimal, printDecimal } from './decimal.ts'
import { compareText, utf8Length } from './compare-text.ts'

/** `start` and `end` are offsets in the parsed text, so that json operators can cut out the original text; 0 in built nodes. */
interface JsonSpan {
  readonly start: number
  readonly end: number
}

export type JsonNode =
  | ({ readonly kind: 'null' } & JsonSpan)
  | ({ readonly kind: 'boolean'; readonly value: boolean } & JsonSpan)
  | ({ readonly kind: 'number'; readonly text: string } & JsonSpan)
  | ({ readonly kind: 'string'; readonly value: string } & JsonSpan)
  | ({ readonly kind: 'array'; readonly items: readonly JsonNode[] } & JsonSpan)
  /** Members in text order, duplicates kept. In a tree made from jsonb text they are sorted and unique. */
  | ({ readonly kind: 'object'; readonly keys: readonly string[]; readonly values: readonly JsonNode[] } & JsonSpan)

export type JsonObject = Extract<JsonNode, { kind: 'object' }>

export const jsonNull: JsonNode = Object.freeze({ kind: 'null', start: 0, end: 0 })
const jsonTrue: JsonNode = Object.freeze({ kind: 'boolean', value: true, start: 0, end: 0 })
const jsonFalse: JsonNode = Object.freeze({ kind: 'boolean', value: false, start: 0, end: 0 })

export function jsonString(value: string): JsonNode {
  return { kind: 'string', value, start: 0, end: 0 }
}

/** `text` is a number as numeric prints it. */
export function jsonNumber(text: string): JsonNode {
  return { kind: 'number', text, start: 0, end: 0 }
}

export function jsonBoolean(value: boolean): JsonNode {
  return value ? jsonTrue : jsonFalse
}

export function jsonArray(items: readonly JsonNode[]): JsonNode {
  return { kind: 'array', items, start: 0, end: 0 }
}

export function jsonObject(keys: readonly string[], values: readonly JsonNode[]): JsonNode {
  return { kind: 'object', keys, values, start: 0, end: 0 }
}

const needsEscape = /["\\\u0000-\u001f]/g
const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

/** A JSON string literal with PostgreSQL's escapes. */
export function quoteJson(text: string): string {
  needsEscape.lastIndex = 0
  if (!needsEscape.test(text)) return `"${text}"`
  return `"${text.replace(needsEscape, char => shortEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`
}

/** jsonb's order of an object's keys: by length in bytes, then by bytes. */
export function compareJsonKeys(a: string, b: string): number {
  return utf8Length(a) - utf8Length(b) || compareText(a, b)
}

/** Positions of an object's members in jsonb's order: the last of equal keys counts. */
function sortedMembers(keys: readonly string[]): number[] {
  const lastByKey = new Map<string, number>()
  for (let i = 0; i < keys.length; i++) lastByKey.set(keys[i], i)
  return [...lastByKey.values()].sort((a, b) => compareJsonKeys(keys[a], keys[b]))
}

/** The same object with jsonb's order and without duplicates. */
export function sortJsonObject(node: JsonObject): JsonObject {
  const order = sortedMembers(node.keys)
  return { kind: 'object', keys: order.map(i => node.keys[i]), values: order.map(i => node.values[i]), start: node.start, end: node.end }
}

/** A JSON number as jsonb keeps it: `1e2` is 100, `1.50` stays. */
function canonicalNumber(text: string): string {
  return text.length < 16 && /^-?[1-9]\d*$/.test(text) ? text : printDecimal(parseDecimal(text))
}

/** jsonb's canonical text of any tree. */
export function printJsonb(node: JsonNode): string {
  switch (node.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return node.value ? 'true' : 'false'
    case 'number':
      return canonicalNumber(node.text)
    case 'string':
      return quoteJson(node.value)
    case 'array':
      return `[${node.items.map(printJsonb).join(', ')}]`
    case 'object':
      return `{${sortedMembers(node.keys)
        .map(i => `${quoteJson(node.keys[i])}: ${printJsonb(node.values[i])}`)
        .join(', ')}}`
  }
}

/** Member of an object (the last one wins), or null. */
export function jsonMember(node: JsonNode, key: string): JsonNode | null {
  if (node.kind !== 'object') return null
  const index = node.keys.lastIndexOf(key)
  return index < 0 ? null : node.values[index]
}

/** Item of an array; negative counts from the end; null when out of range. */
export function jsonItem(node: JsonNode, index: number): JsonNode | null {
  if (node.kind !== 'array') return null
  return node.items[index < 0 ? index + node.items.length : index] ?? null
}

/** A path step as an array index: null when it is not an integer. */
export function jsonIndexOfStep(step: string): number | null {
  return /^\s*[+-]?\d+$/.test(step) && Math.abs(Number(step)) <= 2147483647 ? Number(step) : null
}

/** #> : keys and indexes as text; null when there is nothing there. */
export function jsonPath(node: JsonNode, path: readonly (string | null)[]): JsonNode | null {
  let found: JsonNode | null = node
  for (const step of path) {
    if (step === null || found === null) return null
    if (found.kind === 'array') {
      const index = jsonIndexOfStep(step)
      found = index === null ? null : jsonItem(found, index)
    } else found = jsonMember(found, step)
  }
  return found
}

/** ->> : text of a string, NULL for JSON null, JSON text otherwise: a cut of `source` for json, canonical text when it is null. */
export function jsonAsText(node: JsonNode, source: string | null): string | null {
  if (node.kind === 'null') return null
  if (node.kind === 'string') return node.value
  return source === null ? printJsonb(node) : source.slice(node.start, node.end)
}

/** A plain JavaScript value; numbers become numbers. */
export function jsonToJs(node: JsonNode): unknown {
  switch (node.kind) {
    case 'null':
      return null
    case 'boolean':
    case 'string':
      return node.value
    case 'number':
      return Number(node.text)
    case 'array':
      return node.items.map(jsonToJs)
    case 'object':
      return Object.fromEntries(node.keys.map((key, i) => [key, jsonToJs(node.values[i])]))
  }
}

export function invalidJson(detail: string): SqlError {
  return new SqlError('22P02', 'invalid input syntax for type json', { detail })
}
