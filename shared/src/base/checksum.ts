// CRC-32 (IEEE 802.3) of log records and messages: finds torn and flipped bytes. Content addresses use SHA-256 instead.

const table = new Uint32Array(256)
for (let i = 0; i < 256; i++) {
  let crc = i
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  table[i] = crc >>> 0
}

/** Unsigned 32-bit checksum of `bytes[from..to)`. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffffffff
  for (let i = from; i < to; i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
