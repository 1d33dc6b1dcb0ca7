// Text by characters (code points), as PostgreSQL counts, over JavaScript's UTF-16 strings.
// Text without surrogates, nearly all of it, takes the short way.

export const surrogate = /[\ud800-\udfff]/

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

/** Number of characters before UTF-16 offset `offset`. */
export function charOffset(text: string, offset: number): number {
  return isPlain(text) ? offset : charLength(text.slice(0, offset))
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
