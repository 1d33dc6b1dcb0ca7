// Files that are all there or not there at all, also after a power loss. Used by the file stores.

import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes the parts, one after another, as the file `path`: into a neighbour first, which then takes its name. */
export async function writeAtomically(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.tmp`
  const handle = await open(temporary, 'w')
  try {
    for (const part of parts) await writeAll(handle, part)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, path)
  await syncDirectory(dirname(path))
}

/** A write may take only a part of what it is given. */
export async function writeAll(handle: Awaited<ReturnType<typeof open>>, bytes: Uint8Array, position: number | null = null): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position === null ? null : position + done)
    done += bytesWritten
  }
}

/** Names of files last over a power loss when their directory is synced; Windows cannot, and does not need it. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
