// Text output of records: `(1,"a b",)`.

import type { SqlType } from './sql-type.ts'
import type { SqlRecord, SqlValue } from './sql-value.ts'

function quoteField(text: string): string {
  if (text !== '' && !/["\\(),\s]/.test(text)) return text
  return `"${text.replace(/["\\]/g, '$&$&')}"`
}

/** record_out; `printField` writes one field that is not NULL. */
export function printRecord(record: SqlRecord, printField: (type: SqlType, value: SqlValue) => string): string {
  return `(${record.fields.map((field, i) => (field === null ? '' : quoteField(printField(record.types[i], field)))).join(',')})`
}
