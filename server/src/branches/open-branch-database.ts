// A held branch -> a running engine over its pages and its log.

import { ZenError, type ZenErrorCode } from '@zendb/shared/base/errors'
import { BranchDatabase } from '@zendb/shared/engine/branch-database'
import type { PageStore } from '@zendb/shared/storage/page-store'
import type { HeldBranch, LeaseOptions } from '../durable/lease.ts'
import { manifestKey } from '../durable/object-names.ts'

/** `pageStore`: the pages of `held`, each checked. */
export async function openBranchDatabase(
  held: HeldBranch,
  pageStore: PageStore,
  ports: LeaseOptions,
  cacheBytes?: number,
): Promise<BranchDatabase> {
  // As it is now: opening writes the next one.
  const { number } = held.pages.manifest
  try {
    return await BranchDatabase.open({
      name: held.name.database,
      pageStore,
      logStore: held.log,
      clock: ports.clock,
      random: ports.random,
      ...(cacheBytes === undefined ? {} : { cacheBytes }),
    })
  } catch (error) {
    throw error instanceof ZenError ? withKey(error, held, number) : error
  }
}

/** The engine knows positions and its own manifest; people need the object that is to be restored. */
function withKey(error: ZenError, { name, log }: HeldBranch, manifest: number): ZenError {
  const { details, message } = error
  if ('key' in details) return error
  const { position } = details
  switch (error.code) {
    case 'STORAGE_CORRUPT_MANIFEST':
      return named(error.code, manifestKey(name, manifest))
    case 'STORAGE_CORRUPT_LOG':
      return named(error.code, typeof position === 'number' ? log.keyOf(position) : null)
    default:
      return error
  }

  function named(code: ZenErrorCode, key: string | null): ZenError {
    return key === null ? error : new ZenError(code, `${key}: ${message}`, { details: { ...details, key }, cause: error })
  }
}
