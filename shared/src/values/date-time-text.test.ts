// Date and time text in and out (parse-date-time.ts, print-date-time.ts, time-zone.ts), with PGlite as the oracle.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { seededRandom, type Random } from '../base/random.ts'
import { openPostgresOracle, quoteLiteral, type OracleCase, type PostgresOracle } from '../testing/postgres-oracle.ts'
import { sqlTypes, withModifier, type SqlType } from './sql-type.ts'
import { printValue } from './text-io.ts'
import { parseValue } from '../functions/json-populate.ts'
import { printTypeName } from './type-names.ts'
import { utcContext, valueContextOf, type ValueContext } from './value-context.ts'

const seed = Number(process.env['SEED'] ?? 20240603)
// The oracle is slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 })
let oracle: PostgresOracle

beforeAll(async () => {
  oracle = await openPostgresOracle()
}, 60_000)
afterAll(() => oracle.close())

async function expectSame(cases: readonly OracleCase[], messages: 'ignore' | 'compare' = 'compare'): Promise<void> {
  // Doubles do not hold the fractions of far years: a difference there is known (see date-time.ts).
  const isFar = (text: string): boolean => /^\d{5,}-.*\./.test(text)
  const differences = (await oracle.differences(cases, { messages })).filter(d => !(d.postgres.kind === 'text' && isFar(d.postgres.text)))
  const lines = differences.map(
    d => `${d.sql}  PG ${JSON.stringify(Object.values(d.postgres).slice(1))}  ours ${JSON.stringify(Object.values(d.ours).slice(1))}`,
  )
  expect({ seed, count: differences.length, first: lines.slice(0, 40) }).toEqual({ seed, count: 0, first: [] })
}

function roundTrip(type: SqlType, text: string, context: ValueContext = utcContext): OracleCase {
  return [`${quoteLiteral(text)}::${printTypeName(type)}`, () => printValue(type, parseValue(type, text, context), context)]
}

function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)]
}

const dates = ['1999-01-08', 'January 8, 1999', '1999-Jan-08', 'Jan-08-1999', '08-Jan-1999', '19990108', '990108', '1999.008', 'J2451187', 'January 8, 99 BC', '1/8/1999', '1/18/1999', '18/1/1999', '01/02/03', '99-Jan-08', '08-Jan-99', 'Jan-08-99', '99-08-Jan', '08-99-Jan', '1999 Jan 08', '1999 08 Jan', 'Jan 08 1999', '08 Jan 1999', '99 Jan 08', '08 Jan 99', 'Jan 08 99', '1999 01 08', '99 01 08', '08 01 1999', '1999-02-29', '2000-02-29', '1900-02-29', '2000-02-30', '0000-01-01', '0001-01-01', '0001-01-01 BC', '4714-11-24 BC', '4714-11-23 BC', '5874897-12-31', '5874898-01-01', 'infinity', '-infinity', 'epoch', '12345-01-01', '123456-01-01', '1-1-1', '2020-13-01', '2020-00-10', '2020-01-00', '2020-01-32', '', 'foo', '2020-01', '2020', '202001', '20200101', '2020-1-1', '2020/01/02', '2020.01.02', '2020-01.02', '2020-01-02 ', ' 2020-01-02', '2020-01-02x', '2020-01-02 BC', '2020-01-02 AD', 'Mon Jan 08 1999', 'Sun Jan 08 1999', 'Thursday 1 January 1970', 'Sept 9 2001', '2001 September', 'y2001m02d04', '2001-045', '2001-366', '2000-366', '2001045', '1999-01-08 04:05:06', '1999-01-08 04:05', '2020-01-01T', '2020-01-01T10:00', 'Jan Feb 2020', '2020-jan-08-1', '1-jan-2020', 'jan1 2020', 'jan2020', '--', '-', '2020-01-02-', '32-01-2020', '13-13-2020', 'tuesday', 'am', '5874897-12-31 BC', '10000-01-01', '99999-12-31', '2/29/2001', '0-1-1', '00-01-01', '69-01-01', '70-01-01', '1 1 1', '1 1 1 1', 'dow', 'julian 2451187', 'JD 2451187', 'J2451187.5', 'on 2020-01-01', 'at 2020-01-01'] // prettier-ignore

