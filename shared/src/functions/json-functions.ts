// Operators and functions that read and change json and jsonb. Building JSON from SQL values is in json-build-functions.ts.
// A part of a json text is a cut of it; jsonb text is canonical, so that its parts are too.

import { SqlError, notSupported } from '../base/errors.ts'
import { jsonContains } from '../values/compare-json.ts'
import { jsonAsText, jsonItem, jsonMember, jsonNull, jsonPath, printJsonb, quoteJson, type JsonNode } from '../values/json.ts'
import { parseJson } from '../values/parse-json.ts'
import type { SqlArray, SqlValue } from '../values/sql-value.ts'
import { lenient, strict, type FunctionEntry } from './define-function.ts'
import { tableFunction } from './define-table-function.ts'
import { stringOf } from './json-build.ts'
import { concatJson, deleteIndex, deleteKeys, deletePath, setPath, stripNulls } from './jsonb-edit.ts'
import { invalidParameter } from './value-errors.ts'

const forms = ['json', 'jsonb'] as const
type Form = (typeof forms)[number]

/** The last parsed text: `j->'a', j->'b'` in one row parse once. */
let lastText = ''
let lastNode: JsonNode = jsonNull

function parsed(text: string): JsonNode {
  if (text === lastText) return lastNode
  lastNode = parseJson(text)
  lastText = text
  return lastNode
}

const cut = (text: string, node: JsonNode | null): string | null => (node === null ? null : text.slice(node.start, node.end))
const asText = (text: string, node: JsonNode | null): string | null => (node === null ? null : jsonAsText(node, text))
const stepsOf = (path: SqlArray): (string | null)[] => path.items.map(step => (step === null ? null : stringOf(step)))

function readers(form: Form): FunctionEntry[] {
  const path = (text: string, steps: readonly (string | null)[]): JsonNode | null => jsonPath(parsed(text), steps)
  // A jsonb scalar is kept as an array of one, and shows it here.
  const item = (node: JsonNode, index: number): JsonNode | null =>
    form === 'jsonb' && node.kind !== 'array' && node.kind !== 'object' && (index === 0 || index === -1) ? node : jsonItem(node, index)
  return [
    strict(`-> ${form}_object_field(${form}, text) ${form}`, (text, key) => cut(text, jsonMember(parsed(text), key))),
    strict(`-> ${form}_array_element(${form}, int4) ${form}`, (text, index) => cut(text, item(parsed(text), index))),
    strict(`->> ${form}_object_field_text(${form}, text) text`, (text, key) => asText(text, jsonMember(parsed(text), key))),
    strict(`->> ${form}_array_element_text(${form}, int4) text`, (text, index) => asText(text, item(parsed(text), index))),
    strict(`#>(${form}, text[]) ${form}`, (text, steps) => cut(text, path(text, stepsOf(steps)))),
    strict(`#>>(${form}, text[]) text`, (text, steps) => asText(text, path(text, stepsOf(steps)))),
    strict(`${form}_extract_path(${form}, ...text) ${form}`, (text, ...steps) => cut(text, path(text, steps))),
    strict(`${form}_extract_path_text(${form}, ...text) text`, (text, ...steps) => asText(text, path(text, steps))),
    strict(`${form}_typeof(${form}) text`, text => parsed(text).kind),
    strict(`${form}_array_length(${form}) int4`, text => arrayLength(parsed(text))),
    ...tables(form),
  ]
}

function arrayLength(node: JsonNode): number {
  if (node.kind === 'array') return node.items.length
  throw invalidParameter(`cannot get array length of a ${node.kind === 'object' ? 'non-array' : 'scalar'}`)
}

function membersOf(text: string, caller: string): readonly { key: string; value: JsonNode }[] {
  const node = parsed(text)
  if (node.kind === 'object') return node.keys.map((key, i) => ({ key, value: node.values[i] }))
  if (caller.startsWith('jsonb') && !caller.endsWith('keys')) throw invalidParameter(`cannot call ${caller} on a non-object`)
  const what = node.kind === 'array' ? 'an array' : 'a scalar'
  if (caller.endsWith('keys')) throw invalidParameter(`cannot call ${caller} on ${what}`)
  throw invalidParameter(`cannot deconstruct ${what}${node.kind === 'array' ? ' as an object' : ''}`)
}

