// Powers of ten as numbers and bigints, for decimal*.ts. The bigint table grows on demand and is kept.

/** 10^0 .. 10^22: the powers that a double holds exactly. */
export const exactPowersOfTen: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))

const bigPowers: bigint[] = [1n]
/** Larger powers are computed when asked for, so that a hostile exponent does not fill the table. */
const tableLength = 400

/** 10^exponent, exponent >= 0. */
export function bigPowerOfTen(exponent: number): bigint {
  if (exponent >= tableLength) return 10n ** BigInt(exponent)
  for (let i = bigPowers.length; i <= exponent; i++) bigPowers.push(bigPowers[i - 1] * 10n)
  return bigPowers[exponent]
}

/** Number of decimal digits of |value|; 0 has none. */
export function digitCount(value: number | bigint): number {
  if (typeof value === 'number') {
    const size = Math.abs(value)
    let count = 0
    while (count < 17 && size >= exactPowersOfTen[count]) count++
    return count
  }
  if (value === 0n) return 0
  return value < 0n ? value.toString().length - 1 : value.toString().length
}
