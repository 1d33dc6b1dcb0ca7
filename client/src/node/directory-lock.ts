// At most one process, and one ZenDB in it, has a directory open. The lock is a file with the process id; that of a process
// which is gone is taken over. Two processes that find the same dead lock within a millisecond are not kept apart.

import { open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ZenError } from '@zendb/shared/base/errors'

/** Directories that this process has open: a lock with our own id that is not among them is a leftover. */
const openHere = new Set<string>()

export class DirectoryLock {
  readonly #directory: string
  readonly #file: string
  #isHeld = true

  private constructor(directory: string, file: string) {
    this.#directory = directory
    this.#file = file
  }

  static async take(directory: string): Promise<DirectoryLock> {
    const file = join(directory, 'lock')
    if (openHere.has(directory)) throw inUse(directory, 'this process', file)
    openHere.add(directory)
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        if (await create(file)) return new DirectoryLock(directory, file)
        const holder = Number(await readFile(file, 'utf8').catch(() => ''))
        if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isRunning(holder))
          throw inUse(directory, `process ${holder}`, file)
        await unlink(file).catch(() => {})
      }
      throw inUse(directory, 'another process', file)
    } catch (error) {
      openHere.delete(directory)
      throw error
    }
  }

  async release(): Promise<void> {
    if (!this.#isHeld) return
    this.#isHeld = false
    await unlink(this.#file).catch(() => {})
    openHere.delete(this.#directory)
  }
}

/** false: the file is there already. */
async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
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
