// Aggregates and series, compared with PGlite.

import { beforeAll, describe, expect, test, vi } from 'vitest'
import { seededRandom } from '../base/random.ts'
import { aggregateHere, differences, openOracle, sameAnswer, tableHere, type Answer } from '../testing/function-oracle.ts'

// PGlite starts slowly on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
let ask: (sql: string) => Promise<Answer>
beforeAll(async () => {
  ask = await openOracle()
})

const expectSameRows = async (calls: readonly string[]): Promise<void> => {
  expect(await differences(ask, calls, { toSql: call => `SELECT * FROM ${call}`, run: tableHere })).toEqual([])
}

describe('aggregates answer as PostgreSQL', () => {
  const names = [
    'count',
    'sum',
    'avg',
    'min',
    'max',
    'stddev',
    'stddev_pop',
    'variance',
    'var_pop',
    'array_agg',
    'bit_and',
    'bit_or',
    'bit_xor',
  ]
  const values = ['1', '2', '3', '-7', 'null', '100', '3', '32767']
  async function expectAggregate(name: string, rows: readonly string[], order = ''): Promise<void> {
    const columns = rows[0]
      .split(', ')
      .map((_, i) => `c${i}`)
      .join(', ')
    const list = rows.map(row => `(${row})`).join(', ')
    const there = await ask(`SELECT ${name}(${columns}${order}) FROM (VALUES ${list}) v(${columns})`)
    const here = aggregateHere(name, rows)
    expect({ name, rows, same: sameAnswer(here, there), here, there: sameAnswer(here, there) ? here : there }).toEqual({
      name,
      rows,
      same: true,
      here,
      there: here,
    })
  }
  test.each(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'])('one-column aggregates over %s', async type => {
    for (const name of names) {
      if (name.startsWith('bit') && !type.startsWith('int')) continue
      await expectAggregate(name, values.map(value => `${value}::${type}`)) // prettier-ignore
      await expectAggregate(name, [`null::${type}`])
      await expectAggregate(name, [`5::${type}`])
    }
  })
  test('extremes, truth and gathering', async () => {
    await expectAggregate('max', [`9223372036854775807::int8`, `9223372036854775806::int8`])
    await expectAggregate('sum', [`9223372036854775807::int8`, `9223372036854775806::int8`])
    await expectAggregate('sum', [`'Infinity'::numeric`, `'-Infinity'::numeric`])
    await expectAggregate('avg', [`1.5::numeric`, `2.25::numeric`, `1e-10::numeric`])
    await expectAggregate('variance', [`1e20::numeric`, `3::numeric`])
    await expectAggregate('stddev', [`'NaN'::float8`, `3::float8`])
    for (const name of ['bool_and', 'bool_or', 'every']) {
      await expectAggregate(name, ['true', 'false', 'null::bool'])
      await expectAggregate(name, ['null::bool'])
    }
    for (const type of ['text', 'date', 'timestamp', 'timestamptz', 'time', 'interval']) {
      const sample = {
        text: ['b', 'a', 'B'],
        date: ['2020-01-02', 'infinity'],
        time: ['10:00', '09:00'],
        interval: ['1 mon', '40 days', '1 mon 1 us'],
      }[type] ?? ['2020-01-02', '2019-01-01']
      for (const name of ['min', 'max', 'count', 'array_agg']) await expectAggregate(name, sample.map(text => `'${text}'::${type}`)) // prettier-ignore
    }
    await expectAggregate('sum', [`'1 day 2 hours'::interval`, `'1 mon'::interval`])
    await expectAggregate('avg', [`'1 day 2 hours'::interval`, `'1 mon'::interval`])
    await expectAggregate('string_agg', [`'a', ','`, `null, '-'`, `'b', ';'`, `'c', null`])
    await expectAggregate('string_agg', [`null::text, ','`])
    await expectAggregate('string_agg', [`'\\x01'::bytea, '\\xff'::bytea`, `'\\x02'::bytea, '\\xff'::bytea`])
    await expectAggregate('array_agg', ['array[1,2]', 'array[3,4]'])
    await expectAggregate('array_agg', ['array[1,2]', 'array[3]'])
    await expectAggregate('min', ['array[1,2]', 'array[1,1,5]'])
    for (const name of ['json_agg', 'jsonb_agg']) {
      await expectAggregate(name, ['1', 'null', '2'])
      await expectAggregate(name, [`'2020-01-01 10:00'::timestamptz`, 'null'])
      await expectAggregate(name, [`'{"b":[1,2],"a" : 2}'::json`])
    }
    for (const name of ['json_object_agg', 'jsonb_object_agg']) {
      await expectAggregate(name, [`'a'::text, 1`, `'b', null`, `'a', 3`])
      await expectAggregate(name, [`1.50, true`])
    }
  })
  test('pairs of columns', async () => {
    const names = ['corr', 'covar_pop', 'covar_samp', 'regr_avgx', 'regr_avgy', 'regr_count', 'regr_intercept', 'regr_r2', 'regr_slope', 'regr_sxx', 'regr_sxy', 'regr_syy'] // prettier-ignore
    for (const name of names) {
      await expectAggregate(name, ['1::float8, 2::float8', '3, 5', '2.5, 7.25', 'null, 8', '-4, 1e3'])
      await expectAggregate(name, ['1::float8, 2::float8'])
      await expectAggregate(name, ['1::float8, 2::float8', '1, 3'])
      await expectAggregate(name, ['1::float8, 2::float8', '5, 2'])
      await expectAggregate(name, ['null::float8, 2::float8'])
    }
  })
  test('random floats', async () => {
    const random = seededRandom(99)
    for (let run = 0; run < 10; run++) {
      const rows = Array.from({ length: 20 }, () => `${(random.float() - 0.5) * 10 ** random.below(6)}::float8`)
      for (const name of ['sum', 'avg', 'variance', 'stddev_pop']) await expectAggregate(name, rows)
    }
  })
  test('ordered sets', async () => {
    const sets: [string, string, string[]][] = [
      ['percentile_cont', '0.5::float8', ['1::float8', '2', '4', '10']],
      ['percentile_cont', '0.3::float8', ['1::float8', '2', '4', '10']],
      ['percentile_cont', 'array[0, 0.25, null, 1]::float8[]', ['1::float8', '2', '4', '10']],
      ['percentile_cont', '0.5::float8', [`'1 day'::interval`, `'3 days'`]],
      ['percentile_disc', '0.5::float8', ['1::float8', '2', '4', '10']],
      ['percentile_disc', '0::float8', [`'a'::text`, `'b'`]],
      ['percentile_disc', 'array[0.1, 0.9]::float8[]', [`'a'::text`, `'b'`]],
      ['percentile_disc', '1.5::float8', [`'a'::text`]],
      ['percentile_cont', 'null::float8', ['1::float8']],
    ]
    for (const [name, direct, values] of sets) {
      const there = await ask(
        `SELECT ${name}(${direct}) WITHIN GROUP (ORDER BY x) FROM (VALUES ${values.map(v => `(${v})`).join(', ')}) v(x)`,
      )
      const here = aggregateHere(name, values.map(value => `${direct}, ${value}`)) // prettier-ignore
      expect([name, direct, values, here]).toEqual([name, direct, values, sameAnswer(here, there) ? here : there])
    }
    const there = await ask(`SELECT mode() WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (1), (2), (2), (3)) v(x)`)
    expect(aggregateHere('mode', ['1', '1', '2', '2', '3'])).toEqual(there)
  })
})

describe('series answer as PostgreSQL', () => {
  test('generate_series', async () => {
    const calls = [
      'generate_series(1, 5)', 'generate_series(5, 1)', 'generate_series(5, 1, -2)', 'generate_series(1, 5, 0)', 'generate_series(2147483640, 2147483647, 3)', 'generate_series(9223372036854775800, 9223372036854775807, 3)', 'generate_series(1.0, 2, 0.25)', `generate_series(1.0, 'NaN')`, 'generate_series(1::int8, 3)', 'generate_series(null, 3)',
      `generate_series('2020-01-31'::timestamp, '2020-05-01', '1 month')`, `generate_series('2020-01-31'::timestamptz, '2020-01-01', '-1 week')`, `generate_series('2020-01-01'::date, '2020-01-04'::date, '1 day')`, `generate_series('2020-01-01'::timestamp, '2020-01-04', '0 days')`, `generate_subscripts(array[[1,2],[3,4]], 2)`, `generate_subscripts('[3:5]={1,2,3}'::int[], 1, true)`, `unnest(array[[1,2],[3,null]])`, `unnest('{}'::text[])`,
    ] // prettier-ignore
    await expectSameRows(calls)
  })
})
