// CRC-32 (IEEE 802.3) of log records and messages: finds torn and flipped bytes. Content addresses use SHA-256 instead.
// Eight bytes a step ("slicing by 8"): a large record is checked before its loop has been compiled, where each step is dear.

const slices = 8
/** tables[256 * k + b]: the checksum of byte `b` followed by `k` zero bytes. */
const tables = new Uint32Array(256 * slices)
for (let i = 0; i < 256; i++) {
  let crc = i
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  tables[i] = crc >>> 0
}
for (let i = 256; i < tables.length; i++) tables[i] = tables[tables[i - 256] & 0xff] ^ (tables[i - 256] >>> 8)

/** Unsigned 32-bit checksum of `bytes[from..to)`. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const t = tables
  let crc = -1
  let i = from
  for (; i + slices <= to; i += slices) {
    const a = crc ^ (bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24))
    crc =
      t[1792 + (a & 0xff)] ^
      t[1536 + ((a >>> 8) & 0xff)] ^
      t[1280 + ((a >>> 16) & 0xff)] ^
      t[1024 + (a >>> 24)] ^
      t[768 + bytes[i + 4]] ^
      t[512 + bytes[i + 5]] ^
      t[256 + bytes[i + 6]] ^
      t[bytes[i + 7]]
  }
  for (; i < to; i++) crc = t[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8)
  return ~crc >>> 0
}
