// An exact sum of doubles, rounded once when it is read: the order of adds and removes never shows. So a live query
// equals a fresh run, and SUM(float8) is the same on every replica. (PostgreSQL adds from left to right; see docs.)
// A value is peeled into three bins of 26 bits: `(x + M) - M` with M = 1.5 * 2^(52 + 26 b) keeps its multiples of
// 2^(26 b). A bin takes 2^26 additions before it could round; then carries move upwards. Values outside of the bins'
// range, and products that would round, are kept as one bigint in units of 2^-2148, where every product is whole.

import { overflow } from './value-errors.ts'

const binBits = 26
const lowestBin = -39
const highestBin = 37
const minExponent = -960
const maxExponent = 967
const addsPerCarry = 2 ** 26 - 8
const unitExponent = -2148

const peelers = Float64Array.from({ length: highestBin - lowestBin + 1 }, (_, i) => 1.5 * 2 ** (52 + binBits * (i + lowestBin)))
const scratch = new Float64Array(1)
const scratchWords = new Uint32Array(scratch.buffer)
const highWord = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0

function exponentOf(x: number): number {
  scratch[0] = x
  return ((scratchWords[highWord] >>> 20) & 0x7ff) - 1023
}

/** A finite double as a whole number of 2^-1074. */
function wholeUnits(x: number): bigint {
  const exponent = Math.max(exponentOf(x), -1022)
  // Scaling by a power of two is exact; two steps, since 2^1074 itself is not a double.
  const mantissa = BigInt(x * 2 ** -Math.trunc(exponent / 2) * 2 ** (52 - exponent + Math.trunc(exponent / 2)))
  return mantissa << BigInt(exponent + 1022)
}

const bitLength = (x: bigint): number => x.toString(16).length * 4

/** The same quotient bits with everything below `shift` in one sticky bit: it rounds like the whole. */
function shiftSticky(value: bigint, shift: number): bigint {
  const cut = BigInt(shift)
  const kept = value >> cut
  return kept << cut === value ? kept : kept | 1n
}

/** numerator / denominator * 2^exponent, correctly rounded; the denominator is positive. */
export function roundedQuotient(numerator: bigint, denominator: bigint, exponent: number): number {
  if (numerator === 0n) return 0
  const magnitude = numerator < 0n ? -numerator : numerator
  const shift = Math.max(0, bitLength(denominator) - bitLength(magnitude) + 80)
  const scaled = magnitude << BigInt(shift)
  const quotient = scaled / denominator
  const sticky = quotient * denominator === scaled ? 0n : 1n
  const result = scaleRounded((quotient << 1n) | sticky, exponent - shift - 1)
  return numerator < 0n ? -result : result
}

/** value * 2^exponent with a single rounding, into the subnormal range as well. */
function scaleRounded(value: bigint, exponent: number): number {
  const spare = bitLength(value) - 80
  const short = spare > 0 ? shiftSticky(value, spare) : value
  let power = exponent + Math.max(spare, 0)
  if (power < -1076) {
    // The result may be subnormal: three bits below its last one are enough to round it, by hand.
    const units = shiftSticky(short, -1076 - power)
    power = -1076
    if (bitLength(units) <= 56) return Number((units >> 2n) + ((units & 3n) + ((units >> 2n) & 1n) > 2n ? 1n : 0n)) * 2 ** -1074
    return Number(units) * 2 ** -538 * 2 ** -538
  }
  const half = Math.trunc(power / 2)
  return Number(short) * 2 ** half * 2 ** (power - half)
}

export class FloatSum {
  /** Values added and not removed. */
  count = 0
  #nanCount = 0
  #infinityCount = 0
  #minusInfinityCount = 0
  /** bins[i] is a multiple of 2^(26 (base + i)). */
  #bins: number[] = []
  #base = 0
  #addsSinceCarry = 0
  /** What the bins cannot hold, in units of 2^-2148. */
  #rest = 0n

  add(x: number): void {
    this.count++
    if (Number.isFinite(x)) this.#addFinite(x)
    else this.#addSpecial(x, 1)
  }

  remove(x: number): void {
    this.count--
    if (Number.isFinite(x)) this.#addFinite(-x)
    else this.#addSpecial(x, -1)
  }

