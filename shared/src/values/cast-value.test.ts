import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openPostgresOracle, quoteLiteral, type OracleCase, type PostgresOracle } from '../testing/postgres-oracle.ts'
import { applyModifier } from './apply-modifier.ts'
import { castValue, findCast } from './cast-value.ts'
import { arrayOf, sqlTypes, withModifier, type ScalarTypeName, type SqlType } from './sql-type.ts'
import { printValue } from './text-io.ts'
import { parseValue } from '../functions/json-populate.ts'
import { commonType, isPreferredType, typeCategory } from './type-category.ts'
import { printTypeName } from './type-names.ts'
import { typeLength, typeOfOid, typeOid } from './type-oids.ts'
import { valueContextOf } from './value-context.ts'

// The oracle is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
let oracle: PostgresOracle
const context = valueContextOf(new Map([['timezone', 'America/New_York']]), 0)

beforeAll(async () => {
  oracle = await openPostgresOracle()
  await oracle.run(`set time zone 'America/New_York'; create type mood as enum ('sad', 'ok')`)
}, 60_000)
afterAll(() => oracle.close())

async function expectSame(cases: readonly OracleCase[], messages: 'ignore' | 'compare' = 'compare'): Promise<void> {
  const differences = await oracle.differences(cases, { messages })
  const lines = differences.map(
    d => `${d.sql}  PG ${JSON.stringify(Object.values(d.postgres).slice(1))}  ours ${JSON.stringify(Object.values(d.ours).slice(1))}`,
  )
  expect({ count: differences.length, first: lines.slice(0, 30) }).toEqual({ count: 0, first: [] })
}

const mood: SqlType = { kind: 'enum', name: 'mood', labels: ['sad', 'ok'] }

