// Order, equality keys and tree keys of every type (compare-values.ts, equality-key.ts, key-codec.ts), with PGlite as the oracle.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { seededRandom, type Random } from '../base/random.ts'
import { openPostgresOracle, quoteLiteral, type PostgresOracle } from '../testing/postgres-oracle.ts'
import { comparatorFor, compareText, compareValues } from './compare-values.ts'
import { equalityKey, rowEqualityKey } from './equality-key.ts'
import { decodeKey, isKeyExact } from './decode-key.ts'
import { createKeyCodec, encodeKey, isOrdered, keyKindOf, keyPrefixRange, type KeyOrder } from './key-codec.ts'
import { arrayOf, sqlTypes, withModifier, type SqlType } from './sql-type.ts'
import type { SqlValue } from './sql-value.ts'
import { printValue } from './text-io.ts'
import { parseValue } from '../functions/json-populate.ts'

const seed = Number(process.env['SEED'] ?? 20240605)
// The oracle is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
let oracle: PostgresOracle

beforeAll(async () => {
  oracle = await openPostgresOracle()
  await oracle.run(`create type mood as enum ('sad', 'ok', 'happy')`)
}, 60_000)
afterAll(() => oracle.close())

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)]
}

function digits(random: Random, most: number): string {
  return Array.from({ length: 1 + random.below(most) }, () => random.below(10)).join('')
}

function signed(random: Random, text: string): string {
  return random.below(2) === 0 ? text : `-${text}`
}

const characters = [
  '',
  'a',
  'b',
  'ab',
  'A',
  'z',
  ' ',
  '  ',
  '\u0001',
  '\u0002',
  '\u007f',
  '\u0080',
  'é',
  'ÿ',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '\u{1f600}',
  '0',
  '~',
]

function randomText(random: Random): string {
  return Array.from({ length: random.below(4) }, () => pick(random, characters)).join('')
}

function randomJson(random: Random, depth: number): string {
  const kind = random.below(depth > 0 ? 8 : 6)
  if (kind === 0) return 'null'
  if (kind === 1) return pick(random, ['true', 'false'])
  if (kind < 4) return signed(random, pick(random, ['0', '1', '2', '10', '1.5', '1.50', '100', '1e2', '0.001']))
  if (kind < 6) return JSON.stringify(pick(random, ['', 'a', 'b', 'aa', 'é', '\u{10000}', '\uffff', 'x"y']))
  const count = random.below(4)
  if (kind === 6) return `[${Array.from({ length: count }, () => randomJson(random, depth - 1)).join(',')}]`
  return `{${Array.from({ length: count }, () => `${JSON.stringify(pick(random, ['a', 'b', 'aa', 'é', 'c']))}:${randomJson(random, depth - 1)}`).join(',')}}`
}

interface Family {
  readonly type: SqlType
  readonly sqlName: string
  readonly make: (random: Random) => string
}

const integerTexts = [
  '0',
  '1',
  '-1',
  '255',
  '256',
  '-256',
  '-257',
  '65535',
  '65536',
  '-65537',
  '16777215',
  '16777216',
  '2147483647',
  '-2147483648',
]

