// At most one process, and one ZenDB in it, has a directory open. The lock is a file with the process that has it; that of a process
// which is gone is taken over. A taker creates the file of the next number, which only one can, and looks again before it
// believes: whoever has looked and seen nobody else is the only one.
//
//   lock-<n>   "<process id> <when the process started, in ms>", n from 1 on

import { open, readdir, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@zendb/shared/base/clock'
import { ZenError } from '@zendb/shared/base/errors'

/** Directories that this thread has open. */
const openHere = new Set<string>()
/** Clocks are set now and then; no process ends and starts again under its old id within this time. */
const sameStartMs = 1_000
/** A taker that has created its file writes it within this time, unless it is gone. */
const writtenWithinMs = 10_000
const filePattern = /^lock(?:-(\d+))?$/

interface LockFile {
  readonly path: string
  readonly number: number
  /** Who has it; null: nobody any more. */
  readonly holder: string | null
}

export class DirectoryLock {
  readonly #directory: string
  readonly #file: string
  #isHeld = true

  private constructor(directory: string, file: string) {
    this.#directory = directory
    this.#file = file
  }

  static async take(directory: string): Promise<DirectoryLock> {
    if (openHere.has(directory)) throw inUse(directory, 'this process', join(directory, 'lock-*'))
    openHere.add(directory)
    try {
      for (let attempt = 0; attempt < 5; attempt++) {
        const file = await tryTake(directory)
        if (file !== null) return new DirectoryLock(directory, file)
      }
      throw inUse(directory, 'another process', join(directory, 'lock-*'))
    } catch (error) {
      openHere.delete(directory)
      throw error
    }
  }

  async release(): Promise<void> {
    if (!this.#isHeld) return
    this.#isHeld = false
    await remove(this.#file)
    openHere.delete(this.#directory)
  }
}

/** null: somebody was quicker with this number. Throws when somebody has the directory. */
async function tryTake(directory: string): Promise<string | null> {
  const before = await lockFiles(directory)
  requireFree(directory, before)
  const number = Math.max(0, ...before.map(file => file.number)) + 1
  const path = join(directory, `lock-${number}`)
  if (!(await create(path))) return null
  try {
    const others = (await lockFiles(directory)).filter(file => file.path !== path)
    requireFree(directory, others)
    for (const dead of others) await remove(dead.path)
    return path
  } catch (error) {
    await remove(path)
    throw error
  }
}

function requireFree(directory: string, files: readonly LockFile[]): void {
  for (const { holder, path } of files) if (holder !== null) throw inUse(directory, holder, path)
}

async function lockFiles(directory: string): Promise<LockFile[]> {
  const files: LockFile[] = []
  for (const name of await readdir(directory)) {
    const match = filePattern.exec(name)
    if (match === null) continue
    const path = join(directory, name)
    try {
      const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
      files.push({ path, number: Number(match[1] ?? 0), holder: holderOf(text, mtimeMs) })
    } catch (error) {
      // Released in the meantime.
      if (codeOf(error) !== 'ENOENT') throw error
    }
  }
  return files
}

function holderOf(text: string, writtenMs: number): string | null {
  if (text === '') return systemClock.nowMs() - writtenMs < writtenWithinMs ? 'another process' : null
  const [id, startMs] = text.split(' ').map(Number)
  if (!Number.isInteger(id) || id <= 0) return null
  if (id !== process.pid) return isRunning(id) ? `process ${id}` : null
  // In containers the next process often has the id of the one before.
  return Math.abs(startMs - processStartMs()) <= sameStartMs ? 'another thread of this process, or another copy of ZenDB in it' : null
}

function processStartMs(): number {
  return Math.round(systemClock.nowMs() - process.uptime() * 1000)
}

/** false: the file is there already. */
async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    try {
      await handle.writeFile(`${process.pid} ${processStartMs()}`)
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function remove(file: string): Promise<void> {
  await unlink(file).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error
  })
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // Not allowed to signal it: it is there.
    return codeOf(error) === 'EPERM'
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}

function inUse(directory: string, who: string, file: string): ZenError {
  return new ZenError('STORAGE_FAILED', `${directory} is open in ${who}; close it there first (or delete ${file} if nothing has it open)`, {
    details: { directory },
  })
}
