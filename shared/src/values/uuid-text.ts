// Text of uuid. Called by text-io.ts.

import { SqlError } from '../base/errors.ts'

/** Canonical: lower case with dashes. Dashes may stand after every group of four digits, braces around the whole. */
export function parseUuid(text: string): string {
  const inner = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text
  if (/^([0-9a-f]{4}-?){7}[0-9a-f]{4}$/i.test(inner)) {
    const hex = inner.replaceAll('-', '').toLowerCase()
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
  throw new SqlError('22P02', `invalid input syntax for type uuid: "${text}"`)
}
