import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { seededRandom, type Random } from '../base/random.ts'
import { openPostgresOracle, quoteLiteral, type OracleCase, type PostgresOracle } from '../testing/postgres-oracle.ts'
import { addToTime, addToTimestamp, addToTimestampTz, ageOf, subtractTimestamps } from './date-time-arithmetic.ts'
import { datePart, extractField } from './extract-field.ts'
import { intervalFieldNames } from './interval-fields.ts'
import {
  addIntervals,
  divideInterval,
  justifyDays,
  justifyHours,
  justifyInterval,
  multiplyInterval,
  negateInterval,
  subtractIntervals,
} from './interval-arithmetic.ts'
import { compareIntervals } from './interval.ts'
import { printDecimal } from './decimal.ts'
import { parseInterval } from './parse-interval.ts'
import { printInterval } from './print-interval.ts'
import { sqlTypes, withModifier, type SqlType } from './sql-type.ts'
import { printValue } from './text-io.ts'
import { parseValue } from '../functions/json-populate.ts'
import { findTimeZone } from './find-time-zone.ts'
import { utcZone } from './time-zone.ts'
import { binTimestamp, truncateInterval, truncateTimestamp, truncateTimestampTz } from './truncate-date-time.ts'
import { printTypeName } from './type-names.ts'
import { utcContext, valueContextOf, type IntervalStyle } from './value-context.ts'

const seed = Number(process.env['SEED'] ?? 20240604)
// The oracle is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
let oracle: PostgresOracle

beforeAll(async () => {
  oracle = await openPostgresOracle()
}, 60_000)
afterAll(() => oracle.close())

async function expectSame(cases: readonly OracleCase[], messages: 'ignore' | 'compare' = 'compare'): Promise<void> {
  const differences = await oracle.differences(cases, { messages })
  const lines = differences.map(
    d => `${d.sql}  PG ${JSON.stringify(Object.values(d.postgres).slice(1))}  ours ${JSON.stringify(Object.values(d.ours).slice(1))}`,
  )
  expect({ seed, count: differences.length, first: lines.slice(0, 30) }).toEqual({ seed, count: 0, first: [] })
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)]
}

const texts = ['1 day', '1 day 2 hours', '@ 1 minute', '1 year 2 mons 3 days 4 hours 5 mins 6 secs', '-1 day', '1 day ago', '1 year -2 days ago', '1-2', '-1-2', '1-12', '1-2 3 4:05:06', '+1-2 -3 +4:05:06', '3 4:05:06', '4:05', '4:05:06.7', '-4:05:06', '04:05.6', '1', '1.5', '-1.5', '1.5 days', '1.5 weeks', '1.5 months', '1.25 years', '1.1 decades', '0.5 century', '1 millennium', '1 mil 2 cent 3 dec', '1 us', '1 ms', '1.5 ms', '0.0000005 s', '0.0000015 s', '1 usec 2 msec', '100 hours', '25:00:00', '1 mon', '1 m', '5 min', '1d', '1d2h', '1 d 2 h', '1y2mon', '6 weeks 5 days', 'P1Y2M3DT4H5M6S', 'P1Y', 'PT1M', 'P1M', 'P1W', 'P1.5D', 'P-1Y', 'PT-1.5S', 'P0001-02-03T04:05:06', 'P00010203T040506', 'P1', 'P', 'PT', 'P1YT', 'P1S', 'PT1Y', 'P1Y1Y', 'P1-2', 'PT1:2', 'PT10', 'P1Y2', 'p1y', '', ' ', 'x', '1 foo', 'day', 'ago', '1 day 1 day', '1 hour 1:00', '1 2', '1 2 3', '1:2:3:4', '1 year 1 month 1 year', '2147483647 years', '178956970 years', '178956971 years', '2147483647 months', '2147483648 months', '2147483648 days', '1000000000000000 s', '9223372036854775808 us', '2562047788:00:54', '-9999999999:54:32.1', '9999999999:54:32.1', '1294967296months 1294967296months', '1294967296days 1294967296days', '2562047788 hours 2562047788 hours', '1 month 1 month', '1:60', '1:00:61', '24:00:60', '1e3 s', '1 week 2', '12:34 x', '- 1 day', '1 day -2', '1-2-3', '1 day 2:03:04 ago', '5 quarters', '1 timezone', '@ 1 day 2 hours ago', '1 microseconds 1 microsecond', '1 sec 1 ms', '1.5 sec 1 ms', '1 days 0.5 hours', '0.5 day 0.5 hour', '0.1 mon', '-0.7 mon', '12.7 mons', '1.999999 days', '3.3 weeks'] // prettier-ignore