const families: readonly Family[] = [
  { type: sqlTypes.bool, sqlName: 'bool', make: random => pick(random, ['t', 'f']) },
  { type: sqlTypes.int2, sqlName: 'int2', make: random => signed(random, String(random.below(32768))) },
  { type: sqlTypes.int4, sqlName: 'int4', make: random => pick(random, [...integerTexts, signed(random, String(random.below(2 ** 31)))]) },
  { type: sqlTypes.int8, sqlName: 'int8', make: random => pick(random, [...integerTexts, '9223372036854775807', '-9223372036854775808', '9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740992', '-9007199254740993', '4294967296', '-4294967297', signed(random, digits(random, 18))]) },
  { type: sqlTypes.oid, sqlName: 'oid', make: random => pick(random, ['0', '4294967295', '2147483648', String(random.below(1e9))]) },
  { type: sqlTypes.float8, sqlName: 'float8', make: random => pick(random, ['NaN', 'Infinity', '-Infinity', '0', '-0', '1', '1.0', '-1.5', String((random.float() - 0.5) * 10 ** random.below(20)), '5e-324', '-5e-324']) },
  { type: sqlTypes.float4, sqlName: 'float4', make: random => pick(random, ['NaN', 'Infinity', '-Infinity', '0', '-0', '1', '0.1', '-2.5', '3e38']) },
  { type: sqlTypes.numeric, sqlName: 'numeric', make: random => pick(random, ['NaN', 'Infinity', '-Infinity', '0', '0.00', '1', '1.0', '1.00', '10', '100', '0.1', '0.01', '0.001', '-1.5', '-1.50', '-10', '-99', '99', '12.3456', '12.345', '1e30', '-1e30', '1e-30', signed(random, `${digits(random, 20)}.${digits(random, 10)}`)]) },
  { type: sqlTypes.text, sqlName: 'text', make: randomText },
  { type: sqlTypes.varchar, sqlName: 'varchar', make: randomText },
  { type: withModifier(sqlTypes.bpchar, [6]), sqlName: 'char(6)', make: random => randomText(random).slice(0, 4).replace(/[\ud800-\udfff]/g, '') },
  { type: sqlTypes.bytea, sqlName: 'bytea', make: random => `\\x${Array.from({ length: random.below(4) }, () => pick(random, ['00', '01', '02', 'ff', 'fe', '41'])).join('')}` },
  { type: sqlTypes.date, sqlName: 'date', make: random => pick(random, ['infinity', '-infinity', '1970-01-01', '1969-12-31', '2020-02-29', '0044-03-15 BC', `20${10 + random.below(80)}-0${1 + random.below(9)}-11`]) },
  { type: sqlTypes.time, sqlName: 'time', make: random => pick(random, ['00:00', '24:00', '10:20:30.123456', `0${random.below(10)}:1${random.below(10)}`]) },
  { type: sqlTypes.timetz, sqlName: 'timetz', make: random => pick(random, ['10:00+00', '12:00+02', '08:00-02', '10:00:00.5+00', '00:00+15', '23:00-15', '11:00+01']) },
  { type: sqlTypes.timestamp, sqlName: 'timestamp', make: random => pick(random, ['infinity', '-infinity', '1970-01-01', '1969-12-31 23:59:59.999999', '2020-02-29 10:20:30.5', '0044-03-15 BC', '294276-01-01', `20${10 + random.below(80)}-01-11 0${random.below(10)}:00`]) },
  { type: sqlTypes.timestamptz, sqlName: 'timestamptz', make: random => pick(random, ['infinity', '-infinity', '2020-01-01+00', '2020-01-01+01', '1970-01-01+00', '1969-12-31 23:00-01']) },
  { type: sqlTypes.interval, sqlName: 'interval', make: random => pick(random, ['1 mon', '30 days', '29 days 24:00', '1 day', '24:00', '-1 mon', '-30 days', '0', '1 year', '360 days', '365 days', '-1 day +23:59', '-00:01', `${random.below(60)} hours`]) },
  { type: sqlTypes.uuid, sqlName: 'uuid', make: random => `${pick(random, ['00', 'ff', '7f', '80'])}eebc99-9c0b-4ef8-bb6d-6bb9bd380a${pick(random, ['00', 'ff', '11'])}` },
  { type: sqlTypes.jsonb, sqlName: 'jsonb', make: random => randomJson(random, 2) },
  { type: { kind: 'enum', name: 'mood', labels: ['sad', 'ok', 'happy'] }, sqlName: 'mood', make: random => pick(random, ['sad', 'ok', 'happy']) },
  { type: arrayOf(sqlTypes.int4), sqlName: 'int4[]', make: random => pick(random, ['{}', '{1}', '{1,2}', '{2}', '{NULL}', '{1,NULL}', '{{1,2}}', '{{1},{2}}', '[0:1]={1,2}', '{1,2,3}', '{-1}']) },
  { type: arrayOf(sqlTypes.text), sqlName: 'text[]', make: random => pick(random, ['{}', '{a}', '{a,b}', '{""}', '{NULL,a}', '{ab}', '{b}', '{{a,b},{c,d}}', '{é}']) },
] // prettier-ignore

const orders: readonly KeyOrder[] = [
  { descending: false, nullsFirst: false },
  { descending: false, nullsFirst: true },
  { descending: true, nullsFirst: true },
  { descending: true, nullsFirst: false },
]

