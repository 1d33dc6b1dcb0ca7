// Text by characters (code points), as PostgreSQL counts, over JavaScript's UTF-16 strings.
// Text without surrogates, nearly all of it, takes the short way.

const surrogate = /[\ud800-\udfff]/

/** Is every character one UTF-16 unit? */
export function isPlain(text: string): boolean {
  return !surrogate.test(text)
}

export function charLength(text: string): number {
  if (isPlain(text)) return text.length
  let count = 0
  for (const _ of text) count++
  return count
}

/** Characters `from` (0-based, inclusive) to `to` (exclusive); both are cut to the text. */
export function sliceChars(text: string, from: number, to: number): string {
  const start = Math.max(from, 0)
  if (to <= start) return ''
  return isPlain(text) ? text.slice(start, to) : [...text].slice(start, to).join('')
}

/** UTF-16 offset of character number `index`. */
export function unitOffset(text: string, index: number): number {
  return isPlain(text) ? index : sliceChars(text, 0, index).length
}

/** Number of characters before UTF-16 offset `offset`. */
export function charOffset(text: string, offset: number): number {
  return isPlain(text) ? offset : charLength(text.slice(0, offset))
}

/** Bytes of the text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    // A surrogate pair is two units and four bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

const ascii = /^[\0-\x7f]*$/

/** Maps character by character, as towlower and towupper do: a mapping to several characters is left out. */
function mapCase(text: string, map: (char: string) => string): string {
  if (ascii.test(text)) return map(text)
  let mapped = ''
  for (const char of text) {
    const other = map(char)
    mapped += other.length === char.length ? other : char
  }
  return mapped
}

export const lower = (text: string): string => mapCase(text, char => char.toLowerCase())
export const upper = (text: string): string => mapCase(text, char => char.toUpperCase())

/** First character of each word in upper case, the rest in lower case. */
export function initcap(text: string): string {
  return lower(text).replace(/[\p{L}\p{N}]+/gu, word => {
    const [first] = word
    return upper(first) + word.slice(first.length)
  })
}
