// Errors between tabs: structured cloning would lose their class, code and fields.

import { SqlError, ZenError, type ErrorDetails, type SqlErrorFields, type ZenErrorCode } from '@zendb/shared/base/errors'

export type PlainError =
  | { readonly kind: 'sql'; readonly code: string; readonly message: string; readonly fields: SqlErrorFields }
  | { readonly kind: 'zen'; readonly code: string; readonly message: string; readonly details: ErrorDetails }
  | { readonly kind: 'other'; readonly name: string; readonly message: string }

export function encodeError(error: unknown): PlainError {
  if (error instanceof SqlError) {
    const fields: Record<string, string | number> = {}
    for (const name of ['position', 'hint', 'detail', 'table', 'column', 'constraint'] as const) {
      const value = error[name]
      if (value !== undefined) fields[name] = value
    }
    return { kind: 'sql', code: error.code, message: error.message, fields }
  }
  if (error instanceof ZenError) return { kind: 'zen', code: error.code, message: error.message, details: error.details }
  if (error instanceof Error) return { kind: 'other', name: error.name, message: error.message }
  return { kind: 'other', name: 'Error', message: String(error) }
}

export function decodeError(plain: PlainError): Error {
  if (plain.kind === 'sql') return new SqlError(plain.code, plain.message, plain.fields)
  // A newer tab may use a code that this one does not know; it is passed on as it is.
  if (plain.kind === 'zen') return new ZenError(plain.code as ZenErrorCode, plain.message, { details: plain.details })
  const error = new Error(plain.message)
  error.name = plain.name
  return error
}
