// The errors of the lexer and the parser, in PostgreSQL's words: SQLSTATE 42601 with the offset of the token at fault.

import { SqlError } from '../../base/errors.ts'

/** `message at or near "token"`, or `message at end of input` when nothing is left. */
export function syntaxError(sql: string, start: number, end: number, message = 'syntax error'): SqlError {
  const text = start >= sql.length || start >= end ? `${message} at end of input` : `${message} at or near "${sql.slice(start, end)}"`
  return new SqlError('42601', text, { position: start })
}

/** A 42601 that is about a rule and not about one token. */
export function grammarError(message: string, position: number, hint?: string): SqlError {
  return new SqlError('42601', message, hint === undefined ? { position } : { position, hint })
}
