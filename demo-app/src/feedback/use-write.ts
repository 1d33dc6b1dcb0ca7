// A write as a user sees it: done at once on this device, said in a toast that can undo it, and followed until the server's verdict.

import { useCallback } from 'react'
import { useZenDB } from '@zendb/client/react'
import type { WritePromise, ZenDB } from '@zendb/client'
import { showToast } from './toast-store.ts'
import { recordWrite } from './write-journal.ts'

export interface Write {
  /** What was done, as one says it: "Order #10200 is packed". */
  readonly text: string
  readonly run: (db: ZenDB) => WritePromise<unknown>
  /** A write that takes it back. */
  readonly undo?: (db: ZenDB) => WritePromise<unknown>
}

/** `onRefused`: this device could not store it, and has said so. */
export function useWrite(): (write: Write, onRefused?: () => void) => void {
  const db = useZenDB()
  return useCallback((write: Write, onRefused?: () => void) => void perform(db, write).then(isDone => isDone || onRefused?.()), [db])
}

/** false: it was refused here, and a toast says why. */
async function perform(db: ZenDB, { text, run, undo }: Write): Promise<boolean> {
  const write = run(db)
  try {
    await write
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    showToast({ kind: 'trouble', text: `Not saved: ${reason}`, action: null })
    return false
  }
  recordWrite(text, write)
  const takeBack = undo && { label: 'Undo', does: () => void perform(db, { text: `Undone: ${text}`, run: undo }) }
  showToast({ kind: 'done', text, action: takeBack ?? null })
  return true
}
