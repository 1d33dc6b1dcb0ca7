// FloatSum against exact rational sums.

import { describe, expect, test } from 'vitest'
import { seededRandom } from '../base/random.ts'
import { FloatSum, roundedQuotient } from './float-sum.ts'

/** Exact by rationals: every double is a whole number of 2^-1074. */
function exactSum(values: readonly number[]): number {
  const view = new DataView(new ArrayBuffer(8))
  let total = 0n
  for (const x of values) {
    view.setFloat64(0, x)
    const bits = view.getBigUint64(0)
    const exponent = (bits >> 52n) & 0x7ffn
    const fraction = bits & 0xfffffffffffffn
    const whole = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n)
    total += bits >> 63n ? -whole : whole
  }
  return nearest(total)
}

/** Nearest double of total * 2^-1074, by bisection over the doubles' bit patterns. */
function nearest(total: bigint): number {
  const magnitude = total < 0n ? -total : total
  const view = new DataView(new ArrayBuffer(8))
  const wholeOf = (bits: bigint): bigint => {
    const exponent = bits >> 52n
    const fraction = bits & 0xfffffffffffffn
    return exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n)
  }
  let low = 0n
  let high = 0x7ff0000000000000n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (wholeOf(middle) <= magnitude) low = middle
    else high = middle
  }
  const down = magnitude - wholeOf(low)
  const up = wholeOf(low + 1n) - magnitude
  const bits = down < up || (down === up && low % 2n === 0n) ? low : low + 1n
  view.setBigUint64(0, bits)
  return (total < 0n ? -1 : 1) * view.getFloat64(0) + 0
}

const sumOf = (values: readonly number[]): number => {
  const sum = new FloatSum()
  for (const value of values) sum.add(value)
  return sum.sum() + 0
}

describe('FloatSum', () => {
  const spans = [4, 40, 300, 700, 1900, 2090]
  test.each(spans)('equals the correctly rounded sum over %i binary places', span => {
    const random = seededRandom(span)
    for (let run = 0; run < 200; run++) {
      const values = Array.from({ length: 1 + random.below(40) }, () => {
        const magnitude = random.float() * 2 ** Math.max(-1074, random.below(span) - span / 2 - (span > 2000 ? 30 : 0))
        return random.below(2) === 0 ? magnitude : -magnitude
      })
      const wanted = exactSum(values)
      const answer = Number.isFinite(wanted) ? sumOf(values) : wanted
      expect(answer, `seed ${span}, run ${run}`).toBe(wanted)
    }
  })

  test('the order of the values and values added and removed do not show', () => {
    const random = seededRandom(7)
    for (let run = 0; run < 100; run++) {
      const values = Array.from({ length: 30 }, () => (random.float() - 0.5) * 2 ** (random.below(200) - 100))
      const extra = Array.from({ length: 30 }, () => (random.float() - 0.5) * 2 ** (random.below(1200) - 600))
      const sum = new FloatSum()
      for (let i = 0; i < 30; i++) {
        sum.add(values[29 - i])
        sum.add(extra[i])
      }
      for (const value of extra) sum.remove(value)
      expect(sum.sum()).toBe(sumOf(values))
      expect(sum.count).toBe(30)
    }
  })

  test('sums whose parts overflow or vanish are still exact', () => {
    expect(sumOf([1e308, 1e308, -1e308, -1e308])).toBe(0)
    expect(sumOf([1e308, 1e308, -1e308])).toBe(1e308)
    expect(sumOf([5e-324, 5e-324])).toBe(1e-323)
    expect(sumOf([1e308, 5e-324, -1e308])).toBe(5e-324)
    expect(() => sumOf([1.7e308, 1.7e308])).toThrow('value out of range: overflow')
    expect(sumOf([Infinity, 1])).toBe(Infinity)
    expect(sumOf([Infinity, -Infinity])).toBeNaN()
  })

  test('many additions carry before a bin could round', () => {
    const sum = new FloatSum()
    for (let i = 0; i < 70_000_000; i++) sum.add(134217727.0000001)
    expect(sum.sum()).toBe(roundedQuotient(BigInt(134217727.0000001 * 2 ** 26) * 70_000_000n, 1n, -26))
  }, 60_000)

  test('products are exact', () => {
    const random = seededRandom(11)
    const unitsOf = (x: number): bigint => {
      const single = new FloatSum()
      single.add(x)
      return single.units() >> 1074n
    }
    for (let run = 0; run < 300; run++) {
      const sum = new FloatSum()
      let wanted = 0n
      for (let i = 0; i < 5; i++) {
        const x = (random.float() - 0.5) * 2 ** (random.below(1000) - 500)
        const y = (random.float() - 0.5) * 2 ** (random.below(1000) - 500)
        sum.addProduct(x, y)
        wanted += unitsOf(x) * unitsOf(y)
      }
      expect(sum.units(), `run ${run}`).toBe(wanted)
    }
  })

  test('a product and its parts agree', () => {
    const sum = new FloatSum()
    sum.addProduct(2 ** 27 + 1, 2 ** 27 + 1)
    expect(sum.units() >> 2148n).toBe((2n ** 27n + 1n) ** 2n)
    const tiny = new FloatSum()
    tiny.addProduct(5e-324, 5e-324)
    expect(tiny.units()).toBe(1n)
  })
})
