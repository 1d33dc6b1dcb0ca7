// MD5 and SHA-2, synchronous: SQL functions cannot wait for Web Crypto. Fine for values, not for bulk data.

/** Big-endian 64-bit length and 0x80 padding (little-endian length for MD5) to whole blocks. */
function padded(bytes: Uint8Array, blockBytes: number, isLittleEndian: boolean): DataView {
  const lengthBytes = blockBytes / 8
  const total = Math.ceil((bytes.length + 1 + lengthBytes) / blockBytes) * blockBytes
  const buffer = new Uint8Array(total)
  buffer.set(bytes)
  buffer[bytes.length] = 0x80
  const view = new DataView(buffer.buffer)
  view.setBigUint64(isLittleEndian ? total - 8 : total - 8, BigInt(bytes.length) * 8n, isLittleEndian)
  return view
}

const md5Shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

export function md5(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = padded(bytes, 64, true)
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = state
    for (let i = 0; i < 64; i++) {
      const round = i >> 4
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round]
      const word = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] & 15
      const sum = (a + mixed + Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) + view.getInt32(block + word * 4, true)) | 0
      const shift = md5Shifts[round * 4 + (i & 3)]
      ;[a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0]
    }
    state[0] += a
    state[1] += b
    state[2] += c
    state[3] += d
  }
  const out = new DataView(new ArrayBuffer(16))
  state.forEach((word, i) => out.setInt32(i * 4, word, true))
  return new Uint8Array(out.buffer)
}

/** The first 80 primes: the constants of SHA-2 are the fractions of their roots. */
function primes(): bigint[] {
  const found: bigint[] = []
  for (let n = 2n; found.length < 80; n++) if (found.every(prime => n % prime !== 0n)) found.push(n)
  return found
}

/** The first 64 bits behind the point of the `degree`-th root of n. */
function rootFraction(n: bigint, degree: number): bigint {
  const scaled = n << BigInt(64 * degree)
  let low = 0n
  let high = 1n << 72n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** BigInt(degree) <= scaled) low = middle
    else high = middle
  }
  return BigInt.asUintN(64, low)
}

interface Sha2Variant {
  readonly wordBits: 32 | 64
  readonly rounds: number
  readonly rotations: readonly (readonly bigint[])[]
  readonly roundConstants: readonly bigint[]
}

let variants: { short: Sha2Variant; long: Sha2Variant; square: readonly bigint[] } | null = null

function sha2Variants(): { short: Sha2Variant; long: Sha2Variant; square: readonly bigint[] } {
  if (variants !== null) return variants
  const all = primes()
  const cubes = all.map(prime => rootFraction(prime, 3))
  variants = {
    short: {
      wordBits: 32,
      rounds: 64,
      rotations: [[6n, 11n, 25n], [2n, 13n, 22n], [7n, 18n, 3n], [17n, 19n, 10n]],
      roundConstants: cubes.map(fraction => fraction >> 32n),
    },
    long: {
      wordBits: 64,
      rounds: 80,
      rotations: [[14n, 18n, 41n], [28n, 34n, 39n], [1n, 8n, 7n], [19n, 61n, 6n]],
      roundConstants: cubes,
    },
    square: all.slice(0, 16).map(prime => rootFraction(prime, 2)),
  } // prettier-ignore
  return variants
}

/** SHA-224, -256, -384 or -512 of `bytes`. */
export function sha2(bytes: Uint8Array, bits: 224 | 256 | 384 | 512): Uint8Array<ArrayBuffer> {
  const { short, long, square } = sha2Variants()
  const variant = bits <= 256 ? short : long
  const first = bits === 512 || bits === 256 ? square.slice(0, 8) : square.slice(8)
  // SHA-224 takes the second halves of SHA-384's words.
  const state = bits === 256 ? first.map(word => word >> 32n) : bits === 224 ? first.map(word => word & 0xffffffffn) : first
  const view = padded(bytes, variant.wordBits * 2, false)
  const final = runBlocks(view, [...state], variant)
  const hex = final.map(word => word.toString(16).padStart(variant.wordBits / 4, '0')).join('')
  return Uint8Array.from({ length: bits / 8 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16))
}

function runBlocks(view: DataView, state: bigint[], variant: Sha2Variant): bigint[] {
  const { wordBits, rounds, rotations, roundConstants } = variant
  const width = BigInt(wordBits)
  const cut = (x: bigint): bigint => BigInt.asUintN(wordBits, x)
  const rotate = (x: bigint, n: bigint): bigint => (x >> n) | cut(x << (width - n))
  const bigSigma = (x: bigint, [a, b, c]: readonly bigint[]): bigint => rotate(x, a) ^ rotate(x, b) ^ rotate(x, c)
  const smallSigma = (x: bigint, [a, b, c]: readonly bigint[]): bigint => rotate(x, a) ^ rotate(x, b) ^ (x >> c)
  const wordBytes = wordBits / 8
  for (let block = 0; block < view.byteLength; block += 16 * wordBytes) {
    const w: bigint[] = []
    for (let i = 0; i < rounds; i++) {
      const at = block + i * wordBytes
      if (i < 16) w.push(wordBits === 32 ? BigInt(view.getUint32(at)) : view.getBigUint64(at))
      else w.push(cut(w[i - 16] + smallSigma(w[i - 15], rotations[2]) + w[i - 7] + smallSigma(w[i - 2], rotations[3])))
    }
    let [a, b, c, d, e, f, g, h] = state
    for (let i = 0; i < rounds; i++) {
      const t1 = h + bigSigma(e, rotations[0]) + ((e & f) ^ (cut(~e) & g)) + roundConstants[i] + w[i]
      const t2 = bigSigma(a, rotations[1]) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, cut(d + t1), c, b, a, cut(t1 + t2)]
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = cut(state[i] + word)))
  }
  return state
}
