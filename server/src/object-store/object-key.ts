// What an object's key may look like: checked by every implementation, so that a key that works on one works on all.

import { ZenError } from '@zendb/shared/base/errors'

/** S3 allows 1,024 bytes; file systems allow 255 for each part. */
const keyMaxLength = 900

/** Throws INVALID_OPTION for a key that one of the stores could not keep. */
export function checkObjectKey(key: string): void {
  const parts = key.split('/')
  const valid = key.length <= keyMaxLength && parts.every(part => /^[A-Za-z0-9._-]{1,200}$/.test(part) && part !== '.' && part !== '..')
  if (!valid) throw new ZenError('INVALID_OPTION', `not an object key: ${JSON.stringify(key.slice(0, 200))}`, { details: { key } })
}
