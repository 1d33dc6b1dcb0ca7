// JSON, arrays and session functions, compared with PGlite.

import { beforeAll, describe, expect, test, vi } from 'vitest'
import { differences, openOracle, recordHere, tableHere, type Answer } from '../testing/function-oracle.ts'

// PGlite starts slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
let ask: (sql: string) => Promise<Answer>
beforeAll(async () => {
  ask = await openOracle()
})

const expectSame = async (expressions: readonly string[]): Promise<void> => {
  expect(await differences(ask, expressions)).toEqual([])
}

const expectSameRows = async (calls: readonly string[]): Promise<void> => {
  expect(await differences(ask, calls, { toSql: call => `SELECT * FROM ${call}`, run: tableHere })).toEqual([])
}

describe('json answers as PostgreSQL', () => {
  const doc = `'{"a":{"b":[1,{"c":"x"},null]},"d":"text","e":null,"f":true,"g":1.50,"a2":[]}'`
  test('reading', () =>
    expectSame(
      ['json', 'jsonb'].flatMap(type => [
        `${doc}::${type} -> 'a'`, `${doc}::${type} -> 'd'`, `${doc}::${type} ->> 'd'`, `${doc}::${type} ->> 'e'`, `${doc}::${type} -> 'e'`, `${doc}::${type} ->> 'g'`, `${doc}::${type} -> 'zz'`, `${doc}::${type} -> 0`, `'[1, "b", {"x" : 2}]'::${type} -> 1`, `'[1, "b", {"x" : 2}]'::${type} -> -1`, `'[1, "b", {"x" : 2}]'::${type} ->> 2`, `'[1,2]'::${type} -> 5`, `'[1,2]'::${type} -> 'a'`, `'5'::${type} -> 0`, `${doc}::${type} #> '{a,b,1,c}'`, `${doc}::${type} #>> '{a,b,1,c}'`, `${doc}::${type} #>> '{a,b,-1}'`, `${doc}::${type} #> '{a,b,x}'`, `${doc}::${type} #> '{}'`, `${doc}::${type} #> array['a',null]`, `${type}_extract_path(${doc}, 'a', 'b')`, `${type}_extract_path_text(${doc}, 'a', 'b', '0')`,
        `${type}_typeof(${doc})`, `${type}_typeof('[]')`, `${type}_typeof('"x"')`, `${type}_typeof('1')`, `${type}_typeof('null')`, `${type}_typeof('true')`, `${type}_array_length('[1,2,[3]]')`, `${type}_array_length('{}')`, `${type}_array_length('1')`, `${type}_strip_nulls('{"a":null,"b":[1,null,{"c":null,"d":1.0}]}')`,
      ]),
    )) // prettier-ignore
  test('changing jsonb', () =>
    expectSame([
      `'{"a":1}'::jsonb || '{"b":2,"a":3}'`, `'[1,2]'::jsonb || '[3]'`, `'[1,2]'::jsonb || '3'`, `'{"a":1}'::jsonb || '[1]'`, `'1'::jsonb || '2'::jsonb`, `'{"a":1}'::jsonb || '1'::jsonb`, `'[1]'::jsonb || '{"a":1}'`, `'{"a":1,"b":2}'::jsonb - 'a'`, `'["a","b","a",1]'::jsonb - 'a'`, `'[1,2,3]'::jsonb - 1`, `'[1,2,3]'::jsonb - -1`, `'[1,2,3]'::jsonb - 9`, `'{"a":1}'::jsonb - 1`, `'1'::jsonb - 'a'`, `'1'::jsonb - 1`, `'{"a":1,"b":2,"c":3}'::jsonb - '{a,c}'::text[]`, `'{"a":{"b":[1,2]}}'::jsonb #- '{a,b,0}'`, `'{"a":1}'::jsonb #- '{z}'`, `'1'::jsonb #- '{a}'`, `'[1,2]'::jsonb #- '{x}'`,
      `'{"a":1,"b":[1,2]}'::jsonb @> '{"b":[2]}'`, `'[1,[2]]'::jsonb @> '[[2]]'`, `'[1,2]'::jsonb @> '1'`, `'1'::jsonb <@ '[1,2]'::jsonb`, `'{"a":1}'::jsonb ? 'a'`, `'["a"]'::jsonb ? 'a'`, `'"a"'::jsonb ? 'a'`, `'{"a":1}'::jsonb ?| '{x,a}'::text[]`, `'{"a":1}'::jsonb ?& '{x,a}'::text[]`, `'{"a":1}'::jsonb = '{"a":1.0}'`, `'{"a":1}'::jsonb < '{"a":2}'`, `'[]'::jsonb < 'null'::jsonb`,
      ...[`'{a}'`, `'{z}'`, `'{b,0}'`, `'{b,-1}'`, `'{b,9}'`, `'{b,-9}'`, `'{b,x}'`, `'{b,1,c}'`, `'{z,y}'`, `'{}'`, `array['a',null]`, `'{a,b}'`].flatMap(path => [`jsonb_set('{"a":1,"b":[0,{"c":1}]}', ${path}, '"new"')`, `jsonb_set('{"a":1,"b":[0,{"c":1}]}', ${path}, '"new"', false)`, `jsonb_insert('{"a":1,"b":[0,{"c":1}]}', ${path}, '"new"')`, `jsonb_insert('{"a":1,"b":[0,{"c":1}]}', ${path}, '"new"', true)`]),
      `jsonb_set('1', '{a}', '2')`, `jsonb_set('[]', '{0}', '2')`, `jsonb_set('[]', '{0}', '2', false)`, `jsonb_set('{}', '{a}', '2')`, `jsonb_insert('[1]', '{0}', null)`, `jsonb_set_lax('{"a":1}', '{a}', null)`, `jsonb_set_lax('{"a":1}', '{a}', null, true, 'delete_key')`, `jsonb_set_lax('{"a":1}', '{a}', null, true, 'raise_exception')`, `jsonb_set_lax('{"a":1}', '{a}', null, true, 'return_target')`, `jsonb_set_lax('{"a":1}', '{a}', null, true, 'x')`, `jsonb_pretty('{"a":[1,{"b":[]}],"c":{}}')`, `jsonb_pretty('1')`,
    ])) // prettier-ignore
  test('building', () =>
    expectSame(
      ['json', 'jsonb'].flatMap(type => [
        `to_${type}(1)`, `to_${type}(1.50)`, `to_${type}('a"b'::text)`, `to_${type}(true)`, `to_${type}('NaN'::float8)`, `to_${type}(1.5::float4)`, `to_${type}('2020-01-02'::date)`, `to_${type}('2020-01-02 03:04:05.6'::timestamp)`, `to_${type}('2020-01-02 03:04:05+00'::timestamptz)`, `to_${type}('infinity'::timestamptz)`, `to_${type}('0044-03-15 BC'::date)`, `to_${type}('0044-03-15 10:00+00 BC'::timestamptz)`, `to_${type}(interval '1 day')`, `to_${type}(array[1,2,null])`, `to_${type}(array[[1,2],[3,4]])`, `to_${type}('{}'::text[])`, `to_${type}('{"b":1,"a":2}'::json)`, `to_${type}('{"b":1,"a":2}'::jsonb)`, `to_${type}(row(1,'x',null))`, `to_${type}('\\x01'::bytea)`, `to_${type}(null::int)`, `to_${type}('x')`, `to_${type}('00000000-0000-0000-0000-000000000000'::uuid)`,
        `${type}_build_object('a', 1, 'b', null, 3, true)`, `${type}_build_object()`, `${type}_build_object('a')`, `${type}_build_object('a', array[1,2], 'r', row(1,2))`, `${type}_build_object('{1}'::int[], 1)`, `${type}_build_object(true, 1, '2020-01-01'::date, 2)`, `${type}_build_array(1, 'x', null, true, 2.5)`, `${type}_build_array()`, `${type}_build_array(variadic array[1,2])`, `${type}_build_object(variadic array['a','b'])`, `${type}_object('{a,1,b,2}')`, `${type}_object('{{a,1},{b,null}}')`, `${type}_object('{a,b}', '{1,2}')`, `${type}_object('{a}')`, `${type}_object('{a,b}', '{1}')`, `${type}_object('{{a,b,c}}')`, `${type}_object('{}')`, `${type}_object(array[null,'1'])`,
      ]).concat(`array_to_json(array[1,2])`, `array_to_json(array[[1,2],[3,4]], true)`, `row_to_json(row(1,'a'))`, `row_to_json(row(1,row(2,3)), true)`, `array_to_json(array[1,2], true)`),
    )) // prettier-ignore
  test('rows with a column definition list', async () => {
    const calls = [
      `json_to_record('{"a":1,"b":"foo","c":"bar"}') AS x(a int, b text, d text)`, `jsonb_to_recordset('[{"a":1,"b":{"d":"foo"},"c":true},{"a":null,"c":false}]') AS x(a int, b json, c boolean)`, `json_to_record('{"ia": [[1, "2"], [3, null]]}') AS x(ia int[])`, `json_to_record('{"ia": [[1], 2]}') AS x(ia int[])`, `json_to_record('{"ia": 123}') AS x(ia int[])`, `json_to_record('{"ia": "{1,2}"}') AS x(ia int[])`, `json_to_record('[1]') AS x(a int)`, `json_to_recordset('{}') AS x(a int)`, `json_to_recordset('[1]') AS x(a int)`, `json_to_record('{"a":"x"}') AS x(a int)`, `jsonb_to_record('{"a":[1,2],"b":1.50}') AS x(a jsonb, b text)`, `json_populate_record(null::record, '{"x": 776}') AS (x int, y int)`,
    ] // prettier-ignore
    expect(await differences(ask, calls, { toSql: call => `SELECT * FROM ${call}`, run: recordHere })).toEqual([])
  })
  test('rows', () =>
    expectSameRows(
      ['json', 'jsonb'].flatMap(type => [
        `${type}_each('{"b":1,"a":[1, 2],"c":null,"b":2}')`, `${type}_each_text('{"b":1,"a":[1, 2],"c":null,"d":"x"}')`, `${type}_each('[1]')`, `${type}_each('1')`, `${type}_each_text('[1]')`, `${type}_array_elements('[1,"a",null,{"x":1}]')`, `${type}_array_elements_text('[1,"a",null,{"x":1}]')`, `${type}_array_elements('{}')`, `${type}_array_elements('1')`, `${type}_array_elements_text('1')`, `${type}_object_keys('{"b":1,"a":2}')`, `${type}_object_keys('[1]')`, `${type}_object_keys('1')`,
      ]),
    )) // prettier-ignore
})

