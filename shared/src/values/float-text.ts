// Text of float4 and float8: shortest digits that read back to the same number, laid out as PostgreSQL does.

import { SqlError } from '../base/errors.ts'
import { compareDecimals, makeDecimal, parseDecimal } from './decimal.ts'
import type { Decimal } from './sql-value.ts'

function specialText(value: number): string | null {
  if (Number.isFinite(value)) return null
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/** Lays out `d.ddde±x` (any number of digits): plain from 1e-4 up to 10^plainDigits, scientific beyond. */
function layOut(scientific: string, plainDigits: number): string {
  const [mantissa, exponentText] = scientific.split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace('-', '').replace('.', '')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= plainDigits) {
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = digits.slice(exponent + 1)
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

function withoutZeroTail(scientific: string): string {
  return scientific.replace(/\.?0+e/, 'e')
}

/** `%.{digits}g`: what extra_float_digits of 0 or less asks for. */
function printRounded(value: number, digits: number): string {
  return layOut(withoutZeroTail(value.toExponential(Math.max(1, digits) - 1)), Math.max(1, digits))
}

const floatBits = new DataView(new ArrayBuffer(8))

/** The float8 next to `value`, away from or towards zero. */
function neighbourFloat8(value: number, step: 1 | -1): number {
  floatBits.setFloat64(0, value)
  floatBits.setBigInt64(0, floatBits.getBigInt64(0) + BigInt(step))
  return floatBits.getFloat64(0)
}

/** `value` in `digits` digits; JavaScript rounds a tie up, PostgreSQL to the even digit. */
function toDigits(value: number, digits: number): string {
  const text = value.toExponential(digits - 1)
  const [mantissa] = text.split('e')
  if ('02468'.includes(mantissa[mantissa.length - 1])) return text
  const [longMantissa, exponent] = value.toExponential(20).split('e')
  const cut = longMantissa.length - (21 - digits)
  if (!/^\.?50*$/.test(longMantissa.slice(cut))) return text
  return `${longMantissa.slice(0, cut).replace(/\.$/, '')}e${exponent}`
}

/** Only integers from 2^53 on can have a neighbour so that the middle between them is a short decimal. */
const shortMiddlesFrom = 2 ** 53
const shortMiddlesTo = 1e41

/** Does `scientific` stand exactly between `value` and its neighbour? */
function isMiddle(scientific: string, value: number): boolean {
  const [mantissa, exponent] = scientific.split('e')
  const [whole, fraction = ''] = mantissa.split('.')
  const zeros = Number(exponent) - fraction.length
  if (zeros < 0) return false
  const distance = BigInt(whole + fraction) * 10n ** BigInt(zeros) - BigInt(value)
  if (distance === 0n) return false
  const neighbour = neighbourFloat8(value, distance > 0n === value > 0 ? 1 : -1)
  return distance * 2n === BigInt(neighbour) - BigInt(value)
}

/** The fewest digits that lie nearer to `value` than to any other float8. JavaScript also takes those in the very middle. */
function shortestFloat8(value: number): string {
  const text = value.toExponential()
  const size = Math.abs(value)
  if (size < shortMiddlesFrom || size > shortMiddlesTo || !isMiddle(text, value)) return text
  for (let digits = text.replace(/e.*|\D/g, '').length + 1; digits < 17; digits++) {
    const longer = toDigits(value, digits)
    if (Number(longer) === value && !isMiddle(longer, value)) return withoutZeroTail(longer)
  }
  return withoutZeroTail(toDigits(value, 17))
}

export function printFloat8(value: number, extraDigits = 1): string {
  if (Number.isInteger(value) && value < 1e15 && value > -1e15 && extraDigits > 0) return Object.is(value, -0) ? '-0' : value.toString()
  const size = Math.abs(value)
  // JavaScript writes these without an exponent, as PostgreSQL does.
  if (size >= 1e-4 && size < 1e15 && extraDigits > 0) return value.toString()
  const special = specialText(value)
  if (special !== null) return special
  return extraDigits > 0 ? layOut(shortestFloat8(value), 15) : printRounded(value, 15 + extraDigits)
}

/** Below this a float4 has fewer than its usual digits. */
const minNormalFloat4 = 2 ** -126

/** The fewest digits that lie nearer to `value` than to any other float4. */
function shortestFloat4(value: number): string {
  for (let digits = Math.abs(value) < minNormalFloat4 ? 1 : 6; digits < 9; digits++) {
    const text = toDigits(value, digits)
    const read = readFloat4(text, Number(text))
    if (read.value === value && !read.isMiddle) return withoutZeroTail(text)
  }
  return withoutZeroTail(toDigits(value, 9))
}

/** `value` is already rounded to float4. */
export function printFloat4(value: number, extraDigits = 1): string {
  const special = specialText(value)
  if (special !== null) return special
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  return extraDigits > 0 ? layOut(shortestFloat4(value), 6) : printRounded(value, 6 + extraDigits)
}

const specialWords: ReadonlyMap<string, number> = new Map([
  ['nan', NaN],
  ['infinity', Infinity],
  ['+infinity', Infinity],
  ['-infinity', -Infinity],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
])

const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** The C library reads hexadecimal floats too, and so does PostgreSQL. */
const hexNumber = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?\d+))?$/

