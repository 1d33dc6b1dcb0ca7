// C collation: UTF-8 byte order of JavaScript strings.

/**
 * `<` orders strings by UTF-16 unit, which is UTF-8 byte order except where a surrogate pair (a character above U+FFFF)
 * meets a unit of U+E000..U+FFFF: there the pair must be the greater one.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return hasHighUnit.test(a) && hasHighUnit.test(b) ? compareByCodePoint(a, b) : a < b ? -1 : 1
}

const hasHighUnit = /[\ud800-\uffff]/

function compareByCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left === right) continue
    const isLeftSurrogate = left >= 0xd800 && left <= 0xdfff
    const isRightSurrogate = right >= 0xd800 && right <= 0xdfff
    if (isLeftSurrogate !== isRightSurrogate && left >= 0xd800 && right >= 0xd800) return isLeftSurrogate ? 1 : -1
    return left - right
  }
  return a.length - b.length
}

/** Bytes of the UTF-8 form. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    // Each half of a surrogate pair counts two of the pair's four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return bytes
}
