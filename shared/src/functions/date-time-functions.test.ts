// Dates, times and their formatting, compared with PGlite.

import { beforeAll, describe, expect, test, vi } from 'vitest'
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

describe('dates and times answer as PostgreSQL', () => {
  test('arithmetic', () =>
    expectSame([
      `'2020-01-31'::date + 1`, `1 + '2020-01-31'::date`, `'2020-01-31'::date - 31`, `'2020-03-01'::date - '2020-02-01'::date`, `'infinity'::date - '2020-01-01'::date`, `'2020-01-31'::date + interval '1 month'`, `'2020-01-31'::date + time '10:30'`, `'infinity'::date + time '10:30'`, `'2020-01-31'::date + '10:00+02'::timetz`, `'2020-01-31 10:00'::timestamp + interval '1 mon -1 day 2 hours'`, `'2020-03-31'::timestamp - interval '1 month'`, `'2020-03-31'::timestamptz - interval '1 month'`,
      `'2020-03-31 12:00'::timestamp - '2020-01-01'::timestamp`, `'2020-03-31'::date - '2020-01-01'::timestamp`, `'2020-03-31'::timestamptz - '2020-01-01 10:00'::timestamp`, `time '10:00' + interval '15 hours'`, `time '10:00' - time '12:30'`, `time '10:00' - interval '11 hours'`, `'10:00+01'::timetz + interval '15 hours'`, `interval '1 day' + interval '25 hours'`, `interval '1 mon' - interval '1 day'`, `- interval '1 mon 2 days'`, `interval '1 day' * 1.5`, `2 * interval '1 mon 1 day'`, `interval '1 year' / 7`, `interval '1 day' / 0`, `interval '1 mon' * 'NaN'::float8`, `'2020-01-01'::date + '1 day'`, `'294276-12-31'::timestamp + interval '1 day'`, `interval '1 day' = interval '24 hours'`, `interval '1 mon' > interval '29 days'`,
      `'2020-01-01'::date < '2020-01-01 00:00:01'::timestamp`, `'2020-01-01'::timestamptz = '2020-01-01'::date`, `'2020-01-01'::timestamp >= '2020-01-01'::timestamptz`, `'2020-01-01'::date = '2020-01-01'`, `time '10:00' < '11:00'`,
    ])) // prettier-ignore
  test('parts', () =>
    expectSame([
      ...['century', 'day', 'decade', 'dow', 'doy', 'epoch', 'hour', 'isodow', 'isoyear', 'julian', 'microseconds', 'millennium', 'milliseconds', 'minute', 'month', 'quarter', 'second', 'timezone', 'timezone_hour', 'week', 'year', 'nope', 'YEAR'].flatMap(field =>
        [`'2020-12-31 23:59:58.123456'::timestamp`, `'2001-02-16 20:38:40.12+02'::timestamptz`, `'0044-03-15 BC'::date`, `interval '14 mon 40 days 30:20:10.5'`, `time '10:20:30.5'`, `'10:20:30.5+03'::timetz`, `'infinity'::timestamp`, `'-infinity'::date`].flatMap(value => [`date_part('${field}', ${value})`, `"extract"('${field}', ${value})`].filter(call => !call.includes('infinity') || field !== 'nope').filter(call => !(field === 'week' && call.includes('interval')))),
      ).filter(call => !call.startsWith('"extract"')),
    ])) // prettier-ignore
  test('truncation', () =>
    expectSame([
      ...['microseconds', 'milliseconds', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'decade', 'century', 'millennium', 'nope', 'Hours'].flatMap(field => [`date_trunc('${field}', '2001-02-16 20:38:40.123456'::timestamp)`, `date_trunc('${field}', '2001-02-16 20:38:40.123456'::timestamptz)`, `date_trunc('${field}', interval '3 years 14 mon 40 days 30:20:10.5')`, `date_trunc('${field}', '2001-02-16'::date)`]),
      `date_trunc('day', '2001-02-16 20:38:40+00'::timestamptz, 'Australia/Sydney')`, `date_trunc('day', '2001-02-16 20:38:40+00'::timestamptz, 'nowhere')`, `date_trunc('day', 'infinity'::timestamp)`, `date_bin('15 minutes', '2020-02-11 15:44:17'::timestamp, '2001-01-01'::timestamp)`, `date_bin('1 month', '2020-02-11'::timestamp, '2001-01-01'::timestamp)`, `date_bin('-1 hour', '2020-02-11'::timestamp, '2001-01-01'::timestamp)`, `date_bin('5 days', '2000-02-11'::timestamptz, '2001-01-01'::timestamptz)`,
    ])) // prettier-ignore
  test('construction, ages and zones', () =>
    expectSame([
      `make_date(2020, 2, 29)`, `make_date(2021, 2, 29)`, `make_date(-44, 3, 15)`, `make_date(0, 1, 1)`, `make_time(8, 20, 10.5)`, `make_time(24, 0, 0)`, `make_time(24, 0, 1)`, `make_time(10, 60, 0)`, `make_timestamp(2020, 1, 2, 3, 4, 5.678)`, `make_timestamp(2020, 13, 2, 3, 4, 5)`, `make_timestamptz(2020, 1, 2, 3, 4, 5.5)`, `make_timestamptz(2020, 7, 2, 3, 4, 5.5, 'Europe/Berlin')`, `make_timestamptz(2020, 7, 2, 3, 4, 5.5, 'x/y')`, `make_interval(1, 2, 3, 4, 5, 6, 7.5)`, `make_interval()`, `make_interval(1)`, `make_interval(2147483647)`,
      `age('2001-04-10'::timestamp, '1957-06-13'::timestamp)`, `age('1957-06-13'::timestamp, '2001-04-10'::timestamp)`, `age('2001-04-10 10:00'::timestamptz, '2001-03-31 12:00'::timestamptz)`, `age('2020-03-31'::date, '2020-02-29'::date)`,
      `timezone('America/New_York', '2020-07-01 12:00'::timestamp)`, `timezone('America/New_York', '2020-07-01 12:00'::timestamptz)`, `timezone('+02', '2020-07-01 12:00'::timestamptz)`, `timezone('nope', '2020-07-01'::timestamptz)`, `timezone(interval '2 hours', '2020-07-01 12:00'::timestamp)`, `timezone(interval '1 day', '2020-07-01 12:00'::timestamp)`, `timezone('+03', '12:00+00'::timetz)`, `timezone('UTC', '2021-03-14 02:30'::timestamp)`, `timezone('America/New_York', '2021-03-14 02:30'::timestamp)`, `timezone('America/New_York', '2021-11-07 01:30'::timestamp)`,
      `justify_days(interval '65 days')`, `justify_hours(interval '50 hours')`, `justify_interval(interval '1 mon -1 hour')`, `isfinite('infinity'::date)`, `isfinite('2020-01-01'::timestamptz)`, `isfinite(interval '1 day')`, `to_timestamp(1284352323.5)`, `to_timestamp('Infinity')`, `to_timestamp('NaN')`, `to_timestamp(1e20)`, `date_add('2020-01-31'::timestamptz, '1 month')`, `date_subtract('2021-10-31 00:00+02'::timestamptz, '1 day', 'Europe/Warsaw')`,
      ...[`time`, `timestamp`, `timestamptz`].flatMap(type => [['10:00', '12:00', '11:00', '13:00'], ['10:00', '11:00', '11:00', '13:00'], ['12:00', '10:00', '11:00', '10:30'], ['10:00', '10:00', '10:00', '12:00']].map(ends => `"overlaps"(${ends.map(end => `'${type === 'time' ? '' : '2020-01-01 '}${end}'::${type}`).join(', ')})`)),
      `"overlaps"('2020-01-01'::timestamp, interval '1 day', '2020-01-01 12:00', interval '1 day')`, `"overlaps"('2020-01-01'::date, '2020-02-01'::date, '2020-01-15'::date, '2020-03-01'::date)`, `"overlaps"(null::timestamp, '2020-02-01', '2020-01-15', '2020-03-01')`,
    ])) // prettier-ignore
  test('to_char', async () => {
    const pictures = ['YYYY-MM-DD HH24:MI:SS.US', 'Day, DD Month YYYY', 'FMDay, FMDD FMMonth YYYY', 'DAY day Dy dy MON Mon mon MONTH month', 'HH12:MI:SS AM', 'hh:mi a.m. P.M. pm', 'DDD DD D ID IDDD J Q', 'WW W IW IYYY IYY IY I', 'CC Y,YYY YYY YY Y', 'RM rm FMRM', 'SSSS SSSSS MS FF1 FF2 FF3 FF4 FF5 FF6', 'TZ tz TZH TZM OF', 'BC ad B.C. a.d.', 'DDth FMDDTH HHth', '"quoted YYYY" YYYY \\"x', 'yyyy/mm/dd', 'MMMONTH', 'TMMonth TMDay', 'YYYYTH', 'FMHH24:FMMI', 'HH24MISS', 'xYYYYz ""', 'FXYYYY'] // prettier-ignore
    const values = [
      `'2020-01-05 13:04:09.070809'::timestamp`,
      `'1997-12-31 00:00:00'::timestamp`,
      `'0044-03-15 23:59:59.5 BC'::timestamp`,
      `'2020-08-09 12:00:00+00'::timestamptz`,
      `'infinity'::timestamp`,
      `'12345-06-07'::date`,
    ]
    await expectSame(pictures.flatMap(picture => values.map(value => `to_char(${value}, '${picture}')`)))
    const spans = [
      `interval '15h 2m 12s'`,
      `interval '-15h -2m -12.5s'`,
      `interval '14 months 3 days 100 hours'`,
      `interval '-3 years -1 mon'`,
    ]
    await expectSame(
      [
        'HH24:MI:SS',
        'HH12 AM',
        'HH',
        'YYYY-MM-DD',
        'YY Y,YYY',
        'DD SSSS MS US',
        'RM',
        'Q',
        'Month',
        'FMMM FMDD',
        'CC',
        'IYYY IYY IY I',
        'IW WW W',
        'DDD J',
      ].flatMap(picture => spans.map(span => `to_char(${span}, '${picture}')`)),
    )
  })
  test('to_date and to_timestamp', () =>
    expectSame([
      `to_date('20000', 'YYMMDD')`, `to_date('05 Dec 2000', 'DD Mon YYYY')`, `to_date('2011-12-18', 'YYYY-MM-DD')`, `to_date('2011 12  18', 'YYYY MM DD')`, `to_date('20111218', 'YYYYMMDD')`, `to_date('2011x12x18', 'YYYYxMMxDD')`, `to_date('44-03-15 BC', 'YYYY-MM-DD BC')`, `to_date('-44-03-15', 'YYYY-MM-DD')`, `to_date('1', 'YY')`, `to_date('99', 'YY')`, `to_date('95', 'YYY')`, `to_date('2-1131', 'Y-MMDD')`, `to_date('2,020-11', 'Y,YYY-MM')`, `to_date('2020-13-01', 'YYYY-MM-DD')`, `to_date('2020-02-30', 'YYYY-MM-DD')`, `to_date('abc', 'YYYY')`, `to_date('2020', 'YYYYMM')`, `to_date('', 'YYYY')`, `to_date('2020-366', 'YYYY-DDD')`, `to_date('2021-366', 'YYYY-DDD')`, `to_date('2005527', 'IYYYIWID')`, `to_date('2005-W52', 'IYYY-"W"IW')`, `to_date('2006-362', 'IYYY-IDDD')`, `to_date('20 1999', 'CC YYYY')`, `to_date('20 99', 'CC YY')`, `to_date('21', 'CC')`, `to_date('2458000', 'J')`, `to_date('2020 3', 'YYYY Q')`, `to_date('2020 10', 'YYYY WW')`, `to_date('2020-05 2', 'YYYY-MM W')`, `to_date('January 8 2020', 'Month DD YYYY')`, `to_date('xyz 8 2020', 'Mon DD YYYY')`, `to_date('VIII 2020', 'RM YYYY')`, `to_date('3rd 2020', 'DDth YYYY')`, `to_date('Friday 2 2020', 'Day MM YYYY')`, `to_date('2020 2020', 'YYYY YYYY')`, `to_date('2020 2021', 'YYYY YYYY')`, `to_date('2020-10-01', 'IYYY-MM-DD')`, `to_date('100', 'DDD')`, `to_date('  2020-01-02', 'YYYY-MM-DD')`, `to_date('2020--01-02', 'YYYY-MM-DD')`, `to_date('2020-01-02 junk', 'YYYY-MM-DD')`,
      `to_timestamp('2011-12-18 23:38:15', 'YYYY-MM-DD HH24:MI:SS')`, `to_timestamp('2011-12-18 11:38 PM', 'YYYY-MM-DD HH12:MI PM')`, `to_timestamp('2011-12-18 13:38 PM', 'YYYY-MM-DD HH12:MI PM')`, `to_timestamp('2011-12-18 12:38 a.m.', 'YYYY-MM-DD HH:MI a.m.')`, `to_timestamp('2011-12-18 23:38:15.123', 'YYYY-MM-DD HH24:MI:SS.MS')`, `to_timestamp('12.5', 'SS.MS')`, `to_timestamp('12.25', 'SS.US')`, `to_timestamp('2018-11-02 12:34:56.1234', 'YYYY-MM-DD HH24:MI:SS.FF4')`, `to_timestamp('20 86400', 'YY SSSS')`, `to_timestamp('2011-12-18 11:38 -05', 'YYYY-MM-DD HH12:MI TZH')`, `to_timestamp('2011-12-18 11:38 +05:20', 'YYYY-MM-DD HH12:MI TZH:TZM')`, `to_timestamp('1985 January 12', 'YYYY FMMonth DD')`, `to_timestamp('97/Feb/16', 'YY/Mon/DD')`, `to_timestamp('19971116', 'YYYYMMDD')`, `to_timestamp('2000 + + JUN', 'YYYY  MON')`, `to_timestamp('2000  JUN', 'YYYY MON')`, `to_timestamp('2011-12-18 25:00', 'YYYY-MM-DD HH24:MI')`, `to_timestamp('9999999999', 'FMYYYY')`, `to_timestamp('15 "text" 2020', 'DD "text" YYYY')`, `to_timestamp('0 1999 5', 'D YYYY MM')`,
    ])) // prettier-ignore
})
