// Arithmetic, mathematics and number formatting, compared with PGlite.

import { beforeAll, describe, expect, test, vi } from 'vitest'
import { seededRandom } from '../base/random.ts'
import { differences, openOracle, type Answer } from '../testing/function-oracle.ts'

// PGlite starts slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
let ask: (sql: string) => Promise<Answer>
beforeAll(async () => {
  ask = await openOracle()
})

const expectSame = async (expressions: readonly string[]): Promise<void> => {
  expect(await differences(ask, expressions)).toEqual([])
}

const types = ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'] as const
const edges = [
  '0',
  '1',
  '-1',
  '2',
  '7',
  '-3',
  '32767',
  '-32768',
  '2147483647',
  '-2147483648',
  '9223372036854775807',
  '-9223372036854775808',
] as const
const fits = (edge: string, type: string): boolean => {
  const value = BigInt(edge)
  const bits = { int2: 15n, int4: 31n, int8: 63n }[type]
  return bits === undefined || (value >= -(1n << bits) && value < 1n << bits)
}
const operandsOf = (type: string): string[] => edges.filter(edge => fits(edge, type)).map(edge => `'${edge}'::${type}`)

describe('numbers answer as PostgreSQL', () => {
  const random = seededRandom(5)
  test.each(['+', '-', '*', '/', '%', '=', '<', '>='])('operator %s on edges of all types', async operator => {
    const expressions = types.flatMap(a =>
      types.flatMap(b =>
        operandsOf(a).flatMap(x =>
          operandsOf(b)
            .filter(() => random.below(8) === 0)
            .map(y => `${x} ${operator} ${y}`),
        ),
      ),
    )
    await expectSame(expressions)
  })
  test('untyped and mixed operands', () =>
    expectSame([
      `1 + '2'`, `'1' + 2.5`, `'1' + '2'`, `1 + 'x'`, `1 + 1.5`, `1 + 'a'::text`, `- '5'`, `-(32767::int2)`, `-(-32768::int2)`, `+5`, `@ -5`, `@ (-2.5)`, `|/ 25`, `||/ 27`, `|/ -1`, `2 ^ 3`, `2 ^ 0.5`, `2.0 ^ 3`, `0 ^ -1`, `(-8) ^ 0.333`, `'1' = 1`, `'1' = '1'`, `1 < 1.5`, `1::oid = 1`, `1::int2 + 1::int8`, `1.5::float4 + 1`,
      `5 & 3`, `5 | 3`, `5 # 3`, `~5`, `1 << 33`, `1::int8 << 33`, `-8 >> 1`, `1::int2 << 15`, `9223372036854775807 << 1`, `'Infinity'::float8 - 'Infinity'::float8`, `1e308::float8 * 10`, `1e-308::float8 / 1e10::float8`, `1e38::float4 * 10::float4`, `'NaN'::float8 = 'NaN'::float8`, `'NaN'::float8 > 'Infinity'::float8`, `1 / 0.0`, `1 % 0`, `'NaN'::float8 / 0`, `0::float8 / 0`, `true < false`, `'a' < 'b'`, `'B'::text < 'a'`, `'abc'::char(5) = 'abc'::text`, `'abc'::char(5) = 'abc '::char(7)`, `'a'::name = 'a'::text`,
      `abs(-5)`, `abs('-32768'::int2)`, `abs(-2.50)`, `abs(-1.5::float8)`, `abs('-5')`, `mod(7, -3)`, `mod(-7, 3)`, `mod(7.5, 2)`, `mod(-9223372036854775807, 2)`, `div(7, 2)`, `div(-7.5, 2)`, `gcd(12, 18)`, `gcd(-12, 0)`, `gcd(12.5, 7.5)`, `lcm(4, 6)`, `lcm(2147483647, 2)`, `lcm(2147483647::int8, 2)`, `lcm(0, 5)`, `lcm(1.5, 2)`, `gcd(-2147483648, 0)`, `gcd(-9223372036854775808, 0::int8)`, `factorial(20)`, `factorial(-1)`, `factorial(30)`,
    ])) // prettier-ignore
  test('rounding, roots and logarithms', () =>
    expectSame([
      `ceil(-1.5)`, `ceil(1.2::float8)`, `ceiling(-0.5::float8)`, `floor(-1.5)`, `floor(2.7::float8)`, `round(2.5)`, `round(-2.5)`, `round(2.5::float8)`, `round(3.5::float8)`, `round(-0.5::float8)`, `round(1.234, 2)`, `round(1250, -2)`, `round(1234.5678, -2)`, `trunc(-1.7)`, `trunc(1.789, 2)`, `trunc(-1.7::float8)`, `sign(-2.5)`, `sign(0::float8)`, `sign(-3.2::float8)`, `scale(1.230)`, `min_scale(1.230)`, `trim_scale(1.230)`, `scale('NaN')`,
      `sqrt(2)`, `sqrt(2.0)`, `sqrt(-1)`, `sqrt(-1.0)`, `cbrt(27)`, `cbrt(-8)`, `exp(1)`, `exp(1.0)`, `exp(1000::float8)`, `exp(-1000::float8)`, `ln(2)`, `ln(2.0)`, `ln(0)`, `ln(-1.0)`, `log(100)`, `log(100.0)`, `log10(1000)`, `log(2.0, 64.0)`, `log(2, 64)`, `log(0)`, `log(-1::float8)`, `power(2, 10)`, `power(2.0, -3)`, `power(0, -1)`, `power(-2, 0.5)`, `power('-1', 'Infinity')`, `power('NaN'::float8, 0)`, `power(10::float8, 400)`, `power(10::float8, -400)`, `pow(9, 0.5)`, `pow('1', 'NaN')`, `power(2.5, 2.5)`, `exp(-5000.0)`,
    ])) // prettier-ignore
  test('trigonometry', () =>
    expectSame([
      ...['sin', 'cos', 'tan', 'cot', 'asin', 'acos', 'atan', 'sind', 'cosd', 'tand', 'cotd', 'asind', 'acosd', 'atand', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'degrees', 'radians'].flatMap(name =>
        ['0', '0.5', '-0.5', '1', '-1', '30', '45', '60', '90', '120', '135', '180', '-270', '360', '1000', '1e10', `'Infinity'`, `'NaN'`].map(value => `${name}(${value}::float8)`),
      ),
      'atan2(1, 2)', 'atan2(-1, -2)', 'atan2d(1, 1)', 'atan2d(-1, 0)', 'pi()',
    ])) // prettier-ignore
  test('buckets', () =>
    expectSame([
      `width_bucket(5.35, 0.024, 10.06, 5)`, `width_bucket(5.35::float8, 0.024, 10.06, 5)`, `width_bucket(0, 1, 10, 5)`, `width_bucket(10.06, 0.024, 10.06, 5)`, `width_bucket(3, 10, 0, 5)`, `width_bucket(11::float8, 10, 0, 5)`, `width_bucket(10.5::float8, 10, 0, 5)`, `width_bucket(5, 1, 1, 5)`, `width_bucket(5, 1, 2, 0)`, `width_bucket('NaN', 1.0, 2.0, 3)`, `width_bucket(1.0, 'Infinity', 2.0, 3)`, `width_bucket('Infinity'::numeric, 1, 10, 10)`, `width_bucket('-Infinity'::float8, 1, 10, 10)`,
      `width_bucket(5, array[1,3,5,10])`, `width_bucket(0.5, array[1,3,5,10])`, `width_bucket(99, array[1,3,null])`, `width_bucket(5, array[]::int[])`, `width_bucket(5, array[[1,2],[3,4]])`, `width_bucket(0::float8, -1e308, 1e308, 100)`,
    ])) // prettier-ignore
  test('formatting of numbers', async () => {
    const pictures = ['9', '999', '0999', '999.99', '990.00', 'FM999.99', 'FM990.99', 'FM999.00', '9,999,999', '9G999D99', 'S999', '999S', 'MI999', '999MI', 'PL999', 'SG999', '999PR', 'FM999PR', '999th', 'FM999TH', 'RN', 'FMrn', '9.99EEEE', '99V99', 'L999', '"a"999', '999.999S', 'S0.9', '.99', 'FM9.9', 'B9', '99999.999', 'FM0000', '0.0', '9999.9999PR', 'S9999.99', '9.9.9', '999SG', 'FM9999999.9999', '00,000', '9 9 9', 'SPL9', '9PR9', 'V9.9', '9.9EEEE9', '$99', 'x9y', 'FMS999.9', '0009.9000', 'FM0009.9900', ''] // prettier-ignore
    const numbers = ['0', '1', '-1', '12', '-12.34', '123.456', '-999.99', '0.1', '-0.004', '1234567.891', '3999', '485', '1e10', '0.00012']
    await expectSame([
      ...pictures.flatMap(picture => numbers.map(value => `to_char(${value}::numeric, '${picture}')`)),
      ...pictures.slice(0, 20).map(picture => `to_char(-42, '${picture}')`),
      ...pictures.map(picture => `to_char(12.5::float8, '${picture}')`),
      `to_char(3.1::float4, '9.99999999')`, `to_char(123456.789::float4, '999999.999')`, `to_char(9007199254740993, '9999999999999999')`, ...['9', '99.9', '999.99', '99V99', '9.9EEEE', 'RN', 'FM9999', 'MI99999999.9'].flatMap(picture => [`NaN'::numeric`, `Infinity'::numeric`, `-Infinity'::float8`, `NaN'::float4`].map(value => `to_char('${value}, '${picture}')`)), `to_char(99.99::float8, '9.9EEEE')`, `to_char(1234.5::float8, '99V99')`, `to_char(12.5::float8, '99V9')`, `to_char('NaN'::float8, '9999')`, `to_char(null::int, '9')`,
    ]) // prettier-ignore
  })
  test('reading of numbers', () =>
    expectSame([
      `to_number('-34,338,492', '99G999G999')`, `to_number('-34,338,492.654,878', '99G999G999D999G999')`, `to_number('<564646.654564>', '999999.999999PR')`, `to_number('0.00001-', '9.999999S')`, `to_number('5.01-', 'FM9.999999S')`, `to_number('5.01-', 'FM9.999999MI')`, `to_number('5 4 4 4 4 8 . 7 8', '9 9 9 9 9 9 . 9 9')`, `to_number('.01', 'FM9.99')`, `to_number('.0', '99999999.99999999')`, `to_number('0', '99.99')`, `to_number('.-01', 'S99.99')`, `to_number('.01-', '99.99S')`, `to_number(' . 0 1-', ' 9 9 . 9 9 S')`, `to_number('34,50', '999,99')`, `to_number('123,000', '999G')`, `to_number('123456', '999G999')`, `to_number('$1234.56', 'L9,999.99')`, `to_number('1234.56', 'L9,999.99')`, `to_number('42nd', '99th')`, `to_number('12,454.8-', '99G999D9S')`, `to_number('abc', '999')`, `to_number('', '999')`, `to_number('123', '')`, `to_number('-12.5', 'S99.9')`, `to_number('1.5', '9')`,
    ])) // prettier-ignore
})
