// Names and strings as SQL text. Used by the printer, by messages and by dumps.

import { isFreeName } from '../parse/keywords.ts'

/** The name as PostgreSQL's quote_ident writes it: quoted only when it must be. */
export function quoteIdentifier(name: string): string {
  return isPlainName(name) && isFreeName(name) ? name : `"${name.replaceAll('"', '""')}"`
}

/** Dotted, each part quoted when it must be. */
export function quoteQualifiedName(name: readonly string[]): string {
  return name.map(quoteIdentifier).join('.')
}

/** '…' with doubled quotes; backslashes stand for themselves. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** Lower case letters, digits, `_`; not beginning with a digit. */
export function isPlainName(name: string): boolean {
  if (name === '') return false
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    const isLetter = (code >= 97 && code <= 122) || code === 95
    if (!isLetter && !(i > 0 && code >= 48 && code <= 57)) return false
  }
  return true
}
