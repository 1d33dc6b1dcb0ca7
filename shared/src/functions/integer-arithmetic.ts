// Exact integer arithmetic with PostgreSQL's overflow errors. int8 is a number while it is safe, a bigint beyond.
// Negative zero never leaves here: `+ 0` turns it into zero.

import { divisionByZero, outOfRange } from './value-errors.ts'

export type Int8 = number | bigint

const int8Min = -(2n ** 63n)

const int8Max = 2n ** 63n - 1n

/** A whole number within int2, or 22003. */
export function toInt2(value: number): number {
  if (value < -32768 || value > 32767) throw outOfRange('smallint')
  return value + 0
}

/** A whole number within int4, or 22003. */
export function toInt4(value: number): number {
  if (value < -2147483648 || value > 2147483647) throw outOfRange('integer')
  return value + 0
}

/** A bigint in its runtime form, or 22003. */
export function toInt8(value: bigint): Int8 {
  if (value < int8Min || value > int8Max) throw outOfRange('bigint')
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value
}

export function addInt8(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return toInt8(BigInt(a) + BigInt(b))
}

export function subtractInt8(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference)) return difference
  }
  return toInt8(BigInt(a) - BigInt(b))
}

export function multiplyInt8(a: Int8, b: Int8): Int8 {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    if (Number.isSafeInteger(product)) return product + 0
  }
  return toInt8(BigInt(a) * BigInt(b))
}

export function divideInt8(a: Int8, b: Int8): Int8 {
  if (b === 0) throw divisionByZero()
  // The quotient of two safe integers is exact after truncation: its fraction is at least 2^-53 away from a whole number.
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b + 0
  return toInt8(BigInt(a) / BigInt(b))
}

export function modInt8(a: Int8, b: Int8): Int8 {
  if (b === 0) throw divisionByZero()
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0
  return toInt8(BigInt(a) % BigInt(b))
}

/** Quotient of two safe integers, truncated. */
export function divideInteger(a: number, b: number): number {
  if (b === 0) throw divisionByZero()
  return Math.trunc(a / b)
}

export function modInteger(a: number, b: number): number {
  if (b === 0) throw divisionByZero()
  return (a % b) + 0
}

export function absInt8(a: Int8): Int8 {
  return a < 0 ? subtractInt8(0, a) : a
}
