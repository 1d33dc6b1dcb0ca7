// Accumulator of sum, avg and variance over numeric, int8, int4 and int2. Exact: the order of the input does not matter.
// The running sum stays a plain number while it is safe, so that summing small numerics makes no objects.

import { addDecimals, divideDecimals, divideToScale, multiplyDecimals, quotientScale, subtractDecimals } from './decimal-arithmetic.ts'
import { decimalInfinity, decimalMinusInfinity, decimalNaN, decimalZero, makeDecimal, signDecimal } from './decimal.ts'
import { bigPowerOfTen, exactPowersOfTen } from './power-of-ten.ts'
import type { Decimal } from './sql-value.ts'

const maxSafe = Number.MAX_SAFE_INTEGER

/** Adds exactly and fast; `withSquares` also keeps the sum of squares for variance. */
export class DecimalSum {
  /** Values added and not removed, specials included. */
  count = 0
  readonly #withSquares: boolean
  /** The sum is (#small + #big) * 10^-#scale. */
  #small = 0
  #big = 0n
  #scale = 0
  #squares: Decimal = decimalZero
  #nanCount = 0
  #infinityCount = 0
  #minusInfinityCount = 0
  /** How many finite values of each scale are in: a moving frame must know when the widest has left. */
  readonly #countByScale = new Map<number, number>()

  constructor(withSquares = false) {
    this.#withSquares = withSquares
  }

  addDecimal(value: Decimal): void {
    this.#change(value, 1)
  }

  addInteger(value: number | bigint): void {
    this.count++
    if (typeof value === 'number') {
      if (this.#scale === 0 && !this.#withSquares) return this.#addSmall(value)
    }
    this.count--
    this.#change(makeDecimal(value, 0), 1)
  }

  /** The inverse of add, for moving window frames. */
  removeDecimal(value: Decimal): void {
    this.#change(value, -1)
  }

  removeInteger(value: number | bigint): void {
    this.#change(makeDecimal(value, 0), -1)
  }

  #change(value: Decimal, direction: 1 | -1): void {
    this.count += direction
    if (value.special !== undefined) {
      if (value.special === 'NaN') this.#nanCount += direction
      else if (value.special === 'Infinity') this.#infinityCount += direction
      else this.#minusInfinityCount += direction
      return
    }
    if (value.scale > 0) this.#countByScale.set(value.scale, (this.#countByScale.get(value.scale) ?? 0) + direction)
    if (value.scale > this.#scale) this.#rescale(value.scale)
    const shift = this.#scale - value.scale
    if (typeof value.digits === 'number' && shift <= 22) {
      const scaled = value.digits * exactPowersOfTen[shift]
      if (scaled <= maxSafe && scaled >= -maxSafe) this.#addSmall(direction * scaled)
      else this.#big += BigInt(direction) * BigInt(value.digits) * bigPowerOfTen(shift)
    } else this.#big += BigInt(direction) * BigInt(value.digits) * bigPowerOfTen(shift)
    if (this.#withSquares) {
      const square = multiplyDecimals(value, value)
      this.#squares = direction > 0 ? addDecimals(this.#squares, square) : subtractDecimals(this.#squares, square)
    }
  }

  #addSmall(digits: number): void {
    const sum = this.#small + digits
    if (sum <= maxSafe && sum >= -maxSafe) this.#small = sum
    else {
      this.#big += BigInt(this.#small) + BigInt(digits)
      this.#small = 0
    }
  }

  #rescale(scale: number): void {
    this.#big = (this.#big + BigInt(this.#small)) * bigPowerOfTen(scale - this.#scale)
    this.#small = 0
    this.#scale = scale
  }

  #special(): Decimal | null {
    if (this.#nanCount > 0 || (this.#infinityCount > 0 && this.#minusInfinityCount > 0)) return decimalNaN
    return this.#infinityCount > 0 ? decimalInfinity : this.#minusInfinityCount > 0 ? decimalMinusInfinity : null
  }

  #shownScale(): number {
    let shown = 0
    for (const [scale, count] of this.#countByScale) if (count > 0 && scale > shown) shown = scale
    return shown
  }

  #finiteSum(): Decimal {
    const shown = this.#shownScale()
    const total = this.#big === 0n ? this.#small : this.#big + BigInt(this.#small)
    if (shown === this.#scale) return makeDecimal(total, this.#scale)
    return makeDecimal(BigInt(total) / bigPowerOfTen(this.#scale - shown), shown)
  }

  /** null when nothing was added. */
  sum(): Decimal | null {
    return this.count === 0 ? null : (this.#special() ?? this.#finiteSum())
  }

  avg(): Decimal | null {
    const sum = this.sum()
    return sum === null ? null : divideDecimals(sum, makeDecimal(this.count, 0))
  }

  /** null where SQL says NULL. */
  variance(kind: 'sample' | 'population'): Decimal | null {
    const parts = this.#varianceParts(kind)
    if (parts === null || parts === 'NaN') return parts === null ? null : decimalNaN
    if (signDecimal(parts.numerator) <= 0) return decimalZero
    return divideToScale(parts.numerator, parts.denominator, quotientScale(parts.numerator, parts.denominator))
  }

  #varianceParts(kind: 'sample' | 'population'): { numerator: Decimal; denominator: Decimal } | 'NaN' | null {
    if (this.count <= (kind === 'sample' ? 1 : 0)) return null
    if (this.#special() !== null) return 'NaN'
    const n = makeDecimal(this.count, 0)
    const sum = this.#finiteSum()
    const squares = multiplyDecimals(n, this.#squares)
    const exact = subtractDecimals(squares, multiplyDecimals(sum, sum))
    const numerator = makeDecimal(BigInt(exact.digits) / bigPowerOfTen(exact.scale - 2 * sum.scale), 2 * sum.scale)
    const divisorCount = makeDecimal(kind === 'sample' ? this.count - 1 : this.count, 0)
    return { numerator, denominator: multiplyDecimals(n, divisorCount) }
  }
}
