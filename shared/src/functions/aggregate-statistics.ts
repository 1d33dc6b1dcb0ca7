// Variance, standard deviation, correlation and linear regression. Floats are computed from exact sums of values and
// products, so that nothing cancels and no order shows; integers and numeric answer numeric, as in PostgreSQL.

import { standardDeviation } from '../values/decimal-functions.ts'
import { DecimalSum } from '../values/decimal-sum.ts'
import { aggregate, type FunctionEntry } from './define-function.ts'
import { FloatSum, roundedQuotient } from './float-sum.ts'
import { overflow } from './value-errors.ts'

type Kind = 'sample' | 'population'

const variants: readonly { names: string; kind: Kind; isRoot: boolean }[] = [
  { names: 'variance var_samp', kind: 'sample', isRoot: false },
  { names: 'var_pop', kind: 'population', isRoot: false },
  { names: 'stddev stddev_samp', kind: 'sample', isRoot: true },
  { names: 'stddev_pop', kind: 'population', isRoot: true },
]

const exactEntries = variants.flatMap(({ names, kind, isRoot }) => {
  const finish = (state: DecimalSum) => (isRoot ? standardDeviation(state.variance(kind)) : state.variance(kind))
  return [
    ...(['int2', 'int4', 'int8'] as const).map(type =>
      aggregate(`${names as 'stddev'}(${type}) numeric`, {
        create: () => new DecimalSum(true),
        add: (state, [value]) => {
          state.addInteger(value)
          return state
        },
        remove: (state, [value]) => {
          state.removeInteger(value)
          return state
        },
        finish,
      }),
    ),
    aggregate(`${names as 'stddev'}(numeric) numeric`, {
      create: () => new DecimalSum(true),
      add: (state, [value]) => {
        state.addDecimal(value)
        return state
      },
      remove: (state, [value]) => {
        state.removeDecimal(value)
        return state
      },
      finish,
    }),
  ]
})

/** Units of FloatSum: values are whole multiples of 2^-2148, products of two sums of 2^-4296. */
const unitExponent = -2148

/** n * Σab - Σa * Σb as a whole number of 2^-4296. */
function centredProduct(count: number, products: FloatSum, a: FloatSum, b: FloatSum): bigint {
  return ((BigInt(count) * products.units()) << 2148n) - a.units() * b.units()
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw overflow()
  return value
}

interface Moments {
  readonly sum: FloatSum
  readonly squares: FloatSum
}

function varianceOf({ sum, squares }: Moments, kind: Kind): number | null {
  const { count } = sum
  if (count <= (kind === 'sample' ? 1 : 0)) return null
  if (sum.special() !== null) return NaN
  const divisor = BigInt(count) * BigInt(kind === 'sample' ? count - 1 : count)
  return finite(roundedQuotient(centredProduct(count, squares, sum, sum), divisor, 2 * unitExponent))
}

function changeMoments(state: Moments, value: number, weight: 1 | -1): Moments {
  if (weight > 0) state.sum.add(value)
  else state.sum.remove(value)
  state.squares.addProduct(value, value, weight)
  return state
}

const floatEntries = variants.flatMap(({ names, kind, isRoot }) =>
  (['float4', 'float8'] as const).map(type =>
    aggregate(`${names as 'stddev'}(${type}) float8`, {
      create: (): Moments => ({ sum: new FloatSum(), squares: new FloatSum() }),
      add: (state, [value]) => changeMoments(state, value, 1),
      remove: (state, [value]) => changeMoments(state, value, -1),
      finish: state => {
        const variance = varianceOf(state, kind)
        return variance !== null && isRoot ? Math.sqrt(variance) : variance
      },
    }),
  ),
)

/** The sums of all statistics of two columns; y is the first argument, as in regr_slope(y, x). */
class PairSums {
  readonly x = new FloatSum()
  readonly y = new FloatSum()
  readonly xx = new FloatSum()
  readonly yy = new FloatSum()
  readonly xy = new FloatSum()

  change(y: number, x: number, weight: 1 | -1): PairSums {
    if (weight > 0) {
      this.x.add(x)
      this.y.add(y)
    } else {
      this.x.remove(x)
      this.y.remove(y)
    }
    this.xx.addProduct(x, x, weight)
    this.yy.addProduct(y, y, weight)
    this.xy.addProduct(x, y, weight)
    return this
  }

