// HEAD of a branch: the number of a manifest that was the newest when it was written. It may lag behind; whoever reads it probes on.
// Text: `<number> <checksum>`, the CRC-32 of `<database>/<branch>/<number>` in hex. A hint that is cut, changed or another branch's is no
// hint: a smaller number would lead to a manifest of long ago where those between are deleted, a larger one to none at all.

import { crc32 } from '@zendb/shared/base/checksum'
import type { BranchName } from './object-names.ts'

/** Mirror of `decodeHead`. */
export function encodeHead(name: BranchName, number: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${number} ${checksumOf(name, number)}`)
}

/** Mirror of `encodeHead`; 0 when the bytes are no hint. */
export function decodeHead(name: BranchName, bytes: Uint8Array<ArrayBuffer> | null): number {
  const match = bytes === null ? null : /^([1-9][0-9]{0,14}) ([0-9a-f]{8})$/.exec(new TextDecoder().decode(bytes))
  if (match === null) return 0
  const number = Number(match[1])
  return match[2] === checksumOf(name, number) ? number : 0
}

function checksumOf({ database, branch }: BranchName, number: number): string {
  return crc32(new TextEncoder().encode(`${database}/${branch}/${number}`))
    .toString(16)
    .padStart(8, '0')
}
