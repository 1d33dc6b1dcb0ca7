// Settings -> an object store that has proved that it honours create-if-absent.

import { mkdir } from 'node:fs/promises'
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

async function makeStore(setting: StoreSetting): Promise<ObjectStore> {
  if (setting.kind === 'folder') {
    await mkdir(setting.path, { recursive: true })
    return new FileObjectStore(setting.path)
  }
  // Loaded only where it is used: the S3 client is most of a server's start-up time.
  const { S3ObjectStore } = await import('../object-store/s3-object-store.ts')
  return new S3ObjectStore({
    bucket: setting.bucket,
    ...(setting.prefix === null ? {} : { prefix: setting.prefix }),
    ...(setting.endpoint === null ? {} : { endpoint: setting.endpoint }),
  })
}
