// to_char, to_number, to_date and to_timestamp.

import { SqlError } from '../base/errors.ts'
import { absDecimal, decimalFromInteger, makeDecimal, parseDecimal, printDecimal, roundDecimal, signDecimal } from '../values/decimal.ts'
import { multiplyDecimals } from '../values/decimal-arithmetic.ts'
import { decimalFromFloat4, decimalFromFloat8, decimalToFloat8 } from '../values/decimal-convert.ts'
import { checkDate, checkTimestamp, microsPerSecond, tzToTimestamp, timestampToTz } from '../values/date-time.ts'
import type { Decimal } from '../values/sql-value.ts'
import { readTime, localTimestamp } from './date-from-text.ts'
import { intervalToText, timestampToText } from './date-to-text.ts'
import { contextual, strict, type FunctionEntry } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'
import { parseNumberPicture, printNumber, readNumber, romanNumeral } from './number-picture.ts'

function numberToText(value: Decimal, pictureText: string): string {
  if (pictureText === '') return ''
  const picture = parseNumberPicture(pictureText)
  const isNegative = signDecimal(value) < 0
  if (picture.isRoman) return romanText(value, pictureText)
  if (picture.isScientific) return scientificText(value, picture.after)
  if (value.special !== undefined)
    return printNumber(
      { ...picture, before: picture.before + picture.shift },
      specialDigits(value, picture.before, picture.after),
      isNegative,
    )
  const scaled = picture.shift > 0 ? multiplyDecimals(value, makeDecimal(10 ** picture.shift, 0)) : value
  const rounded = roundDecimal(scaled, picture.after)
  const digits = printDecimal(absDecimal(rounded))
  return printNumber({ ...picture, before: picture.before + picture.shift }, digits, signDecimal(rounded) < 0)
}

/** NaN and the infinities stand where the digits would, if there is room. */
function specialDigits(value: Decimal, before: number, after: number): string {
  const text = value.special === 'NaN' ? 'NaN' : 'Infinity'
  return text.length <= before ? (after > 0 ? `${text}.` : text) : `${'9'.repeat(before + 1)}.`
}

function romanText(value: Decimal, pictureText: string): string {
  const numeral = value.special === undefined ? romanNumeral(decimalToFloat8(roundDecimal(value, 0))) : romanNumeral(0)
  const cased = pictureText.includes('rn') ? numeral.toLowerCase() : numeral
  return /FM/i.test(pictureText) ? cased : cased.padStart(15)
}

function scientificText(value: Decimal, places: number): string {
  if (value.special !== undefined) return ` ${'#'.repeat(places > 0 ? 2 : 1)}${places > 0 ? `.${'#'.repeat(places)}` : ''}${'#'.repeat(4)}`
  const plain = printDecimal(absDecimal(value))
  const [whole, fraction = ''] = plain.split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const exponent = digits === '' ? 0 : digits.length - fraction.length - 1
  const scaled = makeDecimal(BigInt(digits === '' ? '0' : digits), Math.max(digits.length - 1, 0))
  let mantissa = roundDecimal(scaled, places)
  let power = exponent
  // 9.99 rounds to 10.0: one place up.
  if (printDecimal(mantissa).split('.')[0].length > 1) {
    mantissa = roundDecimal(makeDecimal(mantissa.digits, mantissa.scale + 1), places)
    power++
  }
  const sign = signDecimal(value) < 0 ? '-' : ' '
  return `${sign}${printDecimal(mantissa)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}

/** A float has as many true digits as its type: the picture's places are cut to them. */
function floatToText(value: number, picture: string, digits: number): string {
  if (!Number.isFinite(value)) return numberToText(parseDecimal(String(value)), picture)
  const whole = value === 0 ? 1 : Math.max(Math.floor(Math.log10(Math.abs(value))) + 1, 1)
  const exact = digits === 15 ? decimalFromFloat8(value) : decimalFromFloat4(value)
  return numberToText(roundDecimal(exact, Math.max(digits - whole, 0)), picture)
}

function textToNumber(text: string, pictureText: string): Decimal | null {
  const picture = parseNumberPicture(pictureText)
  if (picture.isScientific) throw new SqlError('0A000', '"EEEE" not supported for input')
  if (pictureText === '') return null
  const value = parseDecimal(readNumber(picture, text))
  const rounded = roundDecimal(value, Math.max(picture.after, 0))
  return picture.shift === 0 ? rounded : multiplyDecimals(value, makeDecimal(1, picture.shift))
}

function instantToText(micros: number, picture: string, context: EvaluationContext): string | null {
  const { timeZone } = contextOf(context)
  if (picture === '' || !Number.isFinite(micros)) return null
  const zone = { name: timeZone.abbreviationAt(micros), offsetSeconds: timeZone.offsetSecondsAt(micros) }
  return timestampToText(tzToTimestamp(micros, timeZone), picture, zone)
}

function textToInstant(text: string, picture: string, context: EvaluationContext): number {
  const time = readTime(text, picture)
  const local = localTimestamp(time)
  if (time.offsetSeconds !== null) return checkTimestamp(local - time.offsetSeconds * microsPerSecond)
  return timestampToTz(local, contextOf(context).timeZone)
}

function unixToInstant(seconds: number): number {
  if (Number.isNaN(seconds)) throw new SqlError('22008', 'timestamp cannot be NaN')
  if (!Number.isFinite(seconds)) return seconds
  const micros = Math.round(seconds * microsPerSecond)
  if (micros < -210866803200000000 || micros >= 9224318016000000000) throw new SqlError('22008', `timestamp out of range: "${seconds}"`)
  return micros
}

export const formatFunctions: readonly FunctionEntry[] = [
  strict('to_char(int4, text) text', (value, picture) => numberToText(decimalFromInteger(value), picture)),
  strict('to_char(int8, text) text', (value, picture) => numberToText(decimalFromInteger(value), picture)),
  strict('to_char(numeric, text) text', numberToText),
  strict('to_char(float4, text) text', (value, picture) => floatToText(value, picture, 6)),
  strict('to_char(float8, text) text', (value, picture) => floatToText(value, picture, 15)),
  strict('to_char(timestamp, text) text', (value, picture) => (picture === '' ? null : timestampToText(value, picture))),
  contextual('to_char(timestamptz, text) text', ([value, picture], context) => instantToText(value, picture, context)),
  strict('to_char(interval, text) text', (value, picture) => (picture === '' ? null : intervalToText(value, picture))),
  strict('to_number(text, text) numeric', textToNumber),
  strict('to_date(text, text) date', (text, picture) => checkDate(readTime(text, picture).days)),
  contextual('to_timestamp(text, text) timestamptz', ([text, picture], context) => textToInstant(text, picture, context)),
  strict('to_timestamp(float8) timestamptz', unixToInstant),
]
