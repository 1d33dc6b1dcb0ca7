// What a character may begin, by its code: one table look-up instead of a chain of comparisons. Codes of 128 and more belong to names.

export const otherChar = 0

export const spaceChar = 1

export const nameChar = 2

export const digitChar = 3

export const operatorChar = 4

export const punctuationChar = 5

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(128)
  const mark = (characters: string, value: number): void => {
    for (let i = 0; i < characters.length; i++) classes[characters.charCodeAt(i)] = value
  }
  mark(' \t\n\r\f', spaceChar)
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', nameChar)
  mark('0123456789', digitChar)
  mark('~!@#^&|`?+-*/%<>=', operatorChar)
  mark(',()[];', punctuationChar)
  return classes
}

/** Class of each ASCII code. */
export const charClasses: Uint8Array = buildClasses()

/** 1 for ASCII letters, digits, `_` and `$`. */
const nameParts: Uint8Array = charClasses.map((kind, code) => (kind === nameChar || kind === digitChar || code === 36 ? 1 : 0))

/** True for a character that may continue a name: a letter, digit, `_`, `$` or anything beyond ASCII. */
export function isNamePart(code: number): boolean {
  return code < 128 ? nameParts[code] === 1 : code >= 128
}

/** True for a character that may begin a name. */
export function isNameStart(code: number): boolean {
  return code >= 128 || charClasses[code] === nameChar
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