const times = ['04:05', '04:05:06', '04:05:06.789', '04:05:06.7891234', '040506', '0405', '04:05 AM', '04:05 PM', '12:00 AM', '12:30 PM', '13:00 AM', '13:00 PM', '24:00:00', '24:00:00.1', '24:00:01', '25:00', '23:59:59.9999999', '23:59:60', '23:59:60.1', '23:60', '12:', ':12', '12', '1', '1234567', '12:34:56:78', '04:05:06-08:00', '04:05-08:00', '040506-08', '040506+0730', '04:05:06 PST', '04:05:06 UTC', '04:05:06Z', '04:05:06 America/New_York', '2003-04-12 04:05:06 America/New_York', '2003-07-12 04:05:06 America/New_York', 'allballs', 'T040506', 'T04:05:06', '04:05:06.', '04.05.06', '04:05.5', '2020-01-01 04:05:06', '15:36:39 America/Foo', '04:05:06+24', '04:05:06+16', '04:05:06+15:59:59', '04:05:06-15:59', '', 'x', '04:05:06 am', '00:00:00', '04:05:06 +5', '4:5:6', 'Jul 3 04:05', '040506.789', '04:05:06,789', '12:34 x', 'h04 mm05 s06', '04 05 06'] // prettier-ignore

const timestamps = ['1999-01-08 04:05:06', '1999-01-08 04:05:06.789', '1999-01-08T04:05:06', '1999-01-08t04:05:06', '1999-01-08 04:05:06 -8:00', '1999-01-08 04:05:06-08', '1999-01-08 04:05:06+05:30', '1999-01-08 04:05:06+0530', '1999-01-08 04:05:06Z', '1999-01-08 04:05:06 z', 'January 8 04:05:06 1999 PST', 'Jan 8 1999 04:05:06 PM', 'Mon Jan  8 04:05:06 1999', 'Fri Jan 8 04:05:06.12 1999 EST', '19990108T040506', '19990108 040506', '19990108T040506Z', '19990108T040506-08', '19990108T040506.789', '1999-01-08 24:00:00', '1999-12-31 24:00:00', '1999-01-08 24:00:01', '1999-01-08 23:59:60', '1999-01-08 25:00', 'infinity', '-infinity', 'epoch', '4714-11-24 BC 00:00:00', '4714-11-24 00:00:00 BC', '4714-11-23 23:59:59 BC', '294276-12-31 23:59:59', '294277-01-01', '1999-01-08', '2020-06-01 12:00 America/New_York', '2020-01-01 12:00 America/New_York', '2020-01-01 12:00 america/new_york', '2020-03-08 02:30 America/New_York', '2020-11-01 01:30 America/New_York', '2020-03-29 02:30 Europe/Berlin', '2020-10-25 02:30 Europe/Berlin', '2020-01-01 12:00 Asia/Kolkata', '2020-01-01 12:00 Asia/Foo', '2020-01-01 12:00 UTC+3', '2020-01-01 12:00 GMT', '2020-01-01 12:00 EST5EDT', '2020-07-01 12:00 EST5EDT', '2020-07-01 12:00 PDT', '2020-07-01 12:00 MET DST', '2011-03-27 02:00:00 MSK', '2014-10-26 00:59:59 MSK', '2014-10-27 00:00:00 MSK', '2020-07-01 12:00 IRKT', '2005-07-01 12:00 VET', '2012-07-01 12:00 VET', '2020-07-01 12:00 +15:59', '2020-07-01 12:00 +16', '1850-01-01 12:00 America/New_York', '2500-07-01 12:00 America/New_York', 'J2451187 04:05:06', 'J2451187-08', 'J2451187.25', '2020-01-01 04:05:06.5.5', '2020-01-01 04:05:06 BC', '2020-01-01 04:05 04:05', '2020-01-01 2020-01-01', '20200101 250000', '20200101 256060', '2020-01-01 1', '2020-01-01 12', '2020-01-01 1234', '2020-01-01 123456', '', 'x', 'now now', '2020-02-30 00:00', '2020-01-01 00:00:00.0000005', '2020-01-01 00:00:00.0000015', '2020-01-01 00:00:00.9999999', '1684-01-01 00:00:00.123456', '2255-06-01 00:00:00.654321', 'Dec 31 23:59:59 1999', '2020-366 00:00', '97/02/10 17:32:01 UTC', '97.02.10 17:32:01', '1997.041 17:32:01 UTC', '19970210 173201 America/New_York', 'Feb 16 17:32:01 0097 BC', '2001-09-22T18:19:20', '2000-03-15 08:14:01 GMT+8', 'Mon Feb 10 17:32:01.500000 1997 PST', 'Y2001M12D27H04MM05S06.789', '2001-12-27 T040506.789-08', '20011227T040506.789-08', 'J2452271+08', 'J2452271 T040506+08', '12.27.2001 04:05:06.789+08', '27.12.2001 04:05:06'] // prettier-ignore