function itemsOf(text: string, caller: string): readonly JsonNode[] {
  const node = parsed(text)
  if (node.kind === 'array') return node.items
  const isObject = node.kind === 'object'
  if (caller.startsWith('jsonb')) throw invalidParameter(`cannot extract elements from ${isObject ? 'an object' : 'a scalar'}`)
  throw invalidParameter(`cannot call ${caller} on a ${isObject ? 'non-array' : 'scalar'}`)
}

function tables(form: Form): FunctionEntry[] {
  return [
    tableFunction(`${form}_each(${form}) (key text, value ${form})`, ([text]) =>
      membersOf(text, `${form}_each`).map(({ key, value }) => [key, cut(text, value)]),
    ),
    tableFunction(`${form}_each_text(${form}) (key text, value text)`, ([text]) =>
      membersOf(text, `${form}_each_text`).map(({ key, value }) => [key, asText(text, value)]),
    ),
    tableFunction(`${form}_array_elements(${form}) (value ${form})`, ([text]) =>
      itemsOf(text, `${form}_array_elements`).map(item => [cut(text, item)]),
    ),
    tableFunction(`${form}_array_elements_text(${form}) (value text)`, ([text]) =>
      itemsOf(text, `${form}_array_elements_text`).map(item => [asText(text, item)]),
    ),
    tableFunction(`${form}_object_keys(${form}) text`, ([text]) => membersOf(text, `${form}_object_keys`).map(({ key }) => [key])),
  ]
}

/** Is there such a key, such a string item, or is it this string? */
function hasKey(node: JsonNode, key: string | null): boolean {
  if (key === null) return false
  if (node.kind === 'object') return node.keys.includes(key)
  if (node.kind === 'array') return node.items.some(item => item.kind === 'string' && item.value === key)
  return node.kind === 'string' && node.value === key
}

/** Four blanks a level, as jsonb_pretty prints it. */
function prettyJson(node: JsonNode, indent = ''): string {
  const inner = `${indent}    `
  if (node.kind === 'array') {
    const items = node.items.map(item => `\n${inner}${prettyJson(item, inner)}`)
    return `[${items.join(',')}\n${indent}]`
  }
  if (node.kind === 'object') {
    const members = node.keys.map((key, i) => `\n${inner}${quoteJson(key)}: ${prettyJson(node.values[i], inner)}`)
    return `{${members.join(',')}\n${indent}}`
  }
  return printJsonb(node)
}

/** JSON text without blanks, numbers as they are written: what json_strip_nulls answers. */
function compactJson(node: JsonNode): string {
  if (node.kind === 'array') return `[${node.items.map(compactJson).join(',')}]`
  if (node.kind === 'object') return `{${node.keys.map((key, i) => `${quoteJson(key)}:${compactJson(node.values[i])}`).join(',')}}`
  return node.kind === 'number' ? node.text : printJsonb(node)
}

function setJson(text: string, path: SqlArray, value: string, creates = true): string {
  return printJsonb(setPath(parsed(text), stepsOf(path), { kind: 'set', value: parseJson(value), creates }))
}

function insertJson(text: string, path: SqlArray, value: string, isAfter = false): string {
  return printJsonb(setPath(parsed(text), stepsOf(path), { kind: 'insert', value: parseJson(value), isAfter }))
}

/** jsonb_set_lax: what a NULL value does is the caller's choice. */
function setLax([text, path, value, creates, treatment]: readonly SqlValue[]): string | null {
  if (typeof text !== 'string' || path === null || creates === null) return null
  const steps = path as SqlArray
  if (treatment === null || !['raise_exception', 'use_json_null', 'delete_key', 'return_target'].includes(stringOf(treatment))) {
    throw invalidParameter('null_value_treatment must be "delete_key", "return_target", "use_json_null", or "raise_exception"')
  }
  if (typeof value === 'string') return setJson(text, steps, value, creates === true)
  if (treatment === 'return_target') return text
  if (treatment === 'delete_key') return printJsonb(deletePath(parsed(text), stepsOf(steps)))
  if (treatment === 'use_json_null') return setJson(text, steps, 'null', creates === true)
  throw new SqlError('22004', 'JSON value must not be null')
}