function randomInterval(random: Random): string {
  const signed = (bound: number): number => random.below(2 * bound) - bound
  const words: string[] = []
  if (random.below(2) === 0) words.push(`${signed(50)} years`)
  if (random.below(2) === 0) words.push(`${signed(30)} mons`)
  if (random.below(2) === 0) words.push(`${signed(100)} days`)
  if (random.below(2) === 0) words.push(`${signed(100)} hours`)
  if (random.below(2) === 0) words.push(`${signed(100)}.${random.below(1_000_000)} secs`)
  return words.length === 0 ? '0' : words.join(' ')
}

function randomTimestamp(random: Random): string {
  const two = (bound: number): string => String(1 + random.below(bound)).padStart(2, '0')
  const fraction = random.below(3) === 0 ? `.${random.below(1_000_000)}` : ''
  return `${1800 + random.below(400)}-${two(12)}-${two(28)} ${two(22)}:${two(58)}:${two(58)}${fraction}`
}

const timestamp = (text: string): number => Number(parseValue(sqlTypes.timestamp, text))
const sqlTimestamp = (text: string): string => `timestamp '${text}'`
const sqlInterval = (text: string): string => `interval '${text}'`
const printTimestamp = (micros: number): string => printValue(sqlTypes.timestamp, micros)

