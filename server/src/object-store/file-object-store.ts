// Objects as files under one folder: the store of `zendb serve --data DIR`, and of a NAS with hard links. Safe between
// processes: create-if-absent is a complete temporary file plus link(2), which fails when the name is taken.
// Promise: what was answered survives a power loss: the file is synced before it gets its name, its folder after.

import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ZenError } from '@zendb/shared/base/errors'
import { checkObjectKey } from './object-key.ts'
import type { ByteRange, ObjectStore } from './object-store.ts'

/** Folder of unfinished files, inside the root so that link and rename stay on one file system. Not a valid key part. */
const temporaryFolder = '.tmp~'
/** No write takes this long. */
const unfinishedAgeMs = 3_600_000

export type FileDurability =
  /** fsync before an answer. */
  | 'power-loss'
  /** Left to the operating system: survives a crash of the process. For tests and throw-away data. */
  | 'process-crash'

export class FileObjectStore implements ObjectStore {
  readonly #root: string
  readonly #durability: FileDurability
  readonly #folders = new Set<string>()

  constructor(root: string, durability: FileDurability = 'power-loss') {
    this.#root = root
    this.#durability = durability
  }

  async get(key: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | null> {
    const path = this.#path(key)
    try {
      return range === undefined ? ownBytes(await readFile(path)) : await readRange(path, range)
    } catch (cause) {
      if (isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR') || isCode(cause, 'EISDIR')) return null
      throw failed('read', key, cause)
    }
  }

  async put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const path = this.#path(key)
    try {
      const temporary = await this.#writeTemporary(bytes)
      await this.#makeFolder(dirname(path))
      await rename(temporary, path)
      await this.#syncFolder(dirname(path))
    } catch (cause) {
      throw failed('write', key, cause)
    }
  }

  async putIfAbsent(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<'created' | 'exists'> {
    const path = this.#path(key)
    let temporary: string | null = null
    try {
      temporary = await this.#writeTemporary(bytes)
      await this.#makeFolder(dirname(path))
      await link(temporary, path)
      await this.#syncFolder(dirname(path))
      return 'created'
    } catch (cause) {
      if (isCode(cause, 'EEXIST')) return 'exists'
      throw failed('create', key, cause)
    } finally {
      // The object has its own name by now, or nobody needs the bytes: a file that stays here costs space only.
      if (temporary !== null) await unlink(temporary).catch(() => undefined)
    }
  }

  async delete(key: string): Promise<void> {
    const path = this.#path(key)
    try {
      await unlink(path)
      await this.#syncFolder(dirname(path))
    } catch (cause) {
      if (!isCode(cause, 'ENOENT') && !isCode(cause, 'ENOTDIR')) throw failed('delete', key, cause)
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : ''
    const keys: string[] = []
    await this.#collect(folder, keys)
    return keys.filter(key => key.startsWith(prefix)).sort()
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  /** Removes unfinished files that a killed process left behind; younger ones may belong to another that is at work. */
  async removeUnfinished(nowMs: number): Promise<void> {
    const folder = join(this.#root, temporaryFolder)
    for (const name of await readdir(folder).catch(() => [])) {
      const path = join(folder, name)
      const found = await stat(path).catch(() => null)
      if (found !== null && found.mtimeMs < nowMs - unfinishedAgeMs) await unlink(path).catch(() => undefined)
    }
  }

  #path(key: string): string {
    checkObjectKey(key)
    return join(this.#root, ...key.split('/'))
  }

  async #collect(folder: string, keys: string[]): Promise<void> {
    let entries
    try {
      entries = await readdir(join(this.#root, ...folder.split('/')), { withFileTypes: true })
    } catch (cause) {
      if (isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR')) return
      throw failed('list', folder, cause)
    }
    for (const entry of entries) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isFile()) keys.push(name)
      else if (entry.isDirectory() && entry.name !== temporaryFolder) await this.#collect(name, keys)
    }
  }

  async #writeTemporary(bytes: Uint8Array): Promise<string> {
    const folder = join(this.#root, temporaryFolder)
    await this.#makeFolder(folder)
    const path = join(folder, `${process.pid}-${randomBytes(9).toString('hex')}`)
    const file = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o640)
    try {
      await file.writeFile(bytes)
      if (this.#durability === 'power-loss') await file.sync()
    } finally {
      await file.close()
    }
    return path
  }

  async #makeFolder(path: string): Promise<void> {
    if (this.#folders.has(path)) return
    const first = await mkdir(path, { recursive: true })
    this.#folders.add(path)
    // A new folder is a new name in its parent: every parent up to the first that existed must know it.
    if (first === undefined) return
    for (let at = path; at.length >= first.length; at = dirname(at)) await this.#syncFolder(dirname(at))
  }

  async #syncFolder(path: string): Promise<void> {
    if (this.#durability !== 'power-loss') return
    const folder = await open(path, constants.O_RDONLY)
    try {
      await folder.sync()
    } catch (cause) {
      // Windows cannot sync a folder; its file system journals names by itself.
      if (!isCode(cause, 'EPERM') && !isCode(cause, 'EISDIR')) throw cause
    } finally {
      await folder.close()
    }
  }
}

async function readRange(path: string, range: ByteRange): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, constants.O_RDONLY)
  try {
    const { size } = await file.stat()
    const length = Math.max(0, Math.min(range.end, size) - range.start)
    const bytes = new Uint8Array(length)
    let done = 0
    while (done < length) {
      const { bytesRead } = await file.read(bytes, done, length - done, range.start + done)
      if (bytesRead === 0) return bytes.slice(0, done)
      done += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

/** Node's small buffers share one pool: a copy of its own lets the caller keep the bytes. */
function ownBytes(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer)
}

function isCode(cause: unknown, code: string): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === code
}

function failed(verb: string, key: string, cause: unknown): ZenError {
  if (cause instanceof ZenError) return cause
  const full = isCode(cause, 'ENOSPC') || isCode(cause, 'EDQUOT')
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new ZenError(full ? 'STORAGE_QUOTA' : 'STORAGE_FAILED', `cannot ${verb} object ${key}: ${reason}`, { details: { key }, cause })
}
