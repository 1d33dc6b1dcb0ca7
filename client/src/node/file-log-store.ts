// LogStore over files: each append is one frame at the end of the newest file. `relaxed` appends survive the end of the process,
// `strict` ones are synced. Files are called by the position of their first record; a later file begins where an earlier one ends.

import { open, readdir, readFile, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { ZenError } from '@zendb/shared/base/errors'
import type { Durability, LogEntry, LogStore } from '@zendb/shared/storage/log-store'
import { decodeLogRun, encodeLogRun } from '../storage/log-run-codec.ts'
import { storageClosed, toStorageError } from '../storage/storage-error.ts'
import { decodeLogFile, encodeFrame } from './log-file.ts'
import { syncDirectory, writeAll, writeAtomically } from './sync-directory.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A file that grew beyond this is left, so that truncation can delete whole files. */
const fileBytes = 4 * 1024 * 1024

const fileName = (position: number): string => `log-${String(position).padStart(16, '0')}.wal`
const filePattern = /^log-(\d+)\.wal$/

interface ActiveFile {
  readonly handle: FileHandle
  length: number
}

export class FileLogStore implements LogStore {
  readonly #directory: string
  #active: ActiveFile | null = null
  /** Everything that touches files, one after another. */
  #running: Promise<unknown> = Promise.resolve()
  /** An append failed half-way and could not be taken back: nothing may follow it. */
  #isBroken = false
  #isClosed = false

  private constructor(directory: string) {
    this.#directory = directory
  }

  static async open(directory: string): Promise<FileLogStore> {
    const store = new FileLogStore(directory)
    await store.#cutTornEnd()
    return store
  }

  async #cutTornEnd(): Promise<void> {
    const last = (await this.#positions()).at(-1)
    if (last === undefined) return
    const path = join(this.#directory, fileName(last))
    const bytes = Uint8Array.from(await readFile(path))
    const { wholeBytes } = decodeLogFile(bytes, path, true)
    const handle = await open(path, 'r+')
    if (wholeBytes < bytes.length) {
      await handle.truncate(wholeBytes)
      await handle.sync()
    }
    this.#active = { handle, length: wholeBytes }
  }

  append(position: number, records: readonly Bytes[], durability: Durability): Promise<void> {
    if (records.length === 0) return this.#inTurn('writing the log', async () => {})
    const frame = encodeFrame({ position, run: encodeLogRun(records) })
    return this.#inTurn('writing the log', async () => {
      if (this.#isBroken)
        throw new ZenError('STORAGE_FAILED', 'an earlier write to the log failed half-way; close the database and open it again')
      const active = await this.#activeFile(position)
      try {
        await writeAll(active.handle, frame, active.length)
        if (durability === 'strict') await active.handle.datasync()
      } catch (cause) {
        await active.handle.truncate(active.length).catch(() => (this.#isBroken = true))
        throw cause
      }
      active.length += frame.length
    })
  }

  async #activeFile(position: number): Promise<ActiveFile> {
    if (this.#active !== null && this.#active.length < fileBytes) return this.#active
    // Relaxed appends may be on their way to the disk; a power loss must find a broken end in the newest file only.
    await this.#active?.handle.datasync()
    await this.#active?.handle.close()
    this.#active = null
    this.#active = { handle: await open(join(this.#directory, fileName(position)), 'wx'), length: 0 }
    await syncDirectory(this.#directory)
    return this.#active
  }

  async read(from: number): Promise<readonly LogEntry[]> {
    let entries: LogEntry[] = []
    await this.#inTurn('reading the log', async () => {
      entries = await this.#entries(from)
    })
    return entries
  }

  async #entries(from: number): Promise<LogEntry[]> {
    const positions = await this.#positions()
    const entries: LogEntry[] = []
    for (const [i, first] of positions.entries()) {
      const path = join(this.#directory, fileName(first))
      const { frames } = decodeLogFile(Uint8Array.from(await readFile(path)), path, i === positions.length - 1)
      // A truncation that was interrupted leaves two files with the same records: the later one counts.
      const end = positions[i + 1] ?? Number.POSITIVE_INFINITY
      for (const { position, run } of frames)
        for (const [k, bytes] of decodeLogRun(run, position).entries())
          if (position + k >= from && position + k < end) entries.push({ position: position + k, bytes })
    }
    return entries
  }

  truncate(position: number): Promise<void> {
    return this.#inTurn('truncating the log', async () => {
      const positions = await this.#positions()
      const affected = positions.filter(first => first < position)
      if (affected.length === 0) return
      const kept = await this.#entries(position)
      await this.#active?.handle.close()
      this.#active = null
      if (kept.length > 0) await this.#writeKept(kept)
      for (const first of positions)
        if (kept.length === 0 || first !== kept[0].position) await unlink(join(this.#directory, fileName(first)))
      await this.#openLast()
    })
  }

  /** What stays becomes one file; it is there before the old ones go. */
  async #writeKept(kept: readonly LogEntry[]): Promise<void> {
    const frame = encodeFrame({ position: kept[0].position, run: encodeLogRun(kept.map(({ bytes }) => bytes)) })
    await writeAtomically(join(this.#directory, fileName(kept[0].position)), [frame])
  }

  async #openLast(): Promise<void> {
    const last = (await this.#positions()).at(-1)
    if (last === undefined) return
    const handle = await open(join(this.#directory, fileName(last)), 'r+')
    this.#active = { handle, length: (await handle.stat()).size }
  }

  /** Nothing to do: a file is read in one go however many frames it has. */
  seal(): Promise<void> {
    return this.#inTurn('sealing the log', async () => {})
  }

  async #positions(): Promise<number[]> {
    const names = await readdir(this.#directory)
    return names
      .flatMap(name => filePattern.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
  }

  #inTurn(doing: string, work: () => Promise<void>): Promise<void> {
    const result = this.#running.then(async () => {
      if (this.#isClosed) throw storageClosed(doing)
      try {
        await work()
      } catch (cause) {
        throw toStorageError(cause, doing)
      }
    })
    this.#running = result.catch(() => {})
    return result
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    await this.#running
    this.#isClosed = true
    await this.#active?.handle.close()
  }
}