describe('intervals as PostgreSQL has them', () => {
  test('text in', () => expectSame(texts.map(text => [`${quoteLiteral(text)}::interval`, () => printInterval(parseInterval(text))])))

  for (const style of ['postgres', 'postgres_verbose', 'sql_standard', 'iso_8601'] as const satisfies readonly IntervalStyle[]) {
    test(`text out and in again in style ${style}`, async () => {
      const random = seededRandom(seed)
      await oracle.run(`set intervalstyle to ${style}`)
      const all = [...texts, ...Array.from({ length: 400 }, () => randomInterval(random))]
      await expectSame(
        all.map(text => [`${quoteLiteral(text)}::interval`, () => printInterval(parseInterval(text, undefined, style), style)]),
      )
      await oracle.run('set intervalstyle to postgres')
    })
  }

  test('fields and precision', async () => {
    const inputs = [
      '1',
      '1.5',
      '1-2',
      '3 4:05:06.789',
      '1 year 2 mons 3 days 4 hours 5 mins 6.789 secs',
      '4:05',
      '1 2:03',
      '-1 2:03:04.5',
      '100',
    ]
    const modifiers = intervalFieldNames.flatMap((name, code) => [[-1, code], ...(name.endsWith('second') ? [[2, code]] : [])])
    const types = [
      ...modifiers.map(modifier => withModifier(sqlTypes.interval, modifier)),
      withModifier(sqlTypes.interval, [2]),
      withModifier(sqlTypes.interval, [0]),
    ]
    await expectSame(
      types.flatMap(type =>
        inputs.map((text): OracleCase => [`${quoteLiteral(text)}::${printTypeName(type)}`, () => printValue(type, parseValue(type, text))]),
      ),
    )
  })

  test('arithmetic, order, justification', async () => {
    const random = seededRandom(seed + 1)
    const pairs = Array.from(
      { length: 300 },
      () => [randomInterval(random), randomInterval(random), pick(random, [2, -3, 0.5, 1.7, 0.1, 10, 365.25, -0.333])] as const,
    )
    const of = parseInterval
    await expectSame(
      pairs.flatMap(([a, b, factor]): OracleCase[] => [
        [`${sqlInterval(a)} + ${sqlInterval(b)}`, () => printInterval(addIntervals(of(a), of(b)))],
        [`${sqlInterval(a)} - ${sqlInterval(b)}`, () => printInterval(subtractIntervals(of(a), of(b)))],
        [`- ${sqlInterval(a)}`, () => printInterval(negateInterval(of(a)))],
        [`${sqlInterval(a)} * ${factor}::float8`, () => printInterval(multiplyInterval(of(a), factor))],
        [`${sqlInterval(a)} / ${factor}::float8`, () => printInterval(divideInterval(of(a), factor))],
        [`interval_cmp(${sqlInterval(a)}, ${sqlInterval(b)})`, () => String(Math.sign(compareIntervals(of(a), of(b))))],
        [`justify_hours(${sqlInterval(a)})`, () => printInterval(justifyHours(of(a)))],
        [`justify_days(${sqlInterval(a)})`, () => printInterval(justifyDays(of(a)))],
        [`justify_interval(${sqlInterval(a)})`, () => printInterval(justifyInterval(of(a)))],
      ]),
    )
    await expectSame([
      [`interval '1 day' / 0`, () => printInterval(divideInterval(of('1 day'), 0))],
      [`interval '2147483647 days' + interval '1 day'`, () => printInterval(addIntervals(of('2147483647 days'), of('1 day')))],
      [`interval '1000000000 days' * 10::float8`, () => printInterval(multiplyInterval(of('1000000000 days'), 10))],
    ])
  })

  test('timestamps and intervals', async () => {
    const random = seededRandom(seed + 2)
    const newYork = findTimeZone('America/New_York') ?? utcZone
    const context = { ...utcContext, timeZone: newYork }
    const cases = Array.from({ length: 300 }, () => [randomTimestamp(random), randomTimestamp(random), randomInterval(random)] as const)
    await expectSame(
      cases.flatMap(([a, b, i]): OracleCase[] => [
        [`${sqlTimestamp(a)} + ${sqlInterval(i)}`, () => printTimestamp(addToTimestamp(timestamp(a), parseInterval(i)))],
        [`${sqlTimestamp(a)} - ${sqlInterval(i)}`, () => printTimestamp(addToTimestamp(timestamp(a), negateInterval(parseInterval(i))))],
        [`${sqlTimestamp(a)} - ${sqlTimestamp(b)}`, () => printInterval(subtractTimestamps(timestamp(a), timestamp(b)))],
        [`age(${sqlTimestamp(a)}, ${sqlTimestamp(b)})`, () => printInterval(ageOf(timestamp(a), timestamp(b)))],
        [
          `time '${a.slice(11)}' + ${sqlInterval(i)}`,
          () => printValue(sqlTypes.time, addToTime(Number(parseValue(sqlTypes.time, a.slice(11))), parseInterval(i))),
        ],
      ]),
    )
    await oracle.run(`set time zone 'America/New_York'`)
    const modern = cases.map(([a, , i]) => [a.replace(/^\d{4}/, year => String(1975 + (Number(year) % 60))), i] as const)
    await expectSame(
      modern.flatMap(([a, i]): OracleCase[] => [
        [
          `timestamptz '${a}' + ${sqlInterval(i)}`,
          () =>
            printValue(
              sqlTypes.timestamptz,
              addToTimestampTz(Number(parseValue(sqlTypes.timestamptz, a, context)), parseInterval(i), newYork),
              context,
            ),
        ],
        ...['day', 'hour', 'week', 'quarter', 'minute'].map((unit): OracleCase => [
          `date_trunc('${unit}', timestamptz '${a}')`,
          () =>
            printValue(
              sqlTypes.timestamptz,
              truncateTimestampTz(unit, Number(parseValue(sqlTypes.timestamptz, a, context)), newYork),
              context,
            ),
        ]),
      ]),
    )
    await oracle.run(`set time zone 'UTC'`)
  })

  test('a sum beyond the range is refused', async () => {
    await expectSame([
      [
        `timestamp '294276-12-31' + interval '1 day'`,
        () => printTimestamp(addToTimestamp(timestamp('294276-12-31'), parseInterval('1 day'))),
      ],
      [
        `timestamp '294276-12-31' + interval '1 year'`,
        () => printTimestamp(addToTimestamp(timestamp('294276-12-31'), parseInterval('1 year'))),
      ],
      [`timestamp 'infinity' + interval '1 year'`, () => printTimestamp(addToTimestamp(Infinity, parseInterval('1 year')))],
      [
        `timestamp '2020-01-31' + interval '1 month'`,
        () => printTimestamp(addToTimestamp(timestamp('2020-01-31'), parseInterval('1 month'))),
      ],
    ])
  })

  const units = [
    'microseconds',
    'milliseconds',
    'second',
    'minute',
    'hour',
    'day',
    'week',
    'month',
    'quarter',
    'year',
    'decade',
    'century',
    'millennium',
    'epoch',
    'julian',
    'dow',
    'isodow',
    'doy',
    'isoyear',
    'timezone',
    'timezone_hour',
    'timezone_minute',
    'nosuch',
    'us',
    'hrs',
    'c',
  ]

  test('extract and date_part', async () => {
    const random = seededRandom(seed + 3)
    const values: (readonly [SqlType, string])[] = []
    for (let i = 0; i < 12; i++) {
      const moment = randomTimestamp(random)
      values.push(
        [sqlTypes.timestamp, moment],
        [sqlTypes.timestamptz, `${moment}+00`],
        [sqlTypes.date, moment.slice(0, 10)],
        [sqlTypes.time, moment.slice(11)],
        [sqlTypes.timetz, `${moment.slice(11)}+05:30`],
      )
    }
    for (const type of [sqlTypes.timestamp, sqlTypes.date])
      values.push([type, '0044-03-15 BC'], [type, '0001-01-01'], [type, '0001-12-31 BC'], [type, '2000-12-31'], [type, '2001-01-01'])
    const cases = values.flatMap(([type, text]) =>
      units.flatMap((unit): OracleCase[] => [
        [
          `extract(${unit} from ${quoteLiteral(text)}::${printTypeName(type)})`,
          () => orNull(extractField(unit, parseValue(type, text), type, utcContext)),
        ],
        [
          `date_part('${unit}', ${quoteLiteral(text)}::${printTypeName(type)})`,
          () => floatOrNull(datePart(unit, parseValue(type, text), type, utcContext)),
        ],
      ]),
    )
    await expectSame(cases)
    await expectSame(
      ['timestamp', 'timestamptz', 'date'].flatMap(name =>
        ['infinity', '-infinity'].flatMap(text =>
          units.map((unit): OracleCase => {
            const type = sqlTypes[name as 'date']
            return [`extract(${unit} from ${name} '${text}')`, () => orNull(extractField(unit, parseValue(type, text), type, utcContext))]
          }),
        ),
      ),
    )
  })

  test('extract from intervals', async () => {
    const random = seededRandom(seed + 4)
    const intervals = Array.from({ length: 60 }, () => randomInterval(random))
    // Weeks of an interval came after 15, and quarters of negative ones changed.
    const supported = units.filter(unit => unit !== 'week' && unit !== 'quarter')
    await expectSame(
      intervals.flatMap(text =>
        supported.flatMap((unit): OracleCase[] => [
          [
            `date_part('${unit}', interval '${text}')`,
            () => floatOrNull(datePart(unit, parseInterval(text), sqlTypes.interval, utcContext)),
          ],
          [
            `extract(${unit} from interval '${text}')`,
            () => orNull(extractField(unit, parseInterval(text), sqlTypes.interval, utcContext)),
          ],
        ]),
      ),
    )
  })

  test('date_trunc and date_bin', async () => {
    const random = seededRandom(seed + 5)
    const moments = [
      ...Array.from({ length: 40 }, () => randomTimestamp(random)),
      '0044-03-15 10:00:00 BC',
      '0001-01-01 00:00:00',
      '2001-01-01 00:00:00',
      '2000-12-31 23:59:59',
    ]
    await expectSame(
      moments.flatMap(text => [
        ...units.map((unit): OracleCase => [
          `date_trunc('${unit}', ${sqlTimestamp(text)})`,
          () => printTimestamp(truncateTimestamp(unit, timestamp(text))),
        ]),
        ...['15 minutes', '1 day', '7 days', '3 hours 1 second'].map((stride): OracleCase => [
          `date_bin(interval '${stride}', ${sqlTimestamp(text)}, timestamp '2001-01-01 00:00:30')`,
          () => printTimestamp(binTimestamp(parseInterval(stride), timestamp(text), timestamp('2001-01-01 00:00:30'))),
        ]),
      ]),
    )
    const intervals = Array.from({ length: 40 }, () => randomInterval(random))
    await expectSame(
      intervals.flatMap(text =>
        units.map((unit): OracleCase => [
          `date_trunc('${unit}', interval '${text}')`,
          () => printInterval(truncateInterval(unit, parseInterval(text))),
        ]),
      ),
    )
    await expectSame(
      ['1 month', '0 s', '-1 day'].map(stride => [
        `date_bin(interval '${stride}', timestamp '2020-01-01', timestamp '2001-01-01')`,
        () => printTimestamp(binTimestamp(parseInterval(stride), timestamp('2020-01-01'), timestamp('2001-01-01'))),
      ]),
    )
  })

  test('a context is made anew only when its settings change', () => {
    const settings = new Map([['timezone', 'Asia/Tokyo']])
    const first = valueContextOf(settings, 5)
    expect(valueContextOf(settings, 5)).toBe(first)
    settings.set('timezone', 'UTC')
    expect(valueContextOf(settings, 5).timeZone.name).toBe('UTC')
  })
})

function orNull(value: Parameters<typeof printDecimal>[0] | null): string | null {
  return value === null ? null : printDecimal(value)
}

function floatOrNull(value: number | null): string | null {
  return value === null ? null : printValue(sqlTypes.float8, value)
}
