import { describe, expect, it } from 'vitest'
import { toOpeningError, toStorageError } from './storage-error.ts'

describe('a failure of the device', () => {
  it.each([
    ['QuotaExceededError', 'STORAGE_QUOTA', 'STORAGE_QUOTA'],
    // An open database that the browser closed; one that it does not open in a private window.
    ['InvalidStateError', 'STORAGE_CLOSED', 'STORAGE_REFUSED'],
    ['SecurityError', 'STORAGE_FAILED', 'STORAGE_REFUSED'],
    ['NotAllowedError', 'STORAGE_FAILED', 'STORAGE_REFUSED'],
    ['VersionError', 'STORAGE_FAILED', 'STORAGE_FORMAT_VERSION'],
    ['UnknownError', 'STORAGE_FAILED', 'STORAGE_FAILED'],
  ])('%s has a code for what can be done: %s in use, %s at opening', (name, inUse, atOpening) => {
    const cause = new DOMException('as the browser says', name)
    expect(toStorageError(cause, 'writing the log')).toMatchObject({ code: inUse, cause })
    expect(toOpeningError(cause, 'shop')).toMatchObject({ code: atOpening, cause })
  })

  it('says what to do where the browser keeps nothing', () => {
    expect(toOpeningError(new DOMException('', 'SecurityError'), 'shop').message).toContain("storage: 'memory'")
  })
})