describe('arrays answer as PostgreSQL', () => {
  test('operators and functions', () =>
    expectSame([
      `array[1,2] || 3`, `1 || array[2,3]`, `array[1,2] || array[3]`, `array[1,2] || '{3,4}'`, `array[1,2] || null`, `null || array[1]`, `array[[1,2]] || array[3,4]`, `array[1,2] || array[[3,4]]`, `array[1] || array[[3,4]]`, `array[1,2] || 2.5`, `array['a'] || 'b'::text`, `array[[1,2]] || 3`, `'{}'::int[] || 1`, `'[0:1]={1,2}'::int[] || 3`, `0 || '[2:3]={1,2}'::int[]`, `'[0:1]={1,2}'::int[] || '[5:6]={3,4}'::int[]`, `array_append(null::int[], 1)`, `array_append(array[1], 2.5)`, `array_prepend(1, '{}'::int[])`, `array_cat(null::int[], array[1])`, `array_append('{1,2}', 3)`, `array_cat(array[[[1]]], array[2])`,
      `array[1,2,3] @> array[2]`, `array[1,null] @> array[null]::int[]`, `array[1] <@ array[1,2]`, `array[1,2] && array[2,3]`, `array[1] && '{}'::int[]`, `array[1,2] = array[1,2]`, `array[1,2] < array[1,3]`, `array[1,2] < array[1]`, `array[[1,2]] = array[1,2]`, `array[1,2] = '{1,2}'`, `'{1,2}' = array[1,2]`, `array[1] = array['a']`,
      `array_length(array[1,2,3], 1)`, `array_length(array[1,2,3], 2)`, `array_length('{}'::int[], 1)`, `array_ndims(array[[1],[2]])`, `array_dims(array[[1,2],[3,4]])`, `array_dims('[2:3]={1,2}'::int[])`, `array_upper('[2:3]={1,2}'::int[], 1)`, `array_lower('[2:3]={1,2}'::int[], 1)`, `cardinality(array[[1,2],[3,4]])`, `cardinality('{}'::int[])`, `array_position(array['a','b','a'], 'a')`, `array_position(array['a','b','a'], 'a', 2)`, `array_position(array[1,null,3], null)`, `array_position(array[[1,2]], 1)`, `array_position(array[1,2], 1, null)`, `array_position(null::int[], 1)`, `array_positions(array[1,2,1], 1)`, `array_position('[5:6]={1,2}'::int[], 2)`, `array_remove(array[1,2,1,null], 1)`, `array_remove(array[1,null], null)`, `array_remove(array[[1]], 1)`, `array_remove(array[1], 1)`, `array_replace(array[1,2,1], 1, 9)`, `array_replace(array[1,null], null, 5)`, `array_replace(array[[1,2]], 2, 3)`,
      `array_to_string(array[1,null,3], ',')`, `array_to_string(array[1,null,3], ',', '*')`, `array_to_string(array[[1,2],[3,4]], '-')`, `array_to_string('{}'::int[], ',')`, `array_to_string(array[true], ',')`, `array_fill(7, array[3])`, `array_fill(7, array[2,2], array[2,3])`, `array_fill(null::int, array[2])`, `array_fill(7, array[]::int[])`, `array_fill(7, array[0])`, `array_fill(7, null)`, `array_fill(7, array[null]::int[])`, `array_fill(7, array[2], array[1,2])`, `array_fill(7, array[-1])`, `trim_array(array[1,2,3], 1)`, `trim_array(array[1,2,3], 4)`, `trim_array(array[[1,2],[3,4]], 1)`, `trim_array('[5:7]={1,2,3}'::int[], 1)`, `array_reverse(array[1,2,3])`, `array_reverse(array[[1,2],[3,4]])`, `array_sort(array[3,1,null,2])`, `array_sort(array[3,1,null,2], true)`, `array_sort(array[3,1,null,2], true, false)`, `num_nulls(1, null, null)`, `num_nonnulls(1, null)`,
      `width_bucket(5, array[1,10])`, `row(1,2) = row(1,2)`, `row(1,2) < row(1,3)`, `row(1,'a') = row(1,'b')`,
    ])) // prettier-ignore
  test('session', () =>
    expectSame([
      `current_database()`, `current_schema()`, `current_schemas(false)`, `current_schemas(true)`, `current_setting('nope.nope')`, `current_setting('nope.nope', true)`, `pg_typeof(1)`, `pg_typeof('x')`, `pg_typeof(array[1.5])`, `pg_typeof(null)`, `format_type(23, null)`, `format_type(1043, 14)`, `format_type(1700, 655366)`, `format_type(0, null)`, `format_type(999999, null)`, `format_type(1114, 3)`, `to_regtype('int')`, `to_regtype('nope')`, `pg_client_encoding()`, `pg_size_pretty(10240::int8)`, `pg_size_pretty(10239::int8)`, `pg_size_pretty(-123456789::int8)`, `pg_size_pretty(1e15::int8)`,
    ])) // prettier-ignore
})
