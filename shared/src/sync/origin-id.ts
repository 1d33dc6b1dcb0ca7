// An origin names one opening of one local store (R3): `<creation time, base 36 ms>-<random>`. The time lets the acceptor
// tell a new origin from one that it has forgotten (R20); it is never used to order anything.

import { asOriginId, type OriginId } from '../base/brand.ts'
import { toHex } from '../base/content-hash.ts'
import type { Random } from '../base/random.ts'

/** A new origin: made at the first write after the local store was opened. */
export function makeOriginId(nowMs: number, random: Random): OriginId {
  return asOriginId(`${nowMs.toString(36)}-${toHex(random.bytes(10))}`)
}

/** Creation time that an origin id claims; NaN when it is not one of ours. */
export function originCreatedMs(origin: OriginId): number {
  const match = /^([0-9a-z]{1,10})-/.exec(origin)
  return match === null ? Number.NaN : Number.parseInt(match[1], 36)
}
