// Every trouble of the world has one class and one code. The code is API; the message is not.
// SQL errors carry a PostgreSQL SQLSTATE as their code (five characters); all other codes are in `errorCodes`.
// docs/reference/errors.md lists the same table; a house test compares the two.

/** What the reader of an error can do about it. */
export type ErrorRemedy = 'fix-input' | 'retry' | 'free-space' | 'restore' | 'upgrade' | 'sign-in' | 'report'

/** Codes that are not SQLSTATEs: what each means and what the reader can do. */
export const errorCodes = {
  STORAGE_CORRUPT_PAGE: { remedy: 'restore', meaning: 'A page is torn, has a wrong hash, or does not decode.' },
  STORAGE_MISSING_PAGE: { remedy: 'restore', meaning: 'A page that the database refers to is not in its page store.' },
  STORAGE_CORRUPT_LOG: { remedy: 'restore', meaning: 'A log record or segment has a wrong checksum or does not decode.' },
  STORAGE_CORRUPT_MANIFEST: { remedy: 'restore', meaning: 'The manifest does not decode or names something that is not there.' },
  STORAGE_FORMAT_VERSION: { remedy: 'upgrade', meaning: 'The data was written by a newer version of ZenDB.' },
  STORAGE_QUOTA: { remedy: 'free-space', meaning: 'The device refused to store more bytes; the write was undone.' },
  STORAGE_FAILED: { remedy: 'retry', meaning: 'The device or the object store failed for another reason.' },
  STORAGE_REFUSED: {
    remedy: 'fix-input',
    meaning: 'The browser keeps no data for this page: private browsing, blocked site data, or a sandboxed frame.',
  },
  STORAGE_CLOSED: { remedy: 'fix-input', meaning: 'The database was closed before the call.' },
  OBJECT_STORE_UNSUITABLE: { remedy: 'fix-input', meaning: 'The object store does not honour create-if-absent.' },
  LEASE_LOST: { remedy: 'retry', meaning: 'Another server, or another tab, now writes this database.' },
  PROTOCOL_MALFORMED: { remedy: 'report', meaning: 'A message did not decode.' },
  PROTOCOL_VERSION: { remedy: 'upgrade', meaning: 'Client and server speak different protocol versions.' },
  AUTH_REQUIRED: { remedy: 'sign-in', meaning: 'The server asks for a token.' },
  AUTH_INVALID: { remedy: 'sign-in', meaning: 'The token is not valid, or not for this database.' },
  BRANCH_NOT_FOUND: { remedy: 'fix-input', meaning: 'There is no branch of this name.' },
  BRANCH_EXISTS: { remedy: 'fix-input', meaning: 'A branch of this name exists.' },
  DATABASE_NOT_FOUND: { remedy: 'fix-input', meaning: 'There is no database of this name.' },
  WRITE_REJECTED: { remedy: 'fix-input', meaning: 'The server rejected a change set; it is kept until the app discards or retries it.' },
  OFFLINE: { remedy: 'retry', meaning: 'The call needs the server and there is no connection.' },
  LIMIT_EXCEEDED: { remedy: 'fix-input', meaning: 'A named limit of docs/reference/limits.md was exceeded.' },
  INVALID_OPTION: { remedy: 'fix-input', meaning: 'An option or an argument is not valid.' },
} as const satisfies Record<string, { remedy: ErrorRemedy; meaning: string }>

export type ZenErrorCode = keyof typeof errorCodes

/** Facts of one error, for machines: which page, which option, which limit. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null | undefined>>

/** A trouble of the world: what happened, with which values, and what to do next. */
export class ZenError extends Error {
  override readonly name: string = 'ZenError'
  /** One of `errorCodes`, or a five-character SQLSTATE on a `SqlError`. */
  readonly code: string
  readonly details: ErrorDetails

  constructor(code: ZenErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
  }

  get remedy(): ErrorRemedy {
    return this.code in errorCodes ? errorCodes[this.code as ZenErrorCode].remedy : 'fix-input'
  }
}

/** Optional parts of a SQL error, named as in PostgreSQL's protocol. */
export interface SqlErrorFields {
  /** 0-based offset in the SQL text. */
  readonly position?: number
  readonly hint?: string
  readonly detail?: string
  readonly table?: string
  readonly column?: string
  readonly constraint?: string
  readonly cause?: unknown
}

/** A SQL error with the SQLSTATE that PostgreSQL gives for it. */
export class SqlError extends ZenError {
  override readonly name = 'SqlError'
  readonly position: number | undefined
  readonly hint: string | undefined
  readonly detail: string | undefined
  readonly table: string | undefined
  readonly column: string | undefined
  readonly constraint: string | undefined

  constructor(sqlState: string, message: string, fields: SqlErrorFields = {}) {
    super(sqlState as ZenErrorCode, message, fields.cause === undefined ? {} : { cause: fields.cause })
    this.position = fields.position
    this.hint = fields.hint
    this.detail = fields.detail
    this.table = fields.table
    this.column = fields.column
    this.constraint = fields.constraint
  }
}

/** `0A000`: PostgreSQL has it, ZenDB does not yet. Names the construct; nothing is ever silently ignored. */
export function notSupported(construct: string, position?: number): SqlError {
  return new SqlError('0A000', `feature not supported: ${construct}`, position === undefined ? {} : { position })
}