/** Texts made from pieces that dates are made of: most are wrong, and must be wrong in the same way. */
function randomDateText(random: Random): string {
  const pieces = ['1999', '99', '08', '8', '1', '12', '31', '366', '2020-02-29', '1/2/2003', '19990108', '040506', '04:05:06', '04:05', '23:59:59.5', 'jan', 'December', 'mon', 'BC', 'AD', 'am', 'pm', 'T', 'Z', 'PST', '+05', '-08:00', 'utc', 'America/New_York', 'J2451187', '.5', '-', ',', 'allballs', '2001.045'] // prettier-ignore
  return Array.from({ length: 1 + random.below(4) }, () => pick(random, pieces)).join(pick(random, [' ', ' ', ' ', '', '-']))
}

/** PostgreSQL 15 reads `Y2001M02D04` and dates beside infinity; later versions do not. */
const differsFrom15 = /^y2001m|^h04/i

const all = (type: SqlType, texts: readonly string[], context?: ValueContext): OracleCase[] =>
  texts.filter(text => !differsFrom15.test(text)).map(text => roundTrip(type, text, context))

describe('date and time text as PostgreSQL has it', () => {
  test('date', () => expectSame(all(sqlTypes.date, dates)))
  test('time', () => expectSame(all(sqlTypes.time, times)))
  test('timetz', () => expectSame(all(sqlTypes.timetz, times)))
  test('timestamp', () => expectSame(all(sqlTypes.timestamp, [...timestamps, ...dates])))
  test('timestamptz', () => expectSame(all(sqlTypes.timestamptz, [...timestamps, ...dates])))

  test('random texts', async () => {
    const random = seededRandom(seed)
    const texts = Array.from({ length: 1500 }, () => randomDateText(random))
    for (const type of [sqlTypes.date, sqlTypes.timestamp, sqlTypes.timestamptz]) await expectSame(all(type, texts))
  })

  test('random texts of times', async () => {
    const random = seededRandom(seed + 9)
    const texts = Array.from({ length: 1000 }, () => randomDateText(random)).filter(text => !/J2451187|T ?[^\d ]/.test(text))
    for (const type of [sqlTypes.time, sqlTypes.timetz]) await expectSame(all(type, texts))
  })

  test('random ISO texts', async () => {
    const random = seededRandom(seed + 1)
    const two = (bound: number): string => String(random.below(bound)).padStart(2, '0')
    const texts = Array.from({ length: 1000 }, () => {
      const fraction =
        random.below(2) === 0
          ? ''
          : `.${String(random.below(1_000_000))
              .padStart(6, '0')
              .slice(0, 1 + random.below(6))}`
      const zone = pick(random, ['', '', 'Z', '+00', '+05:30', '-0800', '+15:59', '-16'])
      return `${1700 + random.below(540)}-${two(14)}-${two(33)}${pick(random, [' ', 'T'])}${two(26)}:${two(62)}:${two(62)}${fraction}${zone}`
    })
    for (const type of [sqlTypes.timestamp, sqlTypes.timestamptz, sqlTypes.date]) await expectSame(all(type, texts))
  })

  test('precision rounds half away from 2000', async () => {
    const texts = [
      '1999-12-31 23:59:59.5',
      '2000-01-01 00:00:00.5',
      '1999-06-01 10:00:00.25',
      '2020-06-01 10:00:00.123456',
      '2020-06-01 10:00:00.999999',
      '1969-12-31 23:59:59.15',
      'infinity',
    ]
    for (const precision of [0, 1, 2, 3, 6]) {
      await expectSame([sqlTypes.timestamp, sqlTypes.timestamptz].flatMap(type => all(withModifier(type, [precision]), texts)))
      const clock = ['10:00:00.25', '10:00:00.35', '23:59:59.9999', '00:00:00.05']
      await expectSame([sqlTypes.time, sqlTypes.timetz].flatMap(type => all(withModifier(type, [precision]), clock)))
    }
  })

  const zones = [
    'America/New_York',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Asia/Tokyo',
    'America/St_Johns',

    'Pacific/Apia',
    '-8',
    '+5.5',
    'PST8PDT',
    'Etc/GMT+5',
  ]
  for (const zone of zones) {
    test(`timestamps in ${zone}`, async () => {
      await oracle.run(`set time zone '${zone}'`)
      const context = valueContextOf(new Map([['timezone', zone]]), 0)
      const random = seededRandom(seed + 2)
      // From 1971: before that the history of zones differs between editions of the zone data.
      const texts = Array.from({ length: 300 }, () =>
        new Date(Date.UTC(1971, 0, 1) + random.below(66 * 365) * 86_400_000 + random.below(24 * 60) * 60_000).toISOString().slice(0, 19),
      )
      await expectSame([
        ...all(sqlTypes.timestamptz, texts, context),
        ...all(
          sqlTypes.timestamptz,
          texts.map(text => `${text}Z`),
          context,
        ),
      ])
      await oracle.run(`set time zone 'UTC'`)
    })
  }

  for (const style of ['SQL, MDY', 'SQL, DMY', 'Postgres, MDY', 'Postgres, DMY', 'German', 'ISO, DMY', 'ISO, YMD']) {
    test(`DateStyle ${style}`, async () => {
      await oracle.run(`set datestyle to ${style}; set time zone 'America/New_York'`)
      const context = valueContextOf(new Map([['datestyle', style], ['timezone', 'America/New_York']]), 0) // prettier-ignore
      await expectSame([
        ...all(sqlTypes.date, dates, context),
        ...all(sqlTypes.timestamp, timestamps, context),
        ...all(
          sqlTypes.timestamptz,
          timestamps.filter(text => !text.startsWith('1850')),
          context,
        ),
      ])
      await oracle.run(`set datestyle to ISO, MDY; set time zone 'UTC'`)
    })
  }

  test('now, today, tomorrow and yesterday follow the transaction start and the zone', () => {
    const context: ValueContext = { ...valueContextOf(new Map([['timezone', 'America/New_York']]), Date.UTC(2020, 6, 1, 2) * 1000) }
    const print = (type: SqlType, text: string): string => printValue(type, parseValue(type, text, context), context)
    expect(print(sqlTypes.timestamptz, 'now')).toBe('2020-06-30 22:00:00-04')
    expect(print(sqlTypes.timestamp, 'now')).toBe('2020-06-30 22:00:00')
    expect(print(sqlTypes.date, 'today')).toBe('2020-06-30')
    expect(print(sqlTypes.date, 'tomorrow')).toBe('2020-07-01')
    expect(print(sqlTypes.timestamptz, 'yesterday')).toBe('2020-06-29 00:00:00-04')
    expect(print(sqlTypes.timestamp, 'today 10:15')).toBe('2020-06-30 10:15:00')
    expect(print(sqlTypes.time, 'now')).toBe('22:00:00')
    expect(print(sqlTypes.timetz, '10:00')).toBe('10:00:00-04')
  })

  test('a timestamp far away is rounded down, never into the next second', () => {
    const print = (text: string): string => printValue(sqlTypes.timestamp, parseValue(sqlTypes.timestamp, text))
    expect(print('9999-12-31 23:59:59.999999')).toBe('9999-12-31 23:59:59.999968')
    expect(print('0001-01-01 00:00:00')).toBe('0001-01-01 00:00:00')
    expect(print('4714-11-24 00:00:00 BC')).toBe('4714-11-24 00:00:00 BC')
    expect(print('294276-12-31 23:59:59')).toBe('294276-12-31 23:59:59')
  })
})
