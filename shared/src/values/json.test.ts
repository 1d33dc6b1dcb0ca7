import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { seededRandom, type Random } from '../base/random.ts'
import { openPostgresOracle, quoteLiteral, type OracleCase, type PostgresOracle } from '../testing/postgres-oracle.ts'
import { compareJson, jsonContains } from './compare-json.ts'
import {
  jsonArray,
  jsonAsText,
  jsonBoolean,
  jsonItem,
  jsonMember,
  jsonNull,
  jsonNumber,
  jsonObject,
  jsonPath,
  jsonString,
  jsonToJs,
  printJsonb,
  quoteJson,
} from './json.ts'
import { canonicalJsonb, checkJson, parseJson } from './parse-json.ts'

const seed = Number(process.env['SEED'] ?? 20240606)
// The oracle is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
let oracle: PostgresOracle

beforeAll(async () => {
  oracle = await openPostgresOracle()
}, 60_000)
afterAll(() => oracle.close())

async function expectSame(cases: readonly OracleCase[]): Promise<void> {
  const differences = await oracle.differences(cases, { messages: 'compare' })
  const lines = differences.map(
    d => `${d.sql}  PG ${JSON.stringify(Object.values(d.postgres).slice(1))}  ours ${JSON.stringify(Object.values(d.ours).slice(1))}`,
  )
  expect({ seed, count: differences.length, first: lines.slice(0, 20) }).toEqual({ seed, count: 0, first: [] })
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)]
}

const blanks = ['', '', ' ', '\n', '\t']

function randomJson(random: Random, depth: number): string {
  const blank = (): string => pick(random, blanks)
  const kind = random.below(depth > 0 ? 9 : 5)
  if (kind === 0) return pick(random, ['null', 'true', 'false'])
  if (kind === 1) return pick(random, ['0', '-0', '1.50', '1e2', '-1.5E+3', '0.000', '1e-5', '123456789012345678901234567890', '10', '2'])
  if (kind < 5)
    return pick(random, ['""', '"a"', '"\\u00e9"', '"\\n\\t\\"\\\\\\/"', '"é"', '"\\ud83d\\ude00"', '"\u{1f600}"', '"\\u001f"', '"\u007f"'])
  const count = random.below(4)
  if (kind < 7) return `[${blank()}${Array.from({ length: count }, () => blank() + randomJson(random, depth - 1) + blank()).join(',')}]`
  return `{${blank()}${Array.from({ length: count }, () => `${pick(random, ['"a"', '"bb"', '"B"', '"ccc"', '""', '"é"'])}${blank()}:${blank()}${randomJson(random, depth - 1)}`).join(',')}}`
}

const wrong = ['', ' ', '{', '}', '[', ']', '[1', '[1,', '[1,]', '[,1]', '{"a"}', '{"a":}', '{"a":1', '{"a":1,}', '{a:1}', '{1:2}', "'a'", 'tru', 'trueish', 'nul', 'True', '01', '1.', '.5', '-', '+1', '1e', '1e+', '0x1', '1 2', '"a', '"a\nb"', '"\\x"', '"\\u12"', '"\\ud800"', '"\\udc00"', '"\\ud800\\u0041"', '"\\ud800\\ud800"', '"\\u0000"', '"\u0001"', '[1 2]', '{"a" 1}', '{"a":1 "b":2}', 'NaN', 'Infinity', '1a', '"a"b', '[]]', '{}}', '--1', '[1}', '{"a":1]', '"\\"', '\u00a01'] // prettier-ignore