function parseHex(text: string): number | null {
  const match = hexNumber.exec(text)
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) return null
  const [, sign, whole, fraction = '', exponent = '0'] = match
  return (sign === '-' ? -1 : 1) * Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length)
}

function readFloat(text: string, typeName: string): { readonly trimmed: string; readonly value: number; readonly isSpecial: boolean } {
  const trimmed = text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '')
  if (plainNumber.test(trimmed)) return { trimmed, value: Number(trimmed), isSpecial: false }
  const special = specialWords.get(trimmed.toLowerCase()) ?? parseHex(trimmed)
  if (special === null) throw new SqlError('22P02', `invalid input syntax for type ${typeName}: "${text}"`)
  return { trimmed, value: special, isSpecial: true }
}

function isZeroText(trimmed: string): boolean {
  return !/[1-9]/.test(trimmed.replace(/[eE].*$/, ''))
}

export function parseFloat8(text: string): number {
  const { trimmed, value, isSpecial } = readFloat(text, 'double precision')
  if (!isSpecial && (!Number.isFinite(value) || (value === 0 && !isZeroText(trimmed)))) {
    throw new SqlError('22003', `"${trimmed}" is out of range for type double precision`)
  }
  return value
}

/** The float4 next to `value`, away from or towards zero. */
function neighbourFloat4(value: number, step: 1 | -1): number {
  floatBits.setFloat32(0, value)
  floatBits.setInt32(0, floatBits.getInt32(0) + step)
  return floatBits.getFloat32(0)
}

/** Nearest float4 of a decimal. Rounding through float8 can fall on the middle between two float4: then the text itself decides. */
function readFloat4(text: string, wide: number): { readonly value: number; readonly isMiddle: boolean } {
  const near = Math.fround(wide)
  if (near === wide || !Number.isFinite(near) || wide === 0) return { value: near, isMiddle: false }
  const other = neighbourFloat4(near, Math.abs(near) < Math.abs(wide) ? 1 : -1)
  if (near + other !== 2 * wide || !Number.isFinite(other)) return { value: near, isMiddle: false }
  const order = compareDecimals(parseDecimal(text), exactDecimal(wide))
  if (order === 0) return { value: near, isMiddle: true }
  return { value: order > 0 ? Math.max(near, other) : Math.min(near, other), isMiddle: false }
}

/** Every digit of a double: it has at most 149 after the point where it is the middle of two float4. */
function exactDecimal(value: number): Decimal {
  let digits = value
  let twos = 0
  for (; !Number.isInteger(digits); digits *= 2) twos++
  return makeDecimal(BigInt(digits) * 5n ** BigInt(twos), twos)
}

export function parseFloat4(text: string): number {
  const { trimmed, value, isSpecial } = readFloat(text, 'real')
  if (isSpecial) return Math.fround(value)
  const near = readFloat4(trimmed, value).value
  if (!Number.isFinite(near) || (near === 0 && !isZeroText(trimmed))) {
    throw new SqlError('22003', `"${trimmed}" is out of range for type real`)
  }
  return near
}