const editors: readonly FunctionEntry[] = [
  strict('|| jsonb_concat(jsonb, jsonb) jsonb', (a, b) => printJsonb(concatJson(parseJson(a), parseJson(b)))),
  strict('- jsonb_delete(jsonb, text) jsonb', (text, key) => printJsonb(deleteKeys(parsed(text), [key]))),
  strict('-(jsonb, text[]) jsonb', (text, keys) => printJsonb(deleteKeys(parsed(text), stepsOf(keys)))),
  strict('- jsonb_delete(jsonb, int4) jsonb', (text, index) => printJsonb(deleteIndex(parsed(text), index))),
  strict('#- jsonb_delete_path(jsonb, text[]) jsonb', (text, path) => printJsonb(deletePath(parsed(text), stepsOf(path)))),
  strict('jsonb_set(jsonb, text[], jsonb) jsonb', (text, path, value) => setJson(text, path, value)),
  strict('jsonb_set(jsonb, text[], jsonb, bool) jsonb', setJson),
  strict('jsonb_insert(jsonb, text[], jsonb) jsonb', (text, path, value) => insertJson(text, path, value)),
  strict('jsonb_insert(jsonb, text[], jsonb, bool) jsonb', insertJson),
  lenient('jsonb_set_lax(jsonb, text[], jsonb) jsonb', args => setLax([...args, true, 'use_json_null'])),
  lenient('jsonb_set_lax(jsonb, text[], jsonb, bool) jsonb', args => setLax([...args, 'use_json_null'])),
  lenient('jsonb_set_lax(jsonb, text[], jsonb, bool, text) jsonb', setLax),
  strict('json_strip_nulls(json) json', text => compactJson(stripNulls(parsed(text)))),
  strict('json_strip_nulls(json, bool) json', (text, inArrays) => compactJson(stripNulls(parsed(text), inArrays))),
  strict('jsonb_strip_nulls(jsonb) jsonb', text => printJsonb(stripNulls(parsed(text)))),
  strict('jsonb_strip_nulls(jsonb, bool) jsonb', (text, inArrays) => printJsonb(stripNulls(parsed(text), inArrays))),
  strict('jsonb_pretty(jsonb) text', text => prettyJson(parsed(text))),
]

const tests: readonly FunctionEntry[] = [
  strict('@> jsonb_contains(jsonb, jsonb) bool', (a, b) => jsonContains(parsed(a), parseJson(b))),
  strict('<@ jsonb_contained(jsonb, jsonb) bool', (a, b) => jsonContains(parsed(b), parseJson(a))),
  strict('? jsonb_exists(jsonb, text) bool', (text, key) => hasKey(parsed(text), key)),
  strict('?| jsonb_exists_any(jsonb, text[]) bool', (text, keys) => stepsOf(keys).some(key => hasKey(parsed(text), key))),
  strict('?& jsonb_exists_all(jsonb, text[]) bool', (text, keys) => stepsOf(keys).every(key => key === null || hasKey(parsed(text), key))),
]

/** Known to PostgreSQL, not built: they answer 0A000 and never pass for something else. */
const refused: readonly FunctionEntry[] = [
  ...[
    'exists',
    'match',
    'query',
    'query_array',
    'query_first',
    'exists_tz',
    'match_tz',
    'query_tz',
    'query_array_tz',
    'query_first_tz',
  ].flatMap(name => refuse(`jsonb_path_${name}`, ['jsonb, any', 'jsonb, any, any', 'jsonb, any, any, any'])),
  ...['@?', '@@'].flatMap(symbol => refuse(symbol, ['jsonb, text'])),
]

function refuse(name: string, parameterLists: readonly string[]): FunctionEntry[] {
  return parameterLists.map(parameters =>
    lenient(`${name}(${parameters}) jsonb`, () => {
      throw notSupported(name)
    }),
  )
}

export const jsonFunctions: readonly FunctionEntry[] = [...forms.flatMap(readers), ...editors, ...tests, ...refused]