  /** Adds x * y exactly (`weight` -1 removes it). */
  addProduct(x: number, y: number, weight: 1 | -1 = 1): void {
    this.count += weight
    const product = x * y
    const size = exponentOf(product)
    if (!Number.isFinite(x) || !Number.isFinite(y)) return this.#addSpecial(product, weight)
    if (product !== 0 && size > -840 && size < 960 && exponentOf(x) < 900 && exponentOf(y) < 900) {
      this.#addFinite(weight * product)
      this.#addFinite(weight * productError(x, y, product))
    } else this.#rest += BigInt(weight) * wholeUnits(x) * wholeUnits(y)
  }

  #addSpecial(x: number, weight: number): void {
    if (x === Infinity) this.#infinityCount += weight
    else if (x === -Infinity) this.#minusInfinityCount += weight
    else this.#nanCount += weight
  }

  #addFinite(x: number): void {
    if (x === 0) return
    const exponent = exponentOf(x)
    if (exponent < minExponent || exponent > maxExponent) {
      this.#rest += wholeUnits(x) << 1074n
      return
    }
    const top = Math.floor(exponent / binBits)
    this.#cover(top)
    if (++this.#addsSinceCarry > addsPerCarry) this.#carry()
    const at = top - this.#base
    let peeler = peelers[top - lowestBin]
    const first = x + peeler - peeler
    const afterFirst = x - first
    peeler = peelers[top - 1 - lowestBin]
    const second = afterFirst + peeler - peeler
    this.#bins[at] += first
    this.#bins[at - 1] += second
    this.#bins[at - 2] += afterFirst - second
  }

  /** Makes room for the bins top - 2 … top + 1: the last takes carries. */
  #cover(top: number): void {
    if (this.#bins.length === 0) {
      this.#base = top - 2
      this.#bins = [0, 0, 0, 0]
      return
    }
    while (this.#base > top - 2) {
      this.#bins.unshift(0)
      this.#base--
    }
    while (this.#base + this.#bins.length <= top + 1) this.#bins.push(0)
  }

  #carry(): void {
    for (let i = 0; i < this.#bins.length; i++) {
      const bin = this.#base + i + 1
      if (bin > highestBin) {
        this.#rest += wholeUnits(this.#bins[i]) << 1074n
        this.#bins[i] = 0
        continue
      }
      const carried = this.#bins[i] + peelers[bin - lowestBin] - peelers[bin - lowestBin]
      if (carried === 0) continue
      this.#bins[i] -= carried
      if (i + 1 === this.#bins.length) this.#bins.push(0)
      this.#bins[i + 1] += carried
    }
    this.#addsSinceCarry = 0
  }

  /** NaN or an infinity, when one was added. */
  special(): number | null {
    if (this.#nanCount > 0 || (this.#infinityCount > 0 && this.#minusInfinityCount > 0)) return NaN
    return this.#infinityCount > 0 ? Infinity : this.#minusInfinityCount > 0 ? -Infinity : null
  }

  /** The finite part, exact, in units of 2^-2148. */
  units(): bigint {
    let total = this.#rest
    for (const bin of this.#bins) if (bin !== 0) total += wholeUnits(bin) << 1074n
    return total
  }

  /** The sum, correctly rounded; throws 22003 where finite values overflow. */
  sum(): number {
    const special = this.special()
    if (special !== null) return special
    const used = this.#bins.filter(bin => bin !== 0)
    // One addition of two doubles rounds once, so it is right.
    const isShort = this.#rest === 0n && used.length <= 2
    const sum = isShort ? (used[0] ?? 0) + (used[1] ?? 0) : roundedQuotient(this.units(), 1n, unitExponent)
    if (!Number.isFinite(sum)) throw overflow()
    return sum
  }

  /** sum / count with the division rounded once more, as SUM / COUNT would be; NaN and infinities pass. */
  average(): number {
    const special = this.special()
    return special ?? roundedQuotient(this.units(), BigInt(this.count), unitExponent)
  }
}

/** x * y - product, exact (Dekker): both factors are split into halves of 26 bits. */
function productError(x: number, y: number, product: number): number {
  const xHigh = highHalf(x)
  const xLow = x - xHigh
  const yHigh = highHalf(y)
  const yLow = y - yHigh
  return xLow * yLow - (product - xHigh * yHigh - xLow * yHigh - xHigh * yLow)
}

function highHalf(x: number): number {
  const spread = x * 134217729
  return spread - (spread - x)
}
