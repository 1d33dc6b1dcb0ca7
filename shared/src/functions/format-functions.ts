// to_char, to_number, to_date and to_timestamp.

import { SqlError } from '../base/errors.ts'
import { absDecimal, decimalFromInteger, makeDecimal, parseDecimal, printDecimal, roundDecimal, signDecimal } from '../values/decimal.ts'
import { multiplyDecimals } from '../values/decimal-arithmetic.ts'
import { decimalToFloat8 } from '../values/decimal-convert.ts'
import { checkTimestamp, microsPerSecond, tzToTimestamp, timestampToTz } from '../values/date-time.ts'
import { checkDate } from '../values/checked-date-time.ts'
import type { Decimal } from '../values/sql-value.ts'
import { readTime, localTimestamp } from './date-from-text.ts'
import { intervalToText, timestampToText } from './date-to-text.ts'
import { contextual, strict, type FunctionEntry } from './define-function.ts'
import { contextOf } from './evaluation-values.ts'
import type { EvaluationContext } from './function-definition.ts'
import { roundFloat } from './rounding-functions.ts'
import { parseNumberPicture, type NumberPicture } from './number-picture.ts'
import { printNumber, romanNumeral } from './print-number.ts'
import { readNumber } from './read-number.ts'

/** The places of a picture; the shift of V moves digits before the point. */
function placesOf(pictureText: string): NumberPicture {
  const picture = parseNumberPicture(pictureText)
  return { ...picture, before: picture.before + picture.shift }
}

function numberToText(value: Decimal, pictureText: string): string {
  if (pictureText === '') return ''
  const picture = placesOf(pictureText)
  if (value.special !== undefined) return specialText(value.special, picture, pictureText)
  if (picture.isRoman) return romanText(decimalToFloat8(roundDecimal(value, 0)), pictureText)
  if (picture.isScientific) return scientificText(value, picture.after)
  const scaled = picture.shift > 0 ? multiplyDecimals(value, makeDecimal(10 ** picture.shift, 0)) : value
  const rounded = roundDecimal(scaled, picture.after)
  return printNumber(picture, printDecimal(absDecimal(rounded)), signDecimal(rounded) < 0)
}

/** NaN and the infinities stand where the digits would, if there is room. */
function specialText(special: string, picture: NumberPicture, pictureText: string): string {
  if (picture.isRoman) return romanText(0, pictureText)
  if (picture.isScientific) return ` ${'#'.repeat(picture.before)}.${'#'.repeat(picture.after + 4)}`
  const text = special.replace('-', '')
  const isRoomy = text.length <= picture.before
  return printNumber(picture, isRoomy ? text : '9'.repeat(picture.before + 1), special.startsWith('-'))
}

function romanText(value: number, pictureText: string): string {
  const numeral = romanNumeral(value)
  const cased = pictureText.includes('rn') ? numeral.toLowerCase() : numeral
  return /FM/i.test(pictureText) ? cased : cased.padStart(15)
}

function scientificText(value: Decimal, places: number): string {
  const [whole, fraction = ''] = printDecimal(absDecimal(value)).split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const exponent = digits === '' ? 0 : digits.length - fraction.length - 1
  // 9.99 becomes 10.0, not 1.0 of the next power: so does PostgreSQL for numeric.
  const mantissa = roundDecimal(makeDecimal(BigInt(digits === '' ? '0' : digits), Math.max(digits.length - 1, 0)), places)
  return `${signDecimal(value) < 0 ? '-' : ' '}${printDecimal(mantissa)}${exponentText(exponent)}`
}

const exponentText = (exponent: number): string => `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`

/** A float has `trueDigits` digits that mean something: behind them the picture stays empty. */
function floatToText(value: number, pictureText: string, trueDigits: number): string {
  if (pictureText === '') return ''
  const picture = placesOf(pictureText)
  if (!Number.isFinite(value)) return specialText(String(value), picture, pictureText)
  if (picture.isRoman) return romanText(roundFloat(value), pictureText)
  if (picture.isScientific) {
    const [mantissa, exponent] = Math.abs(value).toExponential(picture.after).split('e')
    return `${value < 0 ? '-' : ' '}${mantissa}${exponentText(Number(exponent))}`
  }
  const scaled = value * 10 ** picture.shift
  const whole = fixedText(scaled, 0).length
  const places = whole >= trueDigits ? 0 : Math.min(picture.after, trueDigits - whole)
  return printNumber({ ...picture, after: places }, fixedText(scaled, places), value < 0 && Number(fixedText(scaled, places)) !== 0)
}

/** The magnitude with `places` digits behind the point; exact halves go to even, as printf rounds them. */
function fixedText(value: number, places: number): string {
  const magnitude = Math.abs(value)
  if (magnitude >= 1e21) return BigInt(magnitude).toString() + (places > 0 ? `.${'0'.repeat(places)}` : '')
  const rounded = magnitude.toFixed(places)
  const exact = magnitude.toFixed(100)
  const rest = exact.slice(exact.indexOf('.') + 1 + places)
  if (!/^50*$/.test(rest) || Number(rounded.slice(-1)) % 2 === 0) return rounded
  return exact.slice(0, exact.length - rest.length).replace(/\.$/, '')
}

function textToNumber(text: string, pictureText: string): Decimal | null {
  const picture = parseNumberPicture(pictureText)
  if (picture.isScientific) throw new SqlError('0A000', '"EEEE" not supported for input')
  if (pictureText === '') return null
  const value = parseDecimal(readNumber(picture, text))
  return picture.shift === 0 ? value : multiplyDecimals(value, makeDecimal(1, picture.shift))
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
