import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { seededRandom, type Random } from '../base/random.ts'
import { answerOf, openPostgresOracle, quoteLiteral, type OracleCase, type PostgresOracle } from '../testing/postgres-oracle.ts'
import {
  absDecimal,
  ceilDecimal,
  compareDecimals,
  floorDecimal,
  makeDecimal,
  parseDecimal,
  printDecimal,
  roundDecimal,
  trimScaleDecimal,
  truncDecimal,
} from './decimal.ts'
import { addDecimals, divideDecimals, modDecimals, multiplyDecimals, subtractDecimals } from './decimal-arithmetic.ts'
import { divideToInteger, gcdDecimals, lcmDecimals } from './decimal-integers.ts'
import { coerceDecimal, decimalFromFloat8, decimalToFloat8, decimalToInt2, decimalToInt4, decimalToInt8 } from './decimal-convert.ts'
import { expDecimal, lnDecimal, logDecimals, powerDecimals, sqrtDecimal, standardDeviation } from './decimal-functions.ts'
import { DecimalSum } from './decimal-sum.ts'
import type { Decimal } from './sql-value.ts'

const seed = Number(process.env['SEED'] ?? 20240601)
// The oracle is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
let oracle: PostgresOracle

beforeAll(async () => {
  oracle = await openPostgresOracle()
}, 60_000)
afterAll(() => oracle.close())

function randomNumber(random: Random): string {
  const pick = random.below(20)
  if (pick === 0) return ['NaN', 'Infinity', '-Infinity', '0', '0.00', '-0.0'][random.below(6)]
  const sign = random.below(2) === 0 ? '' : '-'
  const digits = (count: number): string => Array.from({ length: count }, () => random.below(10)).join('')
  const shape = random.below(6)
  const whole = digits(shape === 0 ? random.below(40) + 1 : shape === 1 ? 16 : random.below(6) + 1)
  const fraction = random.below(3) === 0 ? '' : `.${digits(shape === 2 ? random.below(40) + 1 : random.below(6) + 1)}`
  const exponent = random.below(10) === 0 ? `e${random.below(40) - 20}` : ''
  return `${sign}${whole}${fraction}${exponent}`
}

/** Compares many (SQL expression, our answer) pairs at once; a failure names the expression and the seed. */
async function expectSame(cases: readonly OracleCase[]): Promise<void> {
  const differences = await oracle.differences(cases)
  expect({ seed, count: differences.length, first: differences.slice(0, 5) }).toEqual({ seed, count: 0, first: [] })
}

const numeric = (text: string): string => `${quoteLiteral(text)}::numeric`

