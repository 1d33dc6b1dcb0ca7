// What databases and branches may be called: the same rules as in a client's endpoint (client/src/options/parse-endpoint.ts). Held
// by every way in, so that nothing is made under a name by which it cannot be reached.

import { ZenError } from '@zendb/shared/base/errors'

export const databasePattern = '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$'
export const branchPattern = '^[A-Za-z0-9_][A-Za-z0-9_./-]{0,127}$'

/** Throws INVALID_OPTION. */
export function checkDatabaseName(name: string): void {
  if (!new RegExp(databasePattern).test(name))
    throw new ZenError('INVALID_OPTION', `"${name}" cannot name a database: use up to 63 letters, digits, "_", "-" and "."`)
}

/** Throws INVALID_OPTION. */
export function checkBranchName(name: string): void {
  if (!new RegExp(branchPattern).test(name))
    throw new ZenError('INVALID_OPTION', `"${name}" cannot name a branch: use up to 128 letters, digits, "_", "-", "." and "/"`)
}
