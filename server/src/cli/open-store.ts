// Settings -> an object store that has proved that it honours create-if-absent.

import { mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { ZenError } from '@zendb/shared/base/errors'
import { systemClock } from '@zendb/shared/base/clock'
import { systemRandom } from '@zendb/shared/base/random'
import { FileObjectStore } from '../object-store/file-object-store.ts'
import type { ObjectStore } from '../object-store/object-store.ts'
import { probeObjectStore } from '../object-store/probe-object-store.ts'
import type { StoreSetting } from './config.ts'

/** Throws OBJECT_STORE_UNSUITABLE. */
export async function openStore(setting: StoreSetting): Promise<ObjectStore> {
  const store = await makeStore(setting)
  await probeObjectStore(store, systemRandom)
  return store
}

async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (found !== null && !found.isDirectory()) throw new ZenError('INVALID_OPTION', `--data ${path} is a file; give a folder`)
  if (found !== null) return
  const parent = dirname(resolve(path))
  if (!(await isFolder(parent)))
    throw new ZenError('INVALID_OPTION', `--data ${path} cannot be made: there is no folder ${parent}; make it, or correct the path`)
  try {
    await mkdir(path)
  } catch (cause) {
    throw new ZenError('STORAGE_FAILED', `the folder ${path} cannot be made: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

/** Is there a folder of this name? */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false
}

async function makeStore(setting: StoreSetting): Promise<ObjectStore> {
  if (setting.kind === 'folder') {
    await makeFolder(setting.path)
    const store = new FileObjectStore(setting.path)
    await store.removeUnfinished(systemClock.nowMs())
    return store
  }
  // Loaded only where it is used: the S3 client is most of a server's start-up time.
  const { S3ObjectStore } = await import('../object-store/s3-object-store.ts')
  return new S3ObjectStore({
    bucket: setting.bucket,
    ...(setting.prefix === null ? {} : { prefix: setting.prefix }),
    ...(setting.endpoint === null ? {} : { endpoint: setting.endpoint }),
  })
}