const samples: Partial<Record<ScalarTypeName, readonly string[]>> = {
  bool: ['t', 'f'],
  int2: ['0', '-5', '32767', '-32768'],
  int4: ['0', '1', '-7', '2147483647', '-2147483648', '16777217', '40000'],
  int8: ['0', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993', '4294967296', '70000'],
  float4: ['0', '-0', '1.5', '2.5', '-0.5', '0.1', '3e9', '1e20', 'NaN', 'Infinity', '1e-40', '32767.5', '123456.789'],
  float8: [
    '0',
    '-0',
    '1.5',
    '2.5',
    '-0.5',
    '0.1',
    '1e300',
    '1e-300',
    '3e9',
    '9.3e18',
    'NaN',
    '-Infinity',
    '123456789.123456789',
    '32767.4999',
    '2147483647.5',
    '-2147483648.5',
  ],
  numeric: [
    '0',
    '1.5',
    '2.5',
    '-0.5',
    '-1.50',
    '1e20',
    '1e400',
    '1e-400',
    'NaN',
    'Infinity',
    '32767.5',
    '2147483647.49',
    '9223372036854775807.5',
    '123.456',
  ],
  text: [
    '',
    '1',
    ' 42 ',
    'abc',
    't',
    '2020-01-02',
    '10:00',
    '1 day',
    '1.5',
    '{1,2}',
    'sad',
    'NaN',
    'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    '{"a":1}',
  ],
  varchar: ['12', 'abc  ', 'true'],
  bpchar: ['12', 'abc  ', 'f'],
  name: ['12', 'abc'],
  bytea: ['\\x01ff'],
  date: ['2020-02-29', 'infinity', '-infinity', '0044-03-15 BC', '2020-07-01', '5874897-12-31'],
  time: ['10:20:30.5', '24:00:00'],
  timetz: ['10:20:30.5+02', '00:00:00-08'],
  timestamp: ['2020-02-29 10:20:30.5', 'infinity', '2020-07-01 23:30:00', '2020-03-08 02:30:00'],
  timestamptz: ['2020-02-29 10:20:30.5+00', '-infinity', '2020-07-01 23:30:00+00', '2020-11-01 05:30:00+00'],
  interval: ['1 day 02:03:04', '-1 mon -1:00', '0'],
  uuid: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  json: ['{"b": 1, "a":[1, 2]}', '1', '"x"', 'null', 'true'],
  jsonb: ['{"b": 1, "a":[1, 2]}', '1.50', '"x"', 'true', '40000', '1e400', '[1]'],
  oid: ['0', '4294967295', '5'],
}

const scalars = (Object.keys(samples) as ScalarTypeName[]).map(name => sqlTypes[name])

/** Later versions added casts between integers and bytea. */
function isNewerThan15(from: SqlType, to: SqlType): boolean {
  return (from.name === 'bytea' && to.name.startsWith('int')) || (to.name === 'bytea' && from.name.startsWith('int'))
}

describe('casts as PostgreSQL has them', () => {
  test('the same pairs can be cast explicitly', async () => {
    const pairs = scalars.flatMap(from => scalars.map(to => [from, to] as const)).filter(([from, to]) => !isNewerThan15(from, to))
    await expectSame(
      pairs.map(([from, to]) => [
        `pg_typeof(null::${printTypeName(from)}::${printTypeName(to)})`,
        () => {
          castValue(parseValue(from, (samples[from.name as ScalarTypeName] ?? [''])[0]) === null ? null : null, from, to)
          if (findCast(from, to, 'explicit') === null)
            castValue(parseValue(from, (samples[from.name as ScalarTypeName] ?? [''])[0]), from, to)
          return printTypeName(to)
        },
      ]),
    )
  })

  test('casts of pg_cast have its context', async () => {
    const pairs = scalars
      .flatMap(from => scalars.map(to => [from, to] as const))
      .filter(([from, to]) => from !== to && !isNewerThan15(from, to))
    await expectSame(
      pairs.map(([from, to]) => [
        `select castcontext from pg_cast where castsource = '${from.name}'::regtype and casttarget = '${to.name}'::regtype`,
        () => {
          const cast = findCast(from, to, 'explicit')
          if (cast === null) return null
          const isByText = cast.method === 'io'
          return isByText ? null : cast.context[0]
        },
      ]),
    )
  })

  for (const from of scalars) {
    test(`values of ${from.name}`, async () => {
      const targets = scalars.filter(to => !isNewerThan15(from, to) && findCast(from, to, 'explicit') !== null)
      await expectSame(
        targets.flatMap(to =>
          (samples[from.name as ScalarTypeName] ?? []).map((text): OracleCase => [
            `${quoteLiteral(text)}::${from.name}::${to.name}`,
            () => {
              const value = castValue(parseValue(from, text, context), from, to, context)
              return value === null ? null : printValue(to, value, context)
            },
          ]),
        ),
      )
    })
  }

  test('lengths and precisions', async () => {
    const cases: readonly (readonly [SqlType, string, SqlType])[] = [
      [sqlTypes.text, 'abcdef', withModifier(sqlTypes.varchar, [3])],
      [sqlTypes.text, 'ab', withModifier(sqlTypes.bpchar, [4])],
      [sqlTypes.int4, '12345', withModifier(sqlTypes.varchar, [3])],
      [sqlTypes.int4, '12345', withModifier(sqlTypes.numeric, [4, 1])],
      [sqlTypes.float8, '1234.567', withModifier(sqlTypes.numeric, [6, 2])],
      [sqlTypes.numeric, '1234.567', withModifier(sqlTypes.numeric, [6, 2])],
      [sqlTypes.numeric, 'NaN', withModifier(sqlTypes.numeric, [6, 2])],
      [sqlTypes.numeric, 'Infinity', withModifier(sqlTypes.numeric, [6, 2])],
      [sqlTypes.numeric, '12345', withModifier(sqlTypes.numeric, [3, -2])],
      [sqlTypes.timestamp, '2020-01-01 10:00:00.5678', withModifier(sqlTypes.timestamp, [2])],
      [sqlTypes.timestamp, '2020-01-01 10:00:00.5678', withModifier(sqlTypes.time, [0])],
      [sqlTypes.bool, 't', withModifier(sqlTypes.varchar, [2])],
      [withModifier(sqlTypes.bpchar, [5]), 'ab', sqlTypes.text],
      [withModifier(sqlTypes.bpchar, [5]), 'ab', withModifier(sqlTypes.bpchar, [3])],
      [arrayOf(sqlTypes.int4), '{1,2,NULL}', arrayOf(sqlTypes.text)],
      [arrayOf(sqlTypes.float8), '{1.5,2.5}', arrayOf(sqlTypes.int4)],
      [arrayOf(sqlTypes.numeric), '{1.55,2.45}', arrayOf(withModifier(sqlTypes.numeric, [2, 1]))],
      [arrayOf(sqlTypes.int4), '{1,2}', sqlTypes.text],
      [sqlTypes.text, '{1,x}', arrayOf(sqlTypes.int4)],
      [mood, 'sad', sqlTypes.text],
      [sqlTypes.text, 'happy', mood],
      [mood, 'sad', sqlTypes.int4],
      [sqlTypes.int4, '1', sqlTypes.date],
      [arrayOf(sqlTypes.date), '{2020-01-01}', arrayOf(sqlTypes.timestamp)],
      [arrayOf(sqlTypes.date), '{2020-01-01}', arrayOf(sqlTypes.int4)],
    ]
    await expectSame(
      cases.map(([from, text, to]) => [
        `${quoteLiteral(text)}::${printTypeName(from)}::${spell(to)}`,
        () => {
          const value = castValue(parseValue(from, text, context), from, to, context)
          return value === null ? null : printValue(to, value, context)
        },
      ]),
    )
  })

  test('an assignment refuses what an explicit cast cuts', () => {
    const short = withModifier(sqlTypes.varchar, [3])
    expect(castValue('abcdef', sqlTypes.text, short)).toBe('abc')
    expect(() => castValue('abcdef', sqlTypes.text, short, context, 'assignment')).toThrow('value too long for type character varying(3)')
    expect(castValue('abc   ', sqlTypes.text, short, context, 'assignment')).toBe('abc')
    expect(() => applyModifier('abcd', withModifier(sqlTypes.bpchar, [3]), 'assignment')).toThrow(
      expect.objectContaining({ code: '22001' }),
    )
  })

  test('a literal of unknown type takes any type', () => {
    expect(findCast(sqlTypes.unknown, sqlTypes.int4, 'implicit')?.apply('42', context)).toBe(42)
    expect(() => castValue('x', sqlTypes.unknown, sqlTypes.int4)).toThrow('invalid input syntax for type integer: "x"')
  })

  test('categories, preferred types, oids and lengths are those of pg_type', async () => {
    await expectSame(
      scalars.flatMap((type): OracleCase[] => [
        [`select typcategory from pg_type where oid = '${type.name}'::regtype`, () => typeCategory(type)],
        [`select typispreferred from pg_type where oid = '${type.name}'::regtype`, () => (isPreferredType(type) ? 't' : 'f')],
        [`select typlen from pg_type where oid = '${type.name}'::regtype`, () => String(typeLength(type))],
        [`'${type.name}'::regtype::oid`, () => String(typeOid(type))],
        [`'${type.name}[]'::regtype::oid`, () => String(typeOid(arrayOf(type)))],
      ]),
    )
    for (const type of scalars) {
      expect(typeOfOid(typeOid(type))).toBe(type)
      expect(typeOfOid(typeOid(arrayOf(type)))).toEqual(arrayOf(type))
    }
  })

  test('the common type of two types is that of PostgreSQL', async () => {
    const pairs = scalars.flatMap(a => scalars.map(b => [a, b] as const)).filter(([a, b]) => a.name !== 'name' && b.name !== 'name')
    const theirs = await oracle.answers(pairs.map(([a, b]) => `pg_typeof(coalesce(null::${printTypeName(a)}, null::${printTypeName(b)}))`))
    const differences = pairs.flatMap(([a, b], i) => {
      const answer = theirs[i]
      const ours = commonType([a, b])
      // PostgreSQL chooses first and finds out later that a branch cannot be converted.
      const isConvertible = ours !== null && [a, b].every(type => findCast(type, ours, 'implicit') !== null)
      const shown = isConvertible ? printTypeName(ours) : ours === null ? '42804' : '42846'
      const expected = answer.kind === 'error' ? answer.sqlState : answer.kind === 'text' ? answer.text : ''
      return expected === shown ? [] : [`${a.name} ${b.name}: PG ${JSON.stringify(answer)}, ours ${shown}`]
    })
    expect(differences).toEqual([])
  })
})

function spell(type: SqlType): string {
  if (type.kind === 'array' && type.element?.modifier !== undefined) return `${printTypeName(type.element)}[]`
  return printTypeName(type)
}