describe('order as PostgreSQL has it', () => {
  for (const { type, sqlName, make } of families) {
    test(`${sqlName}: comparison, equality key and tree key agree with PostgreSQL`, async () => {
      const random = seededRandom(seed)
      const pairs = Array.from({ length: 250 }, () => [make(random), make(random)] as const)
      const answers = await oracle.answers(
        pairs.map(([a, b]) => {
          const left = `${quoteLiteral(a)}::${sqlName}`
          const right = `${quoteLiteral(b)}::${sqlName}`
          return `case when ${left} < ${right} then -1 when ${left} > ${right} then 1 when ${left} = ${right} then 0 end`
        }),
      )
      const compare = comparatorFor(type)
      pairs.forEach(([a, b], i) => {
        const left = parseValue(type, a)
        const right = parseValue(type, b)
        const label = `seed ${seed}: ${sqlName} ${JSON.stringify(a)} ? ${JSON.stringify(b)}`
        const expected = answers[i].kind === 'text' ? Number(answers[i].text) : NaN
        expect(Math.sign(compare(left, right)) + 0, label).toBe(expected)
        expect(Math.sign(compareValues(type, right, left)) + 0, label).toBe(-expected + 0)
        const [keyA, keyB] = [equalityKey(type, left), equalityKey(type, right)]
        expect(new Set([keyA, keyB]).size === 1, label).toBe(expected === 0)
        for (const order of orders) {
          const codec = createKeyCodec([type, sqlTypes.text], [order])
          const [x, y] = [codec.encode([left, '']), codec.encode([right, ''])]
          const wanted = order.descending ? -expected + 0 : expected
          expect(x < y ? -1 : x > y ? 1 : 0, `${label} ${JSON.stringify(order)}`).toBe(wanted)
        }
      })
    })

    test(`${sqlName}: a key decodes to an equal value, to the very one where it is exact`, () => {
      const random = seededRandom(seed + 1)
      for (let i = 0; i < 150; i++) {
        const value = parseValue(type, make(random))
        for (const order of orders) {
          const types = [type, type, sqlTypes.int4]
          const codec = createKeyCodec(types, [order, order, order])
          for (const values of [
            [value, null, 5],
            [null, value, null],
          ] as SqlValue[][]) {
            const key = codec.encode(values)
            expect(typeof key === 'string' && !/[^\x00-\xff]/.test(key)).toBe(true)
            const decoded = decodeKey(types, key, [order, order, order])
            const label = `seed ${seed}: ${printValue(type, value)}`
            expect(rowEqualityKey(types, decoded), label).toEqual(rowEqualityKey(types, values))
            if (isKeyExact(type))
              expect(
                decoded.map((each, n) => (each === null ? null : printValue(types[n], each))),
                label,
              ).toEqual(values.map((each, n) => (each === null ? null : printValue(types[n], each))))
          }
        }
      }
    })
  }

  test('keys of several columns order like their columns, NULLs where the order puts them', () => {
    const random = seededRandom(seed + 2)
    for (let round = 0; round < 400; round++) {
      const chosen = Array.from({ length: 1 + random.below(3) }, () => pick(random, families))
      const columnOrders = chosen.map(() => pick(random, orders))
      const codec = createKeyCodec([...chosen.map(f => f.type), sqlTypes.int8], columnOrders)
      const row = (): SqlValue[] => [
        ...chosen.map(f => (random.below(4) === 0 ? null : parseValue(f.type, f.make(random)))),
        random.below(3),
      ]
      const [a, b] = [row(), row()]
      let expected = 0
      for (let i = 0; i < a.length && expected === 0; i++) {
        const order = columnOrders[i] ?? orders[0]
        const [x, y] = [a[i], b[i]]
        if (x === null || y === null) expected = x === y ? 0 : (x === null) === order.nullsFirst ? -1 : 1
        else expected = Math.sign(compareValues([...chosen.map(f => f.type), sqlTypes.int8][i], x, y)) * (order.descending ? -1 : 1)
      }
      const [keyA, keyB] = [codec.encode(a), codec.encode(b)]
      expect(keyA < keyB ? -1 : keyA > keyB ? 1 : 0, `seed ${seed} round ${round}`).toBe(expected + 0)
    }
  })

  test('a prefix range holds exactly the keys with that prefix', () => {
    const random = seededRandom(seed + 3)
    for (let round = 0; round < 300; round++) {
      const chosen = [pick(random, families), pick(random, families)]
      const columnOrders = chosen.map(() => pick(random, orders))
      const types = [...chosen.map(f => f.type), sqlTypes.int4]
      const codec = createKeyCodec(types, columnOrders)
      const value = (f: Family): SqlValue => (random.below(5) === 0 ? null : parseValue(f.type, f.make(random)))
      const wanted = value(chosen[0])
      const other = [value(chosen[0]), value(chosen[1]), random.below(9)]
      const range = codec.prefixRange([wanted])
      const key = codec.encode(other)
      const isInside = key >= range.from && (range.to === undefined || key < range.to)
      const keys = [wanted, other[0]].map(each => rowEqualityKey([types[0]], [each]))
      expect(isInside, `seed ${seed} round ${round}`).toBe(new Set(keys).size === 1)
    }
  })

  test('a text prefix range finds what LIKE with that start finds', () => {
    const random = seededRandom(seed + 4)
    const codec = createKeyCodec([sqlTypes.int4, sqlTypes.text, sqlTypes.int4])
    for (let round = 0; round < 500; round++) {
      const start = randomText(random)
      const text = random.below(2) === 0 ? start + randomText(random) : randomText(random)
      const number = random.below(2)
      const range = codec.textPrefixRange([1], start)
      const key = codec.encode([number, text, 3])
      expect(key >= range.from && (range.to === undefined || key < range.to), `seed ${seed} ${JSON.stringify([start, text])}`).toBe(
        number === 1 && text.startsWith(start),
      )
    }
  })
})

