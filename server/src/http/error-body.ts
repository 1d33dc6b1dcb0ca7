// One form for every error that leaves the server, and the HTTP status that goes with each code.

import { SqlError, ZenError } from '@zendb/shared/base/errors'

export interface ErrorBody {
  readonly error: {
    /** A code of docs/reference/errors.md, or a SQLSTATE. */
    readonly code: string
    readonly message: string
    readonly hint?: string
    readonly detail?: string
    /** 0-based offset in the SQL text. */
    readonly position?: number
  }
}

const statusByCode: Readonly<Record<string, number>> = {
  AUTH_REQUIRED: 401,
  AUTH_INVALID: 401,
  BRANCH_NOT_FOUND: 404,
  DATABASE_NOT_FOUND: 404,
  STORAGE_MISSING_PAGE: 404,
  BRANCH_EXISTS: 409,
  LEASE_LOST: 503,
  STORAGE_CLOSED: 503,
  INVALID_OPTION: 400,
  LIMIT_EXCEEDED: 413,
}

/** 400 for SQL errors of the caller, 500 for what is our fault. */
export function httpStatusOf(error: unknown): number {
  if (error instanceof SqlError) return statusOfSqlState(error.code)
  if (error instanceof ZenError) return statusByCode[error.code] ?? 500
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' ? status : 500
}

function statusOfSqlState(code: string): number {
  if (code.startsWith('23') || code === '40001') return 409
  // A write with a token that may only read.
  return code === '25006' ? 403 : 400
}

/** Internals of unexpected errors stay in the log. */
export function errorBody(error: unknown): ErrorBody {
  if (error instanceof SqlError) {
    const { code, message, hint, detail, position } = error
    return {
      error: {
        code,
        message,
        ...(hint === undefined ? {} : { hint }),
        ...(detail === undefined ? {} : { detail }),
        ...(position === undefined ? {} : { position }),
      },
    }
  }
  if (error instanceof ZenError) return { error: { code: error.code, message: error.message } }
  const status = httpStatusOf(error)
  const message = status < 500 && error instanceof Error ? error.message : 'the server failed; its log says why'
  return { error: { code: codeOfStatus(status), message } }
}

function codeOfStatus(status: number): string {
  if (status >= 500) return 'STORAGE_FAILED'
  // Too long, or too often.
  return status === 413 || status === 429 ? 'LIMIT_EXCEEDED' : 'INVALID_OPTION'
}
