// What became of this window's writes: from the moment they are on this device to the server's verdict, newest first.
// main.tsx starts listening when the page opens; use-write.ts records each write.

import { useSyncExternalStore } from 'react'
import { ZenError, type WritePromise, type ZenDB } from '@zendb/client'
import { hrefOf } from '../route.ts'
import { showToast } from './toast-store.ts'

export interface JournalEntry {
  readonly id: number
  readonly text: string
  readonly at: Date
  readonly verdict: 'waiting' | 'accepted' | 'refused' | 'merged'
}

const keptEntries = 30

let journal: readonly JournalEntry[] = []
let lastId = 0
/** What a refused write was, by the id that the server gave back. */
const textsByWrite = new Map<string, string>()
const listeners = new Set<() => void>()

function publish(next: readonly JournalEntry[]): void {
  journal = next.slice(0, keptEntries)
  for (const listener of listeners) listener()
}

function add(text: string, verdict: JournalEntry['verdict']): number {
  const id = ++lastId
  publish([{ id, text, verdict, at: new Date() }, ...journal])
  return id
}

function judge(id: number, verdict: JournalEntry['verdict']): void {
  publish(journal.map(entry => (entry.id === id ? { ...entry, verdict, at: new Date() } : entry)))
}

/** Called when the write is on this device. */
export function recordWrite(text: string, write: WritePromise<unknown>): void {
  const id = add(text, 'waiting')
  write.synced.then(
    () => judge(id, 'accepted'),
    (reason: unknown) => {
      const writeId = reason instanceof ZenError ? reason.details['id'] : undefined
      if (typeof writeId === 'string') textsByWrite.set(writeId, text)
      judge(id, 'refused')
    },
  )
}

/** What the user did, if it was done in this window. */
export function textOfWrite(writeId: string): string | undefined {
  return textsByWrite.get(writeId)
}

/** Wherever the user is: the sync panel has the details and the choices. */
function tell(text: string): void {
  showToast({ kind: 'trouble', text, action: { label: 'Review', does: hrefOf('sync') } })
}

export function listenForVerdicts(db: ZenDB): void {
  db.on('rejected', () => tell('The server refused a change; it is undone here and kept for your decision'))
  db.on('conflict', ({ lostValues, tables }) => {
    const values = lostValues === 1 ? 'One of your values' : `${lostValues} of your values`
    const text = `${values} in ${tables.join(', ')} gave way to a newer one`
    add(text, 'merged')
    tell(text)
  })
}

export function useJournal(): readonly JournalEntry[] {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => journal,
  )
}
