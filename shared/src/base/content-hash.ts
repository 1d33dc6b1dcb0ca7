// SHA-256 of immutable objects: pages, commits, segments. Web Crypto is in every browser, Worker and Node 20.

import { asPageHash, type PageHash } from './brand.ts'

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Lower-case hex of `bytes`. */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += hexOfByte[bytes[i]]
  return text
}

/** Bytes of lower- or upper-case hex `text` (even length). */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length >> 1)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** SHA-256 as lower-case hex. Browsers offer it only in a secure context (https or localhost). */
export async function contentHash(bytes: Uint8Array<ArrayBuffer>): Promise<PageHash> {
  return asPageHash(toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))))
}
