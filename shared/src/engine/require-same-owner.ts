// A store on a device belongs to one branch, or to the device alone. Asked when a database opens, before anything is read as something
// that it is not: an outbox must not reach another branch than the one it was made for (rule R23), nor be forgotten.

import { ZenError } from '../base/errors.ts'
import type { Manifest } from './manifest.ts'

const device = 'this device alone'

/**
 * Throws INVALID_OPTION when the store has the state of another branch than `branch`, or of one at all where none is asked for (null),
 * or rows that never were a branch's. What says nothing of this may be opened for all.
 */
export function requireSameOwner(manifest: Manifest | null, name: string, branch: string | null | undefined): void {
  if (manifest === null || branch === undefined) return
  const { replica, tables } = manifest
  const asked = branch ?? device
  const owner = replica === null ? (tables.length > 0 ? device : asked) : (replica.branch ?? branch ?? 'a server')
  if (owner !== asked)
    throw new ZenError('INVALID_OPTION', `"${name}" belongs to ${owner}, not to ${asked}; give its endpoint, or another name`)
}
