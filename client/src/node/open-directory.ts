// A database in a directory: loaded only in Node, and only when the option `storage` names a directory.
//
//   <directory>/<name>/lock-<n>        who has it open (directory-lock.ts)
//                     /manifest        engine/manifest.ts
//                     /pages-<n>.pack  file-page-store.ts
//                     /log-<n>.wal     file-log-store.ts

import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { OpenStores } from '../storage/stores.ts'
import { requireShell } from '../service/shell.ts'
import { toStorageError } from '../storage/storage-error.ts'
import { DirectoryLock } from './directory-lock.ts'
import { FileLogStore } from './file-log-store.ts'
import { FilePageStore } from './file-page-store.ts'

export async function openDirectory(directory: string, name: string): Promise<OpenStores> {
  requireShell()
  const path = pathOf(directory, name)
  try {
    await mkdir(path, { recursive: true })
    const lock = await DirectoryLock.take(path)
    let pageStore: FilePageStore | null = null
    try {
      pageStore = await FilePageStore.open(path)
      const logStore = await FileLogStore.open(path)
      return { logStore, pageStore: closingAfterwards(pageStore, () => lock.release()), identity: null }
    } catch (error) {
      await pageStore?.close()
      await lock.release()
      throw error
    }
  } catch (cause) {
    throw toStorageError(cause, `opening the directory ${path}`)
  }
}

/** The page store is closed last, and with it the directory. */
function closingAfterwards(store: FilePageStore, release: () => Promise<void>): FilePageStore {
  const close = store.close.bind(store)
  store.close = async () => {
    await close()
    await release()
  }
  return store
}

export async function destroyDirectory(directory: string, name: string): Promise<void> {
  await rm(pathOf(directory, name), { recursive: true, force: true })
}

/** Names may hold "/" and begin with "."; a file name must not. */
function pathOf(directory: string, name: string): string {
  return resolve(join(directory, encodeURIComponent(name).replace(/^\./, '%2E')))
}
