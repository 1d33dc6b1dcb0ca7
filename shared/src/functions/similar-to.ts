// SIMILAR TO patterns as regular expressions: % and _ are wild, | * + ? {} () [] keep their meaning, the rest is literal.

import { SqlError } from '../base/errors.ts'

/** The advanced regular expression of a SIMILAR TO pattern; `escape` is one character or ''. */
export function similarToRegex(pattern: string, escape: string): string {
  if ([...escape].length > 1) {
    throw new SqlError('22025', 'invalid escape string', { hint: 'Escape string must be empty or one character.' })
  }
  let source = '^(?:'
  let quotes = 0
  // What stands before the first mark is as short as possible: its quantifiers become lazy.
  const hasMarks = escape !== '' && pattern.includes(`${escape}"`)
  let bracketDepth = 0
  let isEscaped = false
  let isBracketStart = false
  for (const char of pattern) {
    const wasBracketStart = isBracketStart
    isBracketStart = false
    if (isEscaped) {
      isEscaped = false
      if (char === '"' && bracketDepth === 0) {
        // substring(text similar 'a#"b#"c' escape '#'): what stands between the marks is the result.
        if (quotes === 0) source += ')('
        else if (quotes === 1) source += ')(?:'
        else throw new SqlError('2200C', 'SQL regular expression may not contain more than two escape-double-quote separators')
        quotes++
      } else source += `\\${char}`
    } else if (char === escape) isEscaped = true
    else if (bracketDepth > 0) {
      if (char === '\\') source += '\\'
      source += char
      if (char === ']' && !wasBracketStart) bracketDepth--
      else if (char === '^' && wasBracketStart) isBracketStart = true
    } else if (char === '[') {
      source += char
      bracketDepth = 1
      isBracketStart = true
    } else if (char === '%') source += hasMarks && quotes === 0 ? '.*?' : '.*'
    else if (char === '_') source += '.'
    else if (char === '(') source += '(?:'
    else if ('\\.^$'.includes(char)) source += `\\${char}`
    else source += hasMarks && quotes === 0 && '*+?}'.includes(char) ? `${char}?` : char
  }
  return `${source})$`
}