describe('json as PostgreSQL has it', () => {
  test('jsonb text is canonical', async () => {
    const random = seededRandom(seed)
    const texts = Array.from({ length: 500 }, () => randomJson(random, 3))
    await expectSame(texts.map(text => [`${quoteLiteral(text)}::jsonb`, () => canonicalJsonb(text)]))
  })

  test('json keeps its text, jsonb and json refuse the same', async () => {
    await expectSame(
      wrong.flatMap((text): OracleCase[] => [
        [`${quoteLiteral(text)}::jsonb`, () => canonicalJsonb(text)],
        [`${quoteLiteral(text)}::json`, () => checkJson(text)],
      ]),
    )
    expect(checkJson(' {"b":1,  "a":2} ')).toBe(' {"b":1,  "a":2} ')
  })

  test('order and containment', async () => {
    const random = seededRandom(seed + 1)
    const pairs = Array.from({ length: 400 }, () => [randomJson(random, 2), randomJson(random, 2)] as const)
    const related = Array.from({ length: 100 }, () => {
      const inner = randomJson(random, 1)
      return [`[${inner},${randomJson(random, 1)},1]`, pick(random, [`[${inner}]`, inner, '[1]', '1'])] as const
    })
    await expectSame(
      [...pairs, ...related].flatMap(([a, b]): OracleCase[] => [
        [`sign(jsonb_cmp(${quoteLiteral(a)}, ${quoteLiteral(b)}))`, () => String(Math.sign(compareJson(parseJson(a), parseJson(b))) + 0)],
        [
          `${quoteLiteral(a)}::jsonb @> ${quoteLiteral(b)}::jsonb`,
          () => (jsonContains(parseJson(canonicalJsonb(a)), parseJson(canonicalJsonb(b))) ? 't' : 'f'),
        ],
      ]),
    )
  })

  test('members, items and paths', async () => {
    const random = seededRandom(seed + 2)
    const texts = Array.from({ length: 150 }, () => randomJson(random, 3))
    const paths = [['a'], ['bb', 'a'], ['0'], ['-1', 'a'], ['a', '1', 'bb'], [], ['x'], ['1', '0']]
    await expectSame(
      texts.flatMap(text => {
        const node = parseJson(text)
        const canonical = parseJson(canonicalJsonb(text))
        const json = quoteLiteral(text)
        return [
          [`${json}::jsonb -> 'a'`, () => orNull(jsonMember(canonical, 'a'))],
          // A bare scalar counts as an array of one for this operator alone; jsonItem does not know of it.
          ...(canonical.kind === 'array' || canonical.kind === 'object'
            ? [[`${json}::jsonb -> -1`, () => orNull(jsonItem(canonical, -1))]]
            : []),
          [`${json}::jsonb ->> 'a'`, () => nullOr(jsonMember(canonical, 'a'), found => jsonAsText(found, null))],
          [`${json}::json -> 'a'`, () => nullOr(jsonMember(node, 'a'), found => text.slice(found.start, found.end))],
          [`${json}::json ->> 1`, () => nullOr(jsonItem(node, 1), found => jsonAsText(found, text))],
          ...paths.map((path): OracleCase => [
            `${json}::jsonb #> array[${path.map(quoteLiteral).join(',')}]::text[]`,
            () => orNull(jsonPath(canonical, path)),
          ]),
        ] as OracleCase[]
      }),
    )
  })

  test('strings are quoted as to_json quotes them', async () => {
    const texts = ['', 'a', '"', '\\', '/', '\n\r\t\b\f', '\u0001\u001f', '\u007f', 'é\u{1f600}']
    await expectSame(texts.map(text => [`to_json(${quoteLiteral(text)}::text)`, () => quoteJson(text)]))
  })

  test('deep nesting answers an error instead of ending the process', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(() => canonicalJsonb(deep)).toThrow(expect.objectContaining({ code: '54001' }))
  })

  test('a built tree prints as jsonb and becomes plain JavaScript', () => {
    const node = jsonObject(['bb', 'a'], [jsonArray([jsonNumber('1.0'), jsonNull, jsonBoolean(true)]), jsonString('x"')])
    expect(printJsonb(node)).toBe('{"a": "x\\"", "bb": [1.0, null, true]}')
    expect(jsonToJs(node)).toEqual({ a: 'x"', bb: [1, null, true] })
  })

  test('a member named __proto__ is a member', () => {
    const value = jsonToJs(parseJson('{"__proto__": 1}'))
    expect(Object.getOwnPropertyNames(value)).toEqual(['__proto__'])
  })
})

function orNull(node: ReturnType<typeof parseJson> | null): string | null {
  return node === null ? null : printJsonb(node)
}

function nullOr<T>(value: T | null, then: (value: T) => string | null): string | null {
  return value === null ? null : then(value)
}