describe('numeric as PostgreSQL has it', () => {
  test('text goes in and out the same way', async () => {
    const random = seededRandom(seed)
    const texts = Array.from({ length: 800 }, () => randomNumber(random))
    const odd = [
      '',
      ' ',
      '1 2',
      '.',
      '.5',
      '5.',
      '-.5e3',
      '+7',
      ' 12 ',
      '1e',
      '1e+',
      'e5',
      '1e5.5',
      'nan',
      '+nan',
      '- 5',
      '--5',
      'inf',
      '+Inf',
      '-inf',
      'infinit',
      '1e200',
      '1e-200',
      '1e131071',
      '1e131072',
      '1e-16383',
      '1e-16384',
      '0e99999',
      '1e2147483647',
      '0x',
      '12abc',
      '٣',
    ]
    await expectSame([...texts, ...odd].map(text => [numeric(text), () => printDecimal(parseDecimal(text))]))
  })

  const binary: readonly (readonly [string, (a: string, b: string) => string, (a: Decimal, b: Decimal) => Decimal])[] = [
    ['+', (a, b) => `${a} + ${b}`, addDecimals],
    ['-', (a, b) => `${a} - ${b}`, subtractDecimals],
    ['*', (a, b) => `${a} * ${b}`, multiplyDecimals],
    ['/', (a, b) => `${a} / ${b}`, divideDecimals],
    ['%', (a, b) => `${a} % ${b}`, modDecimals],
    ['div', (a, b) => `div(${a}, ${b})`, divideToInteger],
    ['gcd', (a, b) => `gcd(${a}, ${b})`, gcdDecimals],
    ['lcm', (a, b) => `lcm(${a}, ${b})`, lcmDecimals],
  ]
  for (const [name, sql, ours] of binary) {
    test(`${name} gives the same digits and the same scale`, async () => {
      const random = seededRandom(seed + 1)
      const cases = Array.from({ length: 700 }, () => [randomNumber(random), randomNumber(random)] as const)
      await expectSame(cases.map(([a, b]) => [sql(numeric(a), numeric(b)), () => printDecimal(ours(parseDecimal(a), parseDecimal(b)))]))
    })
  }

  test('comparison is the same', async () => {
    const random = seededRandom(seed + 2)
    const cases = Array.from({ length: 700 }, () => {
      const a = randomNumber(random)
      return [a, random.below(3) === 0 ? `${a}${a.includes('.') && !a.includes('e') ? '0' : ''}` : randomNumber(random)] as const
    })
    await expectSame(
      cases.map(([a, b]) => [
        `numeric_cmp(${numeric(a)}, ${numeric(b)})`,
        () => String(Math.sign(compareDecimals(parseDecimal(a), parseDecimal(b)))),
      ]),
    )
  })

  test('round, trunc, ceil, floor, abs, trim_scale are the same', async () => {
    const random = seededRandom(seed + 3)
    const cases = Array.from({ length: 500 }, () => [randomNumber(random), random.below(30) - 10] as const)
    await expectSame(
      cases.flatMap(([a, n]): (readonly [string, () => string])[] => [
        [`round(${numeric(a)}, ${n})`, () => printDecimal(roundDecimal(parseDecimal(a), n))],
        [`trunc(${numeric(a)}, ${n})`, () => printDecimal(truncDecimal(parseDecimal(a), n))],
        [`ceil(${numeric(a)})`, () => printDecimal(ceilDecimal(parseDecimal(a)))],
        [`floor(${numeric(a)})`, () => printDecimal(floorDecimal(parseDecimal(a)))],
        [`abs(${numeric(a)})`, () => printDecimal(absDecimal(parseDecimal(a)))],
        [`trim_scale(${numeric(a)})`, () => printDecimal(trimScaleDecimal(parseDecimal(a)))],
      ]),
    )
  })

  test('conversions to and from other numbers are the same', async () => {
    const random = seededRandom(seed + 4)
    const cases = Array.from({ length: 500 }, () => randomNumber(random))
    const floats = Array.from({ length: 300 }, () => (random.float() - 0.5) * 10 ** (random.below(60) - 30))
    await expectSame([
      ...cases.flatMap((a): (readonly [string, () => string])[] => [
        [`${numeric(a)}::int8`, () => String(decimalToInt8(parseDecimal(a)))],
        [`${numeric(a)}::int4`, () => String(decimalToInt4(parseDecimal(a)))],
        [`${numeric(a)}::int2`, () => String(decimalToInt2(parseDecimal(a)))],
        [
          `${numeric(a)}::float8 = ${quoteLiteral(a)}::float8`,
          () => String(decimalToFloat8(parseDecimal(a)) === Number(a) || a === 'NaN')[0],
        ],
      ]),
      ...[...floats, 5e-324, 1e300, 0.1, 123456789012345680].map((f): readonly [string, () => string] => [
        `${quoteLiteral(String(f))}::float8::numeric`,
        () => printDecimal(decimalFromFloat8(f)),
      ]),
    ])
  })

  test('numeric(p,s) rounds and overflows the same way', async () => {
    const random = seededRandom(seed + 5)
    const cases = Array.from({ length: 600 }, () => {
      const precision = random.below(20) + 1
      return [randomNumber(random), precision, random.below(25) - 4] as const
    })
    await expectSame(
      cases.map(([a, p, s]) => [`${quoteLiteral(a)}::numeric(${p},${s})`, () => printDecimal(coerceDecimal(parseDecimal(a), [p, s]))]),
    )
  })

  test('sqrt, exp, ln, log are the same to the last digit', async () => {
    const random = seededRandom(seed + 6)
    const cases = Array.from({ length: 400 }, () => randomNumber(random))
    cases.push('0.99999999999', '1.00000000001', '1', '1.0', '1e-100', '1e100', '5.80397490724e5', '-5999', '0.000000001')
    const small = cases.filter(a => !(Math.abs(Number(a)) > 3000 && Number.isFinite(Number(a))))
    await expectSame([
      ...cases.map((a): readonly [string, () => string] => [`sqrt(${numeric(a)})`, () => printDecimal(sqrtDecimal(parseDecimal(a)))]),
      ...small.map((a): readonly [string, () => string] => [`exp(${numeric(a)})`, () => printDecimal(expDecimal(parseDecimal(a)))]),
      ...cases.map((a): readonly [string, () => string] => [`ln(${numeric(a)})`, () => printDecimal(lnDecimal(parseDecimal(a)))]),
      ...cases.map((a, i): readonly [string, () => string] => [
        `log(${numeric(a)}, ${numeric(cases[(i * 7 + 1) % cases.length])})`,
        () => printDecimal(logDecimals(parseDecimal(a), parseDecimal(cases[(i * 7 + 1) % cases.length]))),
      ]),
    ])
  })

  test('power to fractional exponents is the same', async () => {
    const random = seededRandom(seed + 7)
    const cases = Array.from(
      { length: 400 },
      () => [randomNumber(random).slice(0, 12), `${random.below(40) - 20}.${1 + random.below(9)}`] as const,
    )
    const valid = cases.filter(([a]) => !Number.isNaN(Number(a)) || a === 'NaN')
    await expectSame(
      valid.map(([a, b]) => [`power(${numeric(a)}, ${numeric(b)})`, () => printDecimal(powerDecimals(parseDecimal(a), parseDecimal(b)))]),
    )
  })

  test('power to integers has the scale of PostgreSQL 15', () => {
    // Later versions choose the scale from the size of the result.
    const cases: readonly (readonly [string, string, string])[] = [
      ['3.789', '21', '1409343026052.8716016316022141'],
      ['3.789', '35', '177158169650516670809.3820586142670135'],
      ['1.2', '345', '2077446682327378559843444695.5827049735727869'],
      ['0.12', '-20', '2608405330458882702.5529619561355838'],
      ['1.000000000123', '-2147483648', '0.7678656556403084'],
      ['0.12', '-25', '104825960103961013959336.4983657883169110'],
      ['0.5678', '-85', '782333637740774446257.7719390061997396'],
      ['-1.0', '2147483646', '1.0000000000000000'],
      ['-1.0', '2147483647', '-1.0000000000000000'],
      ['-1.0', '1000000000000000', '1.0000000000000000'],
      ['10.0', '-2147483648', '0.0000000000000000'],
      ['-2', '3', '-8.0000000000000000'],
      ['2', '0', '1.0000000000000000'],
    ]
    for (const [base, exponent, power] of cases) expect(printDecimal(powerDecimals(parseDecimal(base), parseDecimal(exponent)))).toBe(power)
    expect(answerOf(() => printDecimal(powerDecimals(parseDecimal('117743296169.0'), parseDecimal('1000000000'))))).toMatchObject({
      sqlState: '22003',
    })
  })

  test('sum, avg, variance and stddev are the same', async () => {
    const random = seededRandom(seed + 8)
    const cases = Array.from({ length: 200 }, () => Array.from({ length: random.below(8) }, () => randomNumber(random)))
    const show = (value: Decimal | null): string | null => (value === null ? null : printDecimal(value))
    await expectSame(
      cases.flatMap(numbers => {
        const total = new DecimalSum(true)
        for (const text of numbers) total.addDecimal(parseDecimal(text))
        // What is added and removed again must leave no trace.
        for (const text of numbers) total.addDecimal(parseDecimal(`${text}`))
        for (const text of numbers) total.removeDecimal(parseDecimal(`${text}`))
        const from = `from unnest(array[${numbers.map(quoteLiteral).join(',')}]::numeric[]) x`
        return [
          [`select sum(x) ${from}`, () => show(total.sum())],
          [`select avg(x) ${from}`, () => show(total.avg())],
          [`select var_samp(x) ${from}`, () => show(total.variance('sample'))],
          [`select var_pop(x) ${from}`, () => show(total.variance('population'))],
          [`select stddev_samp(x) ${from}`, () => show(standardDeviation(total.variance('sample')))],
        ] as (readonly [string, () => string | null])[]
      }),
    )
  })

  test('a sum crosses from safe integers to bigints and back without loss', () => {
    const total = new DecimalSum()
    for (let i = 0; i < 10; i++) total.addInteger(Number.MAX_SAFE_INTEGER)
    total.addInteger(9223372036854775807n)
    expect(total.sum()).toEqual(makeDecimal(BigInt(Number.MAX_SAFE_INTEGER) * 10n + 9223372036854775807n, 0))
    total.removeInteger(9223372036854775807n)
    for (let i = 0; i < 9; i++) total.removeInteger(Number.MAX_SAFE_INTEGER)
    expect(total.sum()).toEqual(makeDecimal(Number.MAX_SAFE_INTEGER, 0))
  })
})
