// JSON as a tree: parse json text, print canonical jsonb text, look up paths.
import { notSupported } from '../base/errors.ts'
const stub = (): never => {
  throw notSupported('stub')
}
/** `start` and `end` are offsets in the parsed text, so that json operators can cut out the original text. */
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
/** Throws 22P02 "invalid input syntax for type json". */
export function parseJson(_text: string): JsonNode {
  return stub()
}
/** jsonb's canonical text: keys sorted by length then bytes, last duplicate wins, numbers as numeric. */
export function printJsonb(_node: JsonNode): string {
  return stub()
}
/** json text -> canonical jsonb text. */
export function canonicalJsonb(_text: string): string {
  return stub()
}
/** Builders for functions; spans are 0. */
export const jsonNull: JsonNode = { kind: 'null', start: 0, end: 0 }
export function jsonString(_value: string): JsonNode {
  return stub()
}
export function jsonNumber(_text: string): JsonNode {
  return stub()
}
export function jsonBoolean(_value: boolean): JsonNode {
  return stub()
}
export function jsonArray(_items: readonly JsonNode[]): JsonNode {
  return stub()
}
export function jsonObject(_keys: readonly string[], _values: readonly JsonNode[]): JsonNode {
  return stub()
}
/** A JSON string literal with PostgreSQL's escapes. */
export function quoteJson(_text: string): string {
  return stub()
}
/** Member of an object (the last one wins) or null. */
export function jsonMember(_node: JsonNode, _key: string): JsonNode | null {
  return stub()
}
/** Item of an array; negative counts from the end; null when out of range. */
export function jsonItem(_node: JsonNode, _index: number): JsonNode | null {
  return stub()
}
/** #> : keys and indexes as text; null when there is nothing there. */
export function jsonPath(_node: JsonNode, _path: readonly (string | null)[]): JsonNode | null {
  return stub()
}
/** ->> : text of a string, NULL for JSON null, JSON text otherwise (the source's own text for json). */
export function jsonAsText(_node: JsonNode, _source: string | null): string | null {
  return stub()
}
/** jsonb's btree order. */
export function compareJson(_a: JsonNode, _b: JsonNode): number {
  return stub()
}
/** jsonb @> : does `a` contain `b`? */
export function jsonContains(_a: JsonNode, _b: JsonNode): boolean {
  return stub()
}
/** A plain JavaScript value; numbers become numbers. */
export function jsonToJs(_node: JsonNode): unknown {
  return stub()
}
