// What an application sees and gives (value-output.ts, value-input.ts), and the names of types (type-names.ts).

import { describe, expect, test } from 'vitest'
import { arrayOf, sqlTypes, withModifier, type SqlType } from './sql-type.ts'
import { printValue } from './text-io.ts'
import { parseValue } from '../functions/json-populate.ts'
import { parseTypeName, resolveTypeName } from './resolve-type-name.ts'
import { printTypeName } from './type-names.ts'
import { fromApplicationValue, inferParameterType } from './value-input.ts'
import { toApplicationValue } from './value-output.ts'
import { valueContextOf } from './value-context.ts'

const out = (type: SqlType, text: string): unknown => toApplicationValue(type, parseValue(type, text))
const into = (value: unknown, type: SqlType): string | null => {
  const converted = fromApplicationValue(value, type)
  return converted === null ? null : printValue(type, converted)
}

describe('what an application sees', () => {
  test('each type has its JavaScript form', () => {
    expect(out(sqlTypes.bool, 't')).toBe(true)
    expect(toApplicationValue(sqlTypes.bool, 0)).toBe(false)
    expect(out(sqlTypes.int8, '5')).toBe(5)
    expect(out(sqlTypes.int8, '9223372036854775807')).toBe(9223372036854775807n)
    expect(out(sqlTypes.numeric, '1.50')).toBe('1.50')
    expect(out(sqlTypes.float8, 'NaN')).toBeNaN()
    expect(out(sqlTypes.date, '2020-02-29')).toBe('2020-02-29')
    expect(out(sqlTypes.timestamp, '2020-02-29 10:00:00.5')).toBe('2020-02-29 10:00:00.5')
    expect(out(sqlTypes.timestamptz, '2020-02-29 10:00:00.5+02')).toEqual(new Date('2020-02-29T08:00:00.500Z'))
    expect(out(sqlTypes.timestamptz, 'infinity')).toBe(Infinity)
    expect(out(sqlTypes.interval, '1 day 2 hours')).toBe('1 day 02:00:00')
    expect(out(sqlTypes.jsonb, '{"a": [1, null]}')).toEqual({ a: [1, null] })
    expect(out(sqlTypes.bytea, '\\x01ff')).toEqual(Uint8Array.of(1, 255))
    expect(out(sqlTypes.uuid, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11')).toBe('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')
    expect(out(arrayOf(sqlTypes.int4), '{{1,2},{3,NULL}}')).toEqual([[1, 2], [3, null]]) // prettier-ignore
    expect(out(arrayOf(sqlTypes.numeric), '{1.50}')).toEqual(['1.50'])
    expect(toApplicationValue(sqlTypes.int4, null)).toBeNull()
    expect(
      toApplicationValue(sqlTypes.record, { kind: 'record', fields: [1, null], types: [sqlTypes.int4, sqlTypes.text], names: ['a', 'b'] }),
    ).toEqual({ a: 1, b: null })
  })
})

describe('what an application gives', () => {
  test('a value of the fitting kind is taken as it is', () => {
    expect(into(5, sqlTypes.int4)).toBe('5')
    expect(into(5n, sqlTypes.int4)).toBe('5')
    expect(into('5', sqlTypes.int4)).toBe('5')
    expect(into(1.5, sqlTypes.float8)).toBe('1.5')
    expect(into(0.1, sqlTypes.numeric)).toBe('0.1')
    expect(into(1e21, sqlTypes.numeric)).toBe('1000000000000000000000')
    expect(into(9223372036854775807n, sqlTypes.int8)).toBe('9223372036854775807')
    expect(into(true, sqlTypes.bool)).toBe('t')
    expect(into('x', sqlTypes.text)).toBe('x')
    expect(into(5, sqlTypes.text)).toBe('5')
    expect(into(true, sqlTypes.text)).toBe('true')
    expect(into(new Date('2020-02-29T08:00:00.500Z'), sqlTypes.timestamptz)).toBe('2020-02-29 08:00:00.5+00')
    expect(into(new Date('2020-02-29T08:00:00.500Z'), sqlTypes.timestamp)).toBe('2020-02-29 08:00:00.5')
    expect(into(new Date('2020-02-29T08:00:00.500Z'), sqlTypes.date)).toBe('2020-02-29')
    expect(into({ b: 1, a: [true] }, sqlTypes.jsonb)).toBe('{"a": [true], "b": 1}')
    expect(into([1, 2], sqlTypes.json)).toBe('[1,2]')
    expect(into('{"a":1}', sqlTypes.jsonb)).toBe('{"a": 1}')
    expect(into(5, sqlTypes.jsonb)).toBe('5')
    expect(into(Uint8Array.of(1, 255), sqlTypes.bytea)).toBe('\\x01ff')
    expect(into([[1, 2], [3, null]], arrayOf(sqlTypes.int4))).toBe('{{1,2},{3,NULL}}') // prettier-ignore
    expect(into([], arrayOf(sqlTypes.text))).toBe('{}')
    expect(into(['a', 'b c'], arrayOf(sqlTypes.text))).toBe('{a,"b c"}')
    expect(into('{1,2}', arrayOf(sqlTypes.int4))).toBe('{1,2}')
    expect(into(new Int32Array([1, 2]), arrayOf(sqlTypes.int4))).toBe('{1,2}')
    expect(into(null, sqlTypes.int4)).toBeNull()
    expect(into(undefined, sqlTypes.int4)).toBeNull()
  })

  test('a Date becomes local time of the session for timestamp and date', () => {
    const tokyo = valueContextOf(new Map([['timezone', 'Asia/Tokyo']]), 0)
    const moment = new Date('2020-02-29T20:00:00Z')
    expect(printValue(sqlTypes.timestamp, fromApplicationValue(moment, sqlTypes.timestamp, tokyo))).toBe('2020-03-01 05:00:00')
    expect(printValue(sqlTypes.date, fromApplicationValue(moment, sqlTypes.date, tokyo))).toBe('2020-03-01')
  })

  test('what does not fit answers the error of its text', () => {
    const codeOf = (value: unknown, type: SqlType): unknown => {
      try {
        return into(value, type)
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error
      }
    }
    expect(codeOf(1.5, sqlTypes.int4)).toBe('22P02')
    expect(codeOf(2 ** 31, sqlTypes.int4)).toBe('22003')
    expect(codeOf(2 ** 63, sqlTypes.int8)).toBe('22003')
    expect(codeOf(true, sqlTypes.int4)).toBe('22P02')
    expect(codeOf({}, sqlTypes.int4)).toBe('22P02')
    expect(codeOf(new Date(NaN), sqlTypes.timestamptz)).toBe('22007')
    expect(codeOf([1, [2]], arrayOf(sqlTypes.int4))).toBe('2202E')
    expect(codeOf([[1], [2, 3]], arrayOf(sqlTypes.int4))).toBe('2202E')
    expect(codeOf({ a: 1n }, sqlTypes.jsonb)).toBe('22P02')
    expect(codeOf(Symbol('x'), sqlTypes.text)).toBe('22P02')
    expect(codeOf('abcd', withModifier(sqlTypes.varchar, [3]))).toBe('22001')
    expect(codeOf('a\u0000b', sqlTypes.text)).toBe('22021')
    expect(codeOf('\ud83d', sqlTypes.text)).toBe('22021')
    expect(codeOf('"b\ude00"', sqlTypes.jsonb)).toBe('22021')
    expect(codeOf(5, arrayOf(sqlTypes.int4))).toBe('22P02')
  })

  test('the type of a parameter follows from its value', () => {
    const typeOf = (value: unknown): string => printTypeName(inferParameterType(value))
    expect(typeOf(5)).toBe('integer')
    expect(typeOf(2 ** 40)).toBe('bigint')
    expect(typeOf(2 ** 60)).toBe('double precision')
    expect(typeOf(1.5)).toBe('numeric')
    expect(typeOf(NaN)).toBe('double precision')
    expect(typeOf(5n)).toBe('bigint')
    expect(typeOf(10n ** 30n)).toBe('numeric')
    expect(typeOf(true)).toBe('boolean')
    expect(typeOf('x')).toBe('unknown')
    expect(typeOf(null)).toBe('unknown')
    expect(typeOf(new Date(0))).toBe('timestamp with time zone')
    expect(typeOf(new Uint8Array())).toBe('bytea')
    expect(typeOf([1, 2.5])).toBe('numeric[]')
    expect(typeOf(['a', null])).toBe('text[]')
    expect(typeOf({ a: 1 })).toBe('jsonb')
  })
})

describe('names of types', () => {
  test('every spelling prints as format_type', () => {
    const spellings: readonly (readonly [string, string])[] = [
      ['int', 'integer'],
      ['INT4', 'integer'],
      ['double precision', 'double precision'],
      ['float(20)', 'real'],
      ['float', 'double precision'],
      ['char', 'character(1)'],
      ['character varying ( 20 )', 'character varying(20)'],
      ['varchar', 'character varying'],
      ['numeric(10,2)', 'numeric(10,2)'],
      ['decimal(5)', 'numeric(5,0)'],
      ['timestamp', 'timestamp without time zone'],
      ['timestamp(3) with time zone', 'timestamp(3) with time zone'],
      ['timestamptz(9)', 'timestamp(6) with time zone'],
      ['time with  time zone', 'time with time zone'],
      ['int4[]', 'integer[]'],
      ['int[3][4]', 'integer[]'],
      ['_text', 'text[]'],
      ['pg_catalog.int8', 'bigint'],
      ['"int4"', 'integer'],
    ]
    for (const [text, printed] of spellings) {
      const type = parseTypeName(text)
      expect(type === null ? null : printTypeName(type), text).toBe(printed)
    }
    for (const text of ['nosuch', '"INT4"', '', 'int4(', 'int4]', 'timestamp with']) expect(parseTypeName(text), text).toBeNull()
  })

  test('modifiers that PostgreSQL refuses are refused', () => {
    for (const [name, modifiers] of [
      ['varchar', [0]],
      ['numeric', [0]],
      ['numeric', [1001]],
      ['numeric', [5, 1001]],
      ['float', [54]],
      ['char', [10485761]],
    ] as const) {
      expect(() => resolveTypeName(name, modifiers), name).toThrow(expect.objectContaining({ code: '22023' }))
    }
    expect(() => resolveTypeName('int4', [3])).toThrow(expect.objectContaining({ code: '42601' }))
  })
})
