// The fixed beginning of a LIKE pattern as a range of texts in byte order.

export interface TextRange {
  readonly from: string
  /** null: no end. */
  readonly to: string | null
}

/** The texts that can match `pattern`; null when it begins with a wildcard. `isPlain`: the whole text is the prefix. */
export function prefixRange(pattern: string, isPlain: boolean): TextRange | null {
  let prefix = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]
    if (!isPlain && (char === '%' || char === '_')) break
    if (!isPlain && char === '\\') {
      i++
      if (i < pattern.length) prefix += pattern[i]
    } else prefix += char
  }
  return prefix === '' ? null : { from: prefix, to: successor(prefix) }
}

/** The first text after all that begin with `prefix`. Surrogates and the last code point are left alone: then a shorter prefix serves. */
function successor(prefix: string): string | null {
  for (let length = prefix.length; length > 0; length--) {
    const code = prefix.charCodeAt(length - 1)
    if (code < 0xd7ff) return prefix.slice(0, length - 1) + String.fromCharCode(code + 1)
  }
  return null
}
