// A failure of a device, as the browser or Node reports it -> the ZenError that tells what can be done about it.
// Called by every store of the client at the place where the failure is caught.

import { ZenError } from '@zendb/shared/base/errors'

/** `doing` completes "the device failed while …"; a ZenError passes through. */
export function toStorageError(cause: unknown, doing: string): ZenError {
  if (cause instanceof ZenError) return cause
  const name = nameOf(cause)
  if (quotaNames.has(name))
    return new ZenError('STORAGE_QUOTA', `no space is left for ${doing}; nothing was written. Delete data, or free space on the device`, {
      details: { name },
      cause,
    })
  if (closedNames.has(name)) return storageClosed(doing, cause)
  return new ZenError('STORAGE_FAILED', `the device failed while ${doing} (${name}); nothing was written. Try again`, {
    details: { name },
    cause,
  })
}

/** The same for opening, where some failures mean that nothing is kept here at all. */
export function toOpeningError(cause: unknown, database: string): ZenError {
  const name = nameOf(cause)
  if (cause instanceof ZenError || !refusedNames.has(name)) return toStorageError(cause, 'opening the database')
  if (name === 'VersionError')
    return new ZenError(
      'STORAGE_FORMAT_VERSION',
      `database "${database}" was made by a newer ZenDB, or by another program; upgrade ZenDB`,
      {
        details: { name },
        cause,
      },
    )
  return new ZenError(
    'STORAGE_REFUSED',
    `the browser keeps no data for this page (${name}): private browsing, blocked site data, or a sandboxed frame; allow site data, or use storage: 'memory'`,
    { details: { name }, cause },
  )
}

/** What this tab had open was deleted, perhaps replaced by something new of the same name. */
export function storageLost(database: string): ZenError {
  return new ZenError('STORAGE_CLOSED', `the storage of database "${database}" was deleted or cleared; make a new ZenDB to start afresh`)
}

export function storageClosed(doing: string, cause?: unknown): ZenError {
  return new ZenError('STORAGE_CLOSED', `the database was closed before ${doing}; open it again`, { cause })
}

const quotaNames = new Set(['QuotaExceededError', 'ENOSPC', 'EDQUOT', 'EFBIG'])
const refusedNames = new Set(['VersionError', 'SecurityError', 'InvalidStateError', 'NotAllowedError'])
const closedNames = new Set(['InvalidStateError', 'EBADF'])

/** DOMExceptions have a name, Node's errors a code. */
function nameOf(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return String(cause)
  if ('code' in cause && typeof cause.code === 'string') return cause.code
  return 'name' in cause && typeof cause.name === 'string' ? cause.name : 'unknown'
}