  get count(): number {
    return this.x.count
  }

  get isSpecial(): boolean {
    return this.x.special() !== null || this.y.special() !== null
  }

  /** n * Σ(x - mean)^2 and so on, exact. */
  sxx = (): bigint => centredProduct(this.count, this.xx, this.x, this.x)
  syy = (): bigint => centredProduct(this.count, this.yy, this.y, this.y)
  sxy = (): bigint => centredProduct(this.count, this.xy, this.x, this.y)

  /** `whole` (times 2^-4296) divided by `divisor`. */
  value(whole: bigint, divisor: number): number {
    return finite(roundedQuotient(whole, BigInt(divisor), 2 * unitExponent))
  }
}

const quotient = (a: bigint, b: bigint): number => (b < 0n ? -roundedQuotient(a, -b, 0) : roundedQuotient(a, b, 0))

/** `minimum`: fewer rows answer NULL. */
function pairEntry(name: string, minimum: number, read: (sums: PairSums) => number | null): FunctionEntry {
  return aggregate(`${name as 'corr'}(float8, float8) float8`, {
    create: () => new PairSums(),
    add: (state, [y, x]) => state.change(y, x, 1),
    remove: (state, [y, x]) => state.change(y, x, -1),
    finish: state => (state.count < minimum ? null : read(state)),
  })
}

const orNaN = (sums: PairSums, read: () => number | null): number | null => (sums.isSpecial ? NaN : read())

function correlation(sums: PairSums): number | null {
  const sxx = sums.sxx()
  const syy = sums.syy()
  if (sxx === 0n || syy === 0n) return null
  const ratio = sums.value(sums.sxy(), 1) / Math.sqrt(sums.value(sxx, 1)) / Math.sqrt(sums.value(syy, 1))
  return Math.max(-1, Math.min(1, ratio))
}

function determination(sums: PairSums): number | null {
  const sxx = sums.sxx()
  const syy = sums.syy()
  if (sxx === 0n) return null
  if (syy === 0n) return 1
  const sxy = sums.sxy()
  return quotient(sxy * sxy, sxx * syy)
}

function slope(sums: PairSums): number | null {
  const sxx = sums.sxx()
  return sxx === 0n ? null : quotient(sums.sxy(), sxx)
}

/** (Σy - Σx * sxy / sxx) / n over one divisor. */
function intercept(sums: PairSums): number | null {
  const sxx = sums.sxx()
  if (sxx === 0n) return null
  const whole = sums.y.units() * sxx - sums.x.units() * sums.sxy()
  return roundedQuotient(whole, sxx * BigInt(sums.count), unitExponent)
}

const pairEntries: readonly FunctionEntry[] = [
  pairEntry('corr', 1, sums => orNaN(sums, () => correlation(sums))),
  pairEntry('covar_pop', 1, sums => orNaN(sums, () => sums.value(sums.sxy(), sums.count * sums.count))),
  pairEntry('covar_samp', 2, sums => orNaN(sums, () => sums.value(sums.sxy(), sums.count * (sums.count - 1)))),
  pairEntry('regr_sxx', 1, sums => orNaN(sums, () => sums.value(sums.sxx(), sums.count))),
  pairEntry('regr_syy', 1, sums => orNaN(sums, () => sums.value(sums.syy(), sums.count))),
  pairEntry('regr_sxy', 1, sums => orNaN(sums, () => sums.value(sums.sxy(), sums.count))),
  pairEntry('regr_avgx', 1, sums => sums.x.average()),
  pairEntry('regr_avgy', 1, sums => sums.y.average()),
  pairEntry('regr_r2', 1, sums => orNaN(sums, () => determination(sums))),
  pairEntry('regr_slope', 1, sums => orNaN(sums, () => slope(sums))),
  pairEntry('regr_intercept', 1, sums => orNaN(sums, () => intercept(sums))),
]

export const statisticsAggregates: readonly FunctionEntry[] = [
  ...exactEntries,
  ...floatEntries,
  ...pairEntries,
  aggregate('regr_count(float8, float8) int8', {
    create: () => ({ rows: 0 }),
    add: state => {
      state.rows++
      return state
    },
    remove: state => {
      state.rows--
      return state
    },
    finish: state => state.rows,
  }),
]
