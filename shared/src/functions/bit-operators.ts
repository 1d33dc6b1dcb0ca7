// & | # ~ << >> on integers, and the aggregates of bits.

import { type FunctionEntry, aggregate, strict } from './define-function.ts'
import { type Int8, toInt8 } from './integer-arithmetic.ts'

const toInt16 = (x: number): number => (x << 16) >> 16

function operatorEntries(): FunctionEntry[] {
  const small = (['int2', 'int4'] as const).flatMap(type => {
    const cut = type === 'int2' ? toInt16 : (x: number): number => x
    return [
      strict(`&(${type}, ${type}) ${type}`, (x, y) => x & y),
      strict(`|(${type}, ${type}) ${type}`, (x, y) => x | y),
      strict(`#(${type}, ${type}) ${type}`, (x, y) => x ^ y),
      strict(`~(${type}) ${type}`, x => ~x),
      strict(`<<(${type}, int4) ${type}`, (x, n) => cut(x << n)),
      strict(`>>(${type}, int4) ${type}`, (x, n) => x >> n),
    ]
  })
  const big = (op: (x: bigint, y: bigint) => bigint) => (x: Int8, y: Int8) => toInt8(op(BigInt(x), BigInt(y)))
  return [
    ...small,
    strict(
      '&(int8, int8) int8',
      big((x, y) => x & y),
    ),
    strict(
      '|(int8, int8) int8',
      big((x, y) => x | y),
    ),
    strict(
      '#(int8, int8) int8',
      big((x, y) => x ^ y),
    ),
    strict('~(int8) int8', x => toInt8(~BigInt(x))),
    strict('<<(int8, int4) int8', (x, n) => wrapInt8(BigInt(x) << BigInt(n & 63))),
    strict('>>(int8, int4) int8', (x, n) => wrapInt8(BigInt(x) >> BigInt(n & 63))),
  ]
}

const bitOperations = {
  bit_and: { small: (a: number, b: number) => a & b, big: (a: bigint, b: bigint) => a & b },
  bit_or: { small: (a: number, b: number) => a | b, big: (a: bigint, b: bigint) => a | b },
  bit_xor: { small: (a: number, b: number) => a ^ b, big: (a: bigint, b: bigint) => a ^ b },
}

interface Held {
  value: Int8 | null
}

const aggregateEntries = (['bit_and', 'bit_or', 'bit_xor'] as const).flatMap(name => {
  const { small, big } = bitOperations[name]
  const folding = (combine: (a: Int8, b: Int8) => Int8) => ({
    create: (): Held => ({ value: null }),
    add: (state: Held, [value]: [Int8]): Held => {
      state.value = state.value === null ? value : combine(state.value, value)
      return state
    },
    finish: (state: Held) => state.value,
  })
  const smallFold = folding((a, b) => small(Number(a), Number(b)))
  return [
    aggregate(`${name}(int2) int2`, smallFold),
    aggregate(`${name}(int4) int4`, smallFold),
    aggregate(`${name}(int8) int8`, folding((a, b) => toInt8(big(BigInt(a), BigInt(b))))), // prettier-ignore
  ]
})

export const bitOperators: readonly FunctionEntry[] = [...operatorEntries(), ...aggregateEntries]

/** A bigint cut to 64 bits, as shifts and casts of bits do. */
export function wrapInt8(value: bigint): Int8 {
  return toInt8(BigInt.asIntN(64, value))
}