describe('keys', () => {
  test('one int2, int4 or date column is a number, everything else is binary', () => {
    expect(keyKindOf([sqlTypes.int4])).toBe('number')
    expect(keyKindOf([sqlTypes.date])).toBe('number')
    expect(keyKindOf([sqlTypes.int8])).toBe('binary')
    expect(keyKindOf([sqlTypes.int4, sqlTypes.int4])).toBe('binary')
    expect(keyKindOf([sqlTypes.int4], [{ descending: true, nullsFirst: true }])).toBe('binary')
    expect(encodeKey([sqlTypes.int4], [-7])).toBe(-7)
    expect(decodeKey([sqlTypes.int4], -7)).toEqual([-7])
    expect(keyPrefixRange([sqlTypes.int4], [5])).toEqual({ from: 5, to: 6 })
  })

  test('text with the zero character keeps its place and comes back', () => {
    const codec = createKeyCodec([sqlTypes.text, sqlTypes.text])
    const texts = ['', '\u0000', '\u0000\u0000', '\u0000\u0001', '\u0001', '\u0001\u0000', '\u0001\u0001', '\u0002', 'a', 'a\u0000']
    const keys = texts.map(text => codec.encode([text, 'x']))
    for (let i = 1; i < keys.length; i++) expect(keys[i - 1] < keys[i], JSON.stringify(texts[i])).toBe(true)
    keys.forEach((key, i) => expect(decodeKey([sqlTypes.text, sqlTypes.text], key)).toEqual([texts[i], 'x']))
  })

  test('booleans as 0 and 1 give the same key', () => {
    expect(encodeKey([sqlTypes.bool], [1])).toBe(encodeKey([sqlTypes.bool], [true]))
    expect(equalityKey(sqlTypes.bool, 0)).toBe(equalityKey(sqlTypes.bool, false))
  })

  test('a damaged key ends in a typed error or decodes to something, never in another failure', () => {
    const random = seededRandom(seed + 5)
    for (let i = 0; i < 3000; i++) {
      const family = pick(random, families)
      const types = [family.type, sqlTypes.int8, family.type]
      const order = pick(random, orders)
      const length = random.below(14)
      const noise = Array.from({ length }, () => String.fromCharCode(random.below(256))).join('')
      try {
        decodeKey(types, noise, [order])
      } catch (error) {
        expect(error, `seed ${seed} ${JSON.stringify(noise)}`).toMatchObject({
          code: expect.stringMatching(/^(STORAGE_CORRUPT_PAGE|22\w{3})$/),
        })
      }
    }
  })

  test('json has no order and no equality', () => {
    expect(isOrdered(sqlTypes.json)).toBe(false)
    expect(() => comparatorFor(sqlTypes.json)).toThrow(expect.objectContaining({ code: '42883' }))
    expect(() => equalityKey(sqlTypes.json, '1')).toThrow(expect.objectContaining({ code: '42883' }))
    expect(() => createKeyCodec([sqlTypes.json])).toThrow(expect.objectContaining({ code: '42704' }))
  })

  test('equal numbers of different types have one equality key', () => {
    const key = equalityKey(sqlTypes.int4, 5)
    expect(equalityKey(sqlTypes.int8, 5)).toBe(key)
    expect(equalityKey(sqlTypes.numeric, parseValue(sqlTypes.numeric, '5.00'))).toBe(key)
    expect(equalityKey(sqlTypes.float8, 5)).toBe(key)
  })

  test('the parts of a row key do not run together', () => {
    const types = [sqlTypes.text, sqlTypes.text]
    const rows: SqlValue[][] = [['a', 'bc'], ['ab', 'c'], ['', 'abc'], [null, 'abc'], ['n;', 'abc'], ['1:a', 'b'], ['1', ':ab']] // prettier-ignore
    expect(new Set(rows.map(row => rowEqualityKey(types, row))).size).toBe(rows.length)
  })

  test('text order is that of UTF-8 bytes', () => {
    const random = seededRandom(seed + 6)
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [randomText(random), randomText(random)]
      expect(Math.sign(compareText(a, b)), `seed ${seed}`).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
    }
  })
})
